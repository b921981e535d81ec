// All that differs between Dear ImGui 1.86 (Debian 12) and current ones (Debian 13 ships 1.91).
#pragma once
#include <imgui.h>

#include <cstdint>

namespace gimbal::compat {

inline ImTextureID texture_id(unsigned gl_texture) { return (ImTextureID)(std::intptr_t)gl_texture; }

inline void push_font(ImFont* font, float size) {
#if IMGUI_VERSION_NUM >= 19200
    ImGui::PushFont(font, size);
#else
    (void)size;
    ImGui::PushFont(font);
#endif
}

inline bool begin_child(const char* id, ImVec2 size, bool border = false, ImGuiWindowFlags flags = 0) {
#if IMGUI_VERSION_NUM >= 19000
    return ImGui::BeginChild(id, size, border ? ImGuiChildFlags_Borders : ImGuiChildFlags_None, flags);
#else
    return ImGui::BeginChild(id, size, border, flags);
#endif
}

inline float text_width(ImFont* font, float size, const char* begin, const char* end) {
    return font->CalcTextSizeA(size, 3.4e38f, 0, begin, end).x;
}

}  // namespace gimbal::compat
