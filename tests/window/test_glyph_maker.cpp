// Characters from the installed fonts.
#include <doctest/doctest.h>

#include <algorithm>

#include "app/window/fonts/glyph_maker.h"

using namespace gimbal::app;

namespace {

const CellSizes usual{8, 18, 14};

int most_opaque(const GlyphBitmap& glyph) {
    int most = 0;
    for (std::size_t at = 3; at < glyph.rgba.size(); at += 4) most = std::max<int>(most, glyph.rgba[at]);
    return most;
}

void check_fits(const GlyphBitmap& glyph, const CellSizes& sizes, int cells) {
    CHECK(glyph.rgba.size() == static_cast<std::size_t>(4 * glyph.width * glyph.height));
    CHECK(glyph.left >= -1);
    CHECK(static_cast<float>(glyph.left + glyph.width) <= sizes.cell_width * static_cast<float>(cells) + 1);
    CHECK(glyph.top >= -2);
    CHECK(static_cast<float>(glyph.top + glyph.height) <= sizes.text_height + 2);
}

}  // namespace

TEST_CASE("Chinese, Japanese and Korean fill two cells") {
    GlyphMaker maker;
    for (const char32_t code : {U'漢', U'あ', U'한'}) {
        const auto glyph = maker.make(code, 2, usual);
        REQUIRE(glyph);
        check_fits(*glyph, usual, 2);
        CHECK(glyph->width >= 10);
        CHECK(most_opaque(*glyph) > 200);
        CHECK_FALSE(glyph->coloured);
    }
}

TEST_CASE("an emoji is drawn in colour, as large as two cells allow") {
    const auto glyph = GlyphMaker().make(U'\U0001F7E9', 2, usual);  // a green square
    REQUIRE(glyph);
    CHECK(glyph->coloured);
    check_fits(*glyph, usual, 2);
    const unsigned char* middle =
        &glyph->rgba[static_cast<std::size_t>(4 * (glyph->height / 2 * glyph->width + glyph->width / 2))];
    CHECK(middle[1] > middle[0] + 50);
    CHECK(middle[1] > middle[2] + 50);
    CHECK(middle[3] == 255);
}

TEST_CASE("a wide space is empty, and a character that no font has returns nothing") {
    GlyphMaker maker;
    const auto space = maker.make(U'\u3000', 2, usual);
    REQUIRE(space);
    CHECK(most_opaque(*space) == 0);
    CHECK_FALSE(maker.make(char32_t{0xFDD0}, 1, usual));  // a noncharacter of Unicode
    CHECK_FALSE(maker.make(char32_t{0x110000}, 1, usual));
}

TEST_CASE("characters fit at any size of text") {
    GlyphMaker maker;
    for (const CellSizes& sizes :
         {CellSizes{1, 1, 1}, CellSizes{3, 6, 5}, CellSizes{17, 40, 31}, CellSizes{70, 160, 124}})
        for (const char32_t code : {U'漢', U'\U0001F642', U'\u0E20'}) {
            const int cells = code == U'\u0E20' ? 1 : 2;
            if (const auto glyph = maker.make(code, static_cast<std::uint32_t>(cells), sizes))
                check_fits(*glyph, sizes, cells);
        }
}
