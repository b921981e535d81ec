// The host's textures, for the pictures in the scrollback.
#pragma once
#include <imgui.h>

#include <functional>

namespace gimbal::console {

// RGBA, the top row first. Thread: UI.
struct TextureMaker {
    std::function<ImTextureID(int width, int height, const unsigned char* rgba)> make = {};
    std::function<void(ImTextureID)> free = {};
};

}  // namespace gimbal::console
