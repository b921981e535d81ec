// Finds the font files of Debian's packages and bakes them with FreeType's light hinting, because the advance of the
// mono font is then exactly 8 px. With stb_truetype it is 8.18 px, which blurs columns.
#include "app/window/fonts/fonts.h"

#include <imgui_freetype.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

// For the text of the interface: Latin, Greek, Cyrillic, punctuation, arrows, mathematics, geometric shapes.
constexpr ImWchar interface_ranges[] = {0x20, 0x52F, 0x1E00, 0x1EFF, 0x2000, 0x2BFF, 0xFFFD, 0xFFFD, 0};
// For the output of scripts: everything in the font up to 16 bits, because an ImWchar has no more here.
constexpr ImWchar whole_face[] = {0x20, 0xFFFD, 0};

std::string find_font(std::initializer_list<const char*> places, const char* package) {
    std::error_code ignored;
    for (const char* place : places)
        if (std::filesystem::exists(place, ignored)) return place;
    throw std::runtime_error(std::string("the font ") + *places.begin() + " is missing: install the package " +
                             package + ".");
}

ImFont* add(ImFontAtlas& atlas, const std::string& file, float size, const ImWchar* ranges, bool merge = false) {
    ImFontConfig config;
    config.MergeMode = merge;
    config.PixelSnapH = true;
    ImFont* font = atlas.AddFontFromFileTTF(file.c_str(), size, &config, ranges);
    if (!font) throw std::runtime_error("the font " + file + " cannot be read.");
    return font;
}

}  // namespace

Faces bake_fonts(float scale, float mono_pixels) {
    GIMBAL_ON(ui);
    const std::string regular = find_font(
        {"/usr/share/fonts/opentype/inter/Inter-Regular.otf", "/usr/share/fonts/truetype/inter/Inter-Regular.ttf"},
        "fonts-inter");
    const std::string semibold = find_font(
        {"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", "/usr/share/fonts/truetype/inter/Inter-SemiBold.ttf"},
        "fonts-inter");
    const std::string mono = find_font({"/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf"},
                                       "fonts-jetbrains-mono");
    const std::string mono_fallback = find_font({"/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"},
                                                "fonts-dejavu-core");

    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
#if IMGUI_VERSION_NUM >= 19200
    atlas.FontLoader = ImGuiFreeType::GetFontLoader();
    atlas.FontLoaderFlags = ImGuiFreeTypeLoaderFlags_LightHinting;
#else
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
#endif
    atlas.Flags |= ImFontAtlasFlags_NoBakedLines;
    const float words = std::round(ui_size * scale), code = std::max(1.0f, std::round(mono_pixels * scale));
    Faces faces;
    faces.ui = add(atlas, regular, words, interface_ranges);
    faces.semibold = add(atlas, semibold, words, interface_ranges);
    faces.mono = add(atlas, mono, code, whole_face);
    add(atlas, mono_fallback, code, whole_face, true);  // for characters that the first font lacks
#if IMGUI_VERSION_NUM < 19200                           // newer versions bake each character when it is first drawn
    if (!atlas.Build())
        throw std::runtime_error("the fonts do not fit into a texture at scale " + std::to_string(scale) + ".");
#endif
    return faces;
}

}  // namespace gimbal::app
