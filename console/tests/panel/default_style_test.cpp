// A style that the host leaves open comes from the fonts that it has.
#include <doctest/doctest.h>

#include <cmath>

#include "panel/view/missing_glyphs.h"
#include "panel/view/mono_text.h"
#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr const char* proportional_file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* mono_file = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";

// A separate ImGui context, with the fonts of another host.
class OtherHost {
public:
    explicit OtherHost(std::initializer_list<const char*> files) {
        ImGuiWithoutWindow::shared();
        before_ = ImGui::GetCurrentContext();
        mine_ = ImGui::CreateContext();
        ImGui::SetCurrentContext(mine_);
        ImGuiIO& io = ImGui::GetIO();
        io.DeltaTime = 1.0f / 60;
        for (const char* file : files) fonts.push_back(io.Fonts->AddFontFromFileTTF(file, 20));
        test::prepare_imgui_without_window({800, 600});
    }
    ~OtherHost() {
        ImGui::DestroyContext(mine_);
        ImGui::SetCurrentContext(before_);
    }
    template <class Draw>
    void frame(Draw draw) {
        ImGui::NewFrame();
        draw();
        ImGui::Render();
    }
    std::vector<ImFont*> fonts;

private:
    ImGuiContext *before_, *mine_;
};

}  // namespace

TEST_CASE("an empty style takes ImGui's current font, its size and the width of its letters") {
    PanelStyle style;
    ImGuiWithoutWindow::shared().frame([&] { style = with_defaults({}); });
    ImFont* const font = ImGui::GetIO().Fonts->Fonts[0];  // ImGui's own: 13 pixels high, letters of 7
    CHECK(style.ui == font);
    CHECK(style.semibold == font);
    CHECK(style.mono == font);
    CHECK(style.ui_size == 13);
    CHECK(style.mono_size == 13);
    CHECK(style.cell_width == 7);
    CHECK(style.row_height == 14);
    CHECK(has_even_advance(style));
}

TEST_CASE("members that the host has set stay") {
    PanelStyle style;
    style.mono_size = 26;
    style.row_height = 40;
    ImGuiWithoutWindow::shared().frame([&] { style = with_defaults(style); });
    CHECK(style.mono_size == 26);
    CHECK(style.cell_width == 14);
    CHECK(style.row_height == 40);
}

TEST_CASE("the mono font is found among the host's fonts") {
    OtherHost host({proportional_file, mono_file});
    PanelStyle style;
    host.frame([&] { style = with_defaults({}); });
    CHECK(style.ui == host.fonts[0]);
    CHECK(style.mono == host.fonts[1]);
    CHECK(std::abs(style.cell_width - style.mono->CalcTextSizeA(style.mono_size, 1e9f, 0, "0").x) <= 0.5f);
}

TEST_CASE("with proportional fonts only, each letter has a cell in which the widest letter fits") {
    OtherHost host({proportional_file});
    PanelStyle style;
    host.frame([&] { style = with_defaults({}); });
    CHECK(style.mono == host.fonts[0]);
    CHECK_FALSE(has_even_advance(style));
    CHECK(style.cell_width >= style.mono->CalcTextSizeA(style.mono_size, 1e9f, 0, "W").x);
}

TEST_CASE("a panel with an empty style shows its text, in a rectangle and in a window") {
    Engine& engine = SharedEngine::get().engine;
    ConsolePanel panel(engine, {}, {});
    panel.print("shown", Stream::out);
    for (int i = 0; i < 2; ++i)
        ImGuiWithoutWindow::shared().frame([&] {
            panel.draw({0, 0, 700, 400}, {}, {}, false, 1);
            panel.draw_in_window();
        });
    CHECK(panel.rows()[1].text == "shown");
}

TEST_CASE("a symbol that the font lacks is replaced by a similar character") {
    ImFont* const font = ImGui::GetIO().Fonts->Fonts[0];
    CHECK(with_glyphs_of(font, 13, "plain") == "plain");
    CHECK(with_glyphs_of(font, 13, "\xE2\x86\x93 3 new lines") == "v 3 new lines");
    CHECK(with_glyphs_of(font, 13, "\xC3\x97") == "\xC3\x97");  // Latin-1 is in the font
    CHECK(with_glyphs_of(font, 13, "\xE6\xBC\xA2") == "?");
    CHECK(similar_ascii(U'…') == '~');
    CHECK(similar_ascii(U'─') == '-');
    CHECK(similar_ascii(U'●') == '*');  // of the remark "running"; ImGui's own font lacks it
    CHECK(similar_ascii(U'■') == '#');  // of "interrupted"
    CHECK(similar_ascii(U'漢') == '\0');
}
