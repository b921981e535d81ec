// Dear ImGui without a window: it builds frames and fonts, and nothing draws them.
#pragma once
#include <imgui.h>

namespace gimbal::console::test {

// Of the current context, whose fonts have been added. Call it before the first frame.
inline void prepare_imgui_without_window(ImVec2 size) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
}

}  // namespace gimbal::console::test
