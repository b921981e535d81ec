// The fonts of the window, baked into one atlas: Inter for text, JetBrains Mono for code.
#pragma once
#include <imgui.h>

namespace gimbal::app {

struct Faces {
    ImFont *ui = nullptr, *semibold = nullptr, *mono = nullptr;
};

// Before scale. The size of a font in ImGui is ascent + descent.
inline constexpr float ui_size = 16, mono_size = 18, least_mono_size = 6, most_mono_size = 40;

// Replaces the fonts of the current context's atlas, which takes about 55 ms at scale 1. Call it between frames, when
// the atlas has no texture. Throws std::runtime_error with the missing font file and its Debian package.
// Thread: UI.   GIL: never.
Faces bake_fonts(float scale, float mono = mono_size);

}  // namespace gimbal::app
