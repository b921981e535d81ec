// All that differs between Dear ImGui 1.86 (Debian 12) and current ones (Debian 13 ships 1.91).
#pragma once
#include <imgui.h>

#include <cstdint>
#include <initializer_list>

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

// Whether the face itself has it. Characters past 16 bits do not exist where ImWchar has no more.
inline bool has_glyph(ImFont* font, float size, std::uint32_t code) {
    if (code > IM_UNICODE_CODEPOINT_MAX) return false;
#if IMGUI_VERSION_NUM >= 19200
    return font->GetFontBaked(size)->FindGlyphNoFallback(static_cast<ImWchar>(code)) != nullptr;
#else
    (void)size;
    return font->FindGlyphNoFallback(static_cast<ImWchar>(code)) != nullptr;
#endif
}

inline float text_width(ImFont* font, float size, const char* begin, const char* end) {
    return font->CalcTextSizeA(size, 3.4e38f, 0, begin, end).x;
}

// One of ImGuiKey_*, for popups only: panels read InputEvents. Indices became ImGuiKey values in 1.87.
inline bool key_pressed(ImGuiKey key, bool repeat = true) {
#if IMGUI_VERSION_NUM >= 18700
    return ImGui::IsKeyPressed(key, repeat);
#else
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), repeat);
#endif
}

// Enter chooses the line of a menu that the arrows have reached, as Space does; between the back end's NewFrame and
// ImGui's. Its own rule since 1.89.
inline void let_enter_choose() {
#if IMGUI_VERSION_NUM < 18700
    ImGuiIO& io = ImGui::GetIO();
    for (const ImGuiKey key : {ImGuiKey_Enter, ImGuiKey_KeyPadEnter})
        if (io.KeyMap[key] >= 0 && io.KeysDown[io.KeyMap[key]]) io.NavInputs[ImGuiNavInput_Activate] = 1;
#endif
}

// The whole state of the mouse for this frame, after the platform back end's NewFrame. 1.87 made it events.
inline void set_mouse(ImVec2 position, const bool (&down)[5]) {
    ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18700
    io.AddMousePosEvent(position.x, position.y);
    for (int button = 0; button < 5; ++button) io.AddMouseButtonEvent(button, down[button]);
#else
    io.MousePos = position;
    for (int button = 0; button < 5; ++button) io.MouseDown[button] = down[button];
#endif
}

// What ImGui's text fields copy to and paste from, after the platform back end's Init. Moved to ImGuiPlatformIO
// in 1.91.1.
struct FieldClipboard {
    const char* (*get)() = nullptr;
    void (*set)(const char*) = nullptr;
};
inline FieldClipboard field_clipboard;
inline void use_field_clipboard(FieldClipboard functions) {
    field_clipboard = functions;
#if IMGUI_VERSION_NUM >= 19110
    ImGui::GetPlatformIO().Platform_GetClipboardTextFn = [](ImGuiContext*) { return field_clipboard.get(); };
    ImGui::GetPlatformIO().Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
        field_clipboard.set(text);
    };
#else
    ImGui::GetIO().GetClipboardTextFn = [](void*) { return field_clipboard.get(); };
    ImGui::GetIO().SetClipboardTextFn = [](void*, const char* text) { field_clipboard.set(text); };
#endif
}

}  // namespace gimbal::compat
