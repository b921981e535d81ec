// Finds a font for code in the places where Debian, Fedora and Arch install them.
#include <fstream>

#include "gimbal/console/panel_style.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr const char* places[] = {
    "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf",
    "/usr/share/fonts/TTF/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
    "/usr/share/fonts/liberation-mono/LiberationMono-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf",
};
// Latin, Greek, Cyrillic, punctuation, arrows, mathematics, lines and boxes.
constexpr ImWchar ranges[] = {0x20, 0x52F, 0x1E00, 0x1EFF, 0x2000, 0x2BFF, 0xFFFD, 0xFFFD, 0};

}  // namespace

ImFont* add_mono_font(float pixels) {
    GIMBAL_ON(ui);
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    for (const char* place : places) {
        if (!std::ifstream(place)) continue;  // ImGui asserts that the file exists
        if (atlas.Fonts.empty()) atlas.AddFontDefault();
        ImFontConfig config;
        config.PixelSnapH = true;  // whole pixels, so that columns stay sharp
        return atlas.AddFontFromFileTTF(place, pixels, &config, ranges);
    }
    return nullptr;
}

}  // namespace gimbal::console
