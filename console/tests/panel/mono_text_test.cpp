// Characters that the mono face lacks come from the host's other faces and keep their cells.
#include "panel/view/mono_text.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr ImU32 colour = IM_COL32(10, 20, 30, 255);

// Draws a text. Keeps the images, and the lowest and highest x of all other rectangles.
struct Drawn {
    struct Image {
        float left, top, right;
        ImU32 colour;
    };
    std::vector<Image> images;
    std::vector<std::pair<char32_t, std::uint32_t>> asked;
    float text_left = 1e9f, text_right = -1;

    void draw(std::string_view text, const std::function<const GlyphPicture*(char32_t)>& face) {
        PanelStyle style = ImGuiWithoutWindow::shared().style;
        if (face)
            style.other_face = [&](char32_t code, std::uint32_t cells) {
                return asked.emplace_back(code, cells), face(code);
            };
        ImDrawList list(ImGui::GetDrawListSharedData());
        list._ResetForNewFrame();
        list.PushClipRect({0, 0}, {1600, 900});
        list.PushTextureID(ImGui::GetIO().Fonts->TexID);
        draw_mono(&list, style, 100, 50, colour, text);
        for (const ImDrawCmd& command : list.CmdBuffer)
            for (unsigned i = 0; i + 5 < command.ElemCount; i += 6) {  // a rectangle is two triangles
                const ImDrawVert& low = list.VtxBuffer[list.IdxBuffer[static_cast<int>(command.IdxOffset + i)]];
                const ImDrawVert& high = list.VtxBuffer[list.IdxBuffer[static_cast<int>(command.IdxOffset + i + 2)]];
                if (command.GetTexID() == texture) images.push_back({low.pos.x, low.pos.y, high.pos.x, low.col});
                else text_left = std::min(text_left, low.pos.x), text_right = std::max(text_right, high.pos.x);
            }
    }
    static inline const ImTextureID texture = (ImTextureID)77;
};

GlyphPicture picture(bool coloured = false) { return {Drawn::texture, {0, 0}, {1, 1}, 1, 2, 14, 15, coloured}; }

}  // namespace

TEST_CASE("a character from another face is drawn on its two cells") {
    const GlyphPicture glyph = picture();
    Drawn drawn;
    drawn.draw("ab漢字c", [&](char32_t) { return &glyph; });
    CHECK(drawn.asked == std::vector<std::pair<char32_t, std::uint32_t>>{{U'漢', 2}, {U'字', 2}});
    REQUIRE(drawn.images.size() == 2);
    CHECK(drawn.images[0].left == 100 + 2 * 8 + 1);
    CHECK(drawn.images[0].top == 52);
    CHECK(drawn.images[0].right == drawn.images[0].left + 14);
    CHECK(drawn.images[0].colour == colour);
    CHECK(drawn.images[1].left == 100 + 4 * 8 + 1);
    CHECK(drawn.text_right > 100 + 6 * 8);  // the c
}

TEST_CASE("a colour glyph keeps its colours") {
    const GlyphPicture glyph = picture(true);
    Drawn drawn;
    drawn.draw("\U0001F642", [&](char32_t) { return &glyph; });
    REQUIRE(drawn.images.size() == 1);
    CHECK(drawn.images[0].colour == IM_COL32_WHITE);
}

TEST_CASE("a character that no face has is a box on its cells; a wide space draws nothing") {
    Drawn box, alone, space;
    box.draw("漢", [](char32_t) { return nullptr; });
    CHECK(box.images.empty());
    CHECK(box.text_left == 101);
    CHECK(box.text_right == 115);
    alone.draw("漢", nullptr);
    CHECK(alone.text_right == 115);
    const GlyphPicture nothing;
    space.draw("\u3000", [&](char32_t) { return &nothing; });
    CHECK(space.images.empty());
    CHECK(space.text_right == -1);
}

TEST_CASE("only the first of joined characters is drawn") {
    const GlyphPicture glyph = picture();
    Drawn drawn;
    drawn.draw("\U0001F468\u200D\U0001F469\u200D\U0001F467", [&](char32_t) { return &glyph; });
    CHECK(drawn.images.size() == 1);
    CHECK(drawn.text_right == -1);
}
