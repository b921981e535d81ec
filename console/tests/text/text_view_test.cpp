// The part of a text on the screen: positions that are revealed before and after the view has a size.
#include "text/view/text_view.h"

#include <doctest/doctest.h>

#include <string>

#include "text/model/scrollback.h"

using namespace gimbal::console;

namespace {

constexpr LineId line_count = 100;

struct Shown {
    Scrollback text{100000};
    TextView view{text, false, TextView::Tail::ignore};
    Shown() {
        for (LineId line = 0; line < line_count; ++line) {
            text.append("line " + std::to_string(line), ink::text);
            text.newline();
        }
        view.changed_from(0);
    }
    void place() { view.place({.rect = {0, 0, 400, 200}}); }
    bool shows(LineId line) const { return view.y_of({line, 0}).has_value(); }
};

}  // namespace

TEST_CASE("a position that is revealed before the view has a size is on the screen once it has one") {
    Shown shown;
    shown.view.reveal({80, 0});
    shown.place();
    CHECK(shown.shows(80));
    CHECK_FALSE(shown.shows(0));
}

TEST_CASE("a position is revealed once: the next frame does not undo a scroll") {
    Shown shown;
    shown.view.reveal({80, 0});
    shown.place();
    shown.view.scroll_by(-80);
    shown.place();
    CHECK(shown.shows(0));
}

TEST_CASE("of two positions that are revealed the last one counts") {
    Shown shown;
    shown.view.reveal({line_count + 50, 0});  // a line that does not exist
    shown.place();
    shown.view.reveal({40, 0});
    for (int line = 0; line < 100; ++line) {
        shown.text.append("more", ink::text);
        shown.text.newline();
    }
    shown.view.changed_from(line_count);
    shown.place();
    CHECK(shown.shows(40));
}
