// Copying from a text view.
#include "text/view/edit_surface.h"

#include <doctest/doctest.h>

#include "text/model/scrollback.h"

using namespace gimbal::console;

namespace {

struct NoOwner final : EditSurfaceOwner {
    bool on_input(const InputEvent&) override { return false; }
    bool on_command(Command) override { return false; }
    void on_edited() override {}
};

}  // namespace

TEST_CASE("a selection of NUL characters only is copied in one pass") {  // quadratic, it would take hours
    constexpr std::size_t lines = 16, line_bytes = 1 << 20;
    Scrollback text(100, lines * line_bytes);
    for (std::size_t i = 0; i < lines; ++i) {
        text.append(std::string(line_bytes, '\0'), ink::text);
        text.newline();
    }
    TextView view(text);
    NoOwner owner;
    std::size_t copied = 0;
    Clipboard clipboard;
    clipboard.set = [&](const std::string& symbols) { copied = symbols.size(); };
    EditSurface surface(owner, view, nullptr, clipboard, KeyPlace::console);
    view.select({0, 0}, {lines, 0});
    REQUIRE(surface.copy());
    CHECK(copied == lines * (3 * line_bytes + 1));
}
