// The faces of the window, baked into one atlas: Inter for words, JetBrains Mono for code.
#pragma once
#include <imgui.h>

namespace gimbal::app {

struct Faces {
    ImFont *ui = nullptr, *semibold = nullptr, *mono = nullptr;
};

inline constexpr float ui_size = 16, mono_size = 18, least_mono_size = 6,
                       most_mono_size = 40;  // before scale; an ImGui size is ascent + descent

// Replaces what the current context's atlas holds; between frames, without its texture (about 55 ms at scale 1).
// Throws std::runtime_error naming the font file that is missing and its Debian package.
// Thread: UI.   GIL: never.
Faces bake_fonts(float scale, float mono = mono_size);

}  // namespace gimbal::app
