// The fonts are tried in fontconfig's order for "monospace" in the user's language, so a Japanese user gets Japanese
// forms of characters.
#include "app/window/fonts/glyph_maker.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb_image_resize.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

namespace gimbal::app {
namespace {

template <auto destroy>
struct DestroyedBy {
    template <class T>
    void operator()(T* object) const {
        destroy(object);
    }
};
template <class T, auto destroy>
using Owned = std::unique_ptr<T, DestroyedBy<destroy>>;
using OwnedFace = Owned<std::remove_pointer_t<FT_Face>, FT_Done_Face>;

constexpr float em_in_cells = 1 / 0.6f;  // of fonts in which each character fills one cell

// Converts to straight alpha, because FreeType's colours are premultiplied.
std::vector<unsigned char> rgba_of(const FT_Bitmap& bitmap) {
    std::vector<unsigned char> rgba;
    rgba.reserve(std::size_t{4} * bitmap.width * bitmap.rows);
    for (unsigned y = 0; y < bitmap.rows; ++y) {
        const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (unsigned x = 0; x < bitmap.width; ++x) {
            if (bitmap.pixel_mode == FT_PIXEL_MODE_BGRA) {
                const unsigned char* pixel = row + 4 * x;
                const int alpha = pixel[3];
                for (int i = 2; i >= 0; --i)
                    rgba.push_back(alpha ? static_cast<unsigned char>(std::min(255, pixel[i] * 255 / alpha)) : 0);
                rgba.push_back(pixel[3]);
            } else {
                const bool mono = bitmap.pixel_mode == FT_PIXEL_MODE_MONO;
                const unsigned char cover = mono ? (row[x / 8] >> (7 - x % 8) & 1) * 255 : row[x];
                rgba.insert(rgba.end(), {255, 255, 255, cover});
            }
        }
    }
    return rgba;
}

void shrink(GlyphBitmap& glyph, int width, int height) {
    std::vector<unsigned char> small(std::size_t{4} * static_cast<std::size_t>(width * height));
    stbir_resize_uint8_generic(glyph.rgba.data(), glyph.width, glyph.height, 0, small.data(), width, height, 0, 4, 3, 0,
                               STBIR_EDGE_CLAMP, STBIR_FILTER_MITCHELL, STBIR_COLORSPACE_LINEAR, nullptr);
    glyph.rgba = std::move(small);
    glyph.width = width;
    glyph.height = height;
}

int round_to_int(float value) { return static_cast<int>(std::lround(value)); }

}  // namespace

struct GlyphMaker::Fonts {
    Owned<FcConfig, FcConfigDestroy> config;
    Owned<FcFontSet, FcFontSetDestroy> sorted;
    Owned<std::remove_pointer_t<FT_Library>, FT_Done_FreeType> library;
    std::map<std::pair<std::string, int>, OwnedFace> faces;  // null: the file cannot be read

    Fonts();
    FT_Face face_with(char32_t code);
    FT_Face open(FcPattern* font);
    static std::optional<GlyphBitmap> from_outline(FT_Face face, FT_UInt index, float room, float em,
                                                   const CellSizes& sizes);
    static std::optional<GlyphBitmap> from_strike(FT_Face face, FT_UInt index, float room, const CellSizes& sizes);
};

GlyphMaker::Fonts::Fonts() : config(FcInitLoadConfigAndFonts()) {
    FT_Library made = nullptr;
    if (FT_Init_FreeType(&made) == 0) library.reset(made);
    Owned<FcPattern, FcPatternDestroy> wanted(FcPatternCreate());
    if (!config || !library || !wanted) return;
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("monospace"));
    FcConfigSubstitute(config.get(), wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result;
    sorted.reset(FcFontSort(config.get(), wanted.get(), FcTrue, nullptr, &result));
}

FT_Face GlyphMaker::Fonts::open(FcPattern* font) {
    FcChar8* file = nullptr;
    int index = 0;
    if (FcPatternGetString(font, FC_FILE, 0, &file) != FcResultMatch) return nullptr;
    FcPatternGetInteger(font, FC_INDEX, 0, &index);
    auto [place, fresh] = faces.try_emplace({reinterpret_cast<const char*>(file), index});
    FT_Face made = nullptr;
    if (fresh && FT_New_Face(library.get(), reinterpret_cast<const char*>(file), index, &made) == 0)
        place->second.reset(made);
    return place->second.get();
}

FT_Face GlyphMaker::Fonts::face_with(char32_t code) {
    for (int i = 0; sorted && i < sorted->nfont; ++i) {
        FcCharSet* has = nullptr;
        if (FcPatternGetCharSet(sorted->fonts[i], FC_CHARSET, 0, &has) != FcResultMatch || !FcCharSetHasChar(has, code))
            continue;
        FT_Face face = open(sorted->fonts[i]);
        if (face && FT_Get_Char_Index(face, code) != 0) return face;
    }
    return nullptr;
}

std::optional<GlyphBitmap> GlyphMaker::Fonts::from_outline(FT_Face face, FT_UInt index, float room, float em,
                                                           const CellSizes& sizes) {
    const FT_GlyphSlot slot = face->glyph;
    const auto load = [&](float pixels) {
        return FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(std::max(1.0f, std::floor(pixels)))) == 0 &&
               FT_Load_Glyph(face, index, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT | FT_LOAD_COLOR) == 0;
    };
    if (!load(em)) return std::nullopt;
    float wide = std::max(static_cast<float>(slot->advance.x) / 64, static_cast<float>(slot->bitmap.width));
    if (wide > room + 0.5f) {
        if (!load(em * room / wide)) return std::nullopt;
        wide = static_cast<float>(slot->advance.x) / 64;
    }
    GlyphBitmap glyph{round_to_int((room - wide) / 2) + slot->bitmap_left,
                      round_to_int(sizes.ascent) - slot->bitmap_top,
                      static_cast<int>(slot->bitmap.width),
                      static_cast<int>(slot->bitmap.rows),
                      slot->bitmap.pixel_mode == FT_PIXEL_MODE_BGRA,
                      rgba_of(slot->bitmap)};
    return glyph;
}

// A font with bitmaps of a few sizes, such as emoji: scales the largest one down.
std::optional<GlyphBitmap> GlyphMaker::Fonts::from_strike(FT_Face face, FT_UInt index, float room,
                                                          const CellSizes& sizes) {
    const auto height = [&](int strike) { return face->available_sizes[strike].height; };
    int largest = 0;
    for (int i = 1; i < face->num_fixed_sizes; ++i)
        if (height(i) > height(largest)) largest = i;
    if (FT_Select_Size(face, largest) != 0 || FT_Load_Glyph(face, index, FT_LOAD_RENDER | FT_LOAD_COLOR) != 0)
        return std::nullopt;
    const FT_Bitmap& bitmap = face->glyph->bitmap;
    GlyphBitmap glyph{0,
                      0,
                      static_cast<int>(bitmap.width),
                      static_cast<int>(bitmap.rows),
                      bitmap.pixel_mode == FT_PIXEL_MODE_BGRA,
                      rgba_of(bitmap)};
    if (glyph.width == 0 || glyph.height == 0) return glyph;
    const float fit = std::min(
        {1.0f, room / static_cast<float>(glyph.width), sizes.text_height / static_cast<float>(glyph.height)});
    const int width = std::max(1, static_cast<int>(fit * static_cast<float>(glyph.width))),
              high = std::max(1, static_cast<int>(fit * static_cast<float>(glyph.height)));
    if (fit < 1) shrink(glyph, width, high);
    glyph.left = round_to_int((room - static_cast<float>(glyph.width)) / 2);
    glyph.top = round_to_int((sizes.text_height - static_cast<float>(glyph.height)) / 2);
    return glyph;
}

GlyphMaker::GlyphMaker() = default;
GlyphMaker::~GlyphMaker() = default;

std::optional<GlyphBitmap> GlyphMaker::make(char32_t code, std::uint32_t cells, const CellSizes& sizes) {
    if (!fonts_) fonts_ = std::make_unique<Fonts>();
    FT_Face face = fonts_->face_with(code);
    if (!face) return std::nullopt;
    const FT_UInt index = FT_Get_Char_Index(face, code);
    const float room = sizes.cell_width * static_cast<float>(cells);
    if (!FT_IS_SCALABLE(face)) return Fonts::from_strike(face, index, room, sizes);
    return Fonts::from_outline(face, index, room,
                               std::min(sizes.text_height, cells > 1 ? room : sizes.cell_width * em_in_cells), sizes);
}

}  // namespace gimbal::app
