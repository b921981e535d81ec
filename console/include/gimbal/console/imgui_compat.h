// The differences between the versions 1.86 (Debian 12) to 1.92 of Dear ImGui. Debian 13 has 1.90.1.
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

// A child window without a border. `padded` keeps the window padding. 1.90 moved that flag to ImGuiChildFlags.
inline bool begin_child(const char* id, ImVec2 size, ImGuiWindowFlags flags = 0, bool padded = false) {
#if IMGUI_VERSION_NUM >= 19000
    return ImGui::BeginChild(id, size, padded ? ImGuiChildFlags_AlwaysUseWindowPadding : ImGuiChildFlags_None, flags);
#else
    return ImGui::BeginChild(id, size, false, flags | (padded ? ImGuiWindowFlags_AlwaysUseWindowPadding : 0));
#endif
}

// Whether the font itself has the character. With a 16-bit ImWchar, characters above 16 bits do not exist.
inline bool has_glyph(ImFont* font, float size, std::uint32_t code) {
    if (code > IM_UNICODE_CODEPOINT_MAX) return false;
#if IMGUI_VERSION_NUM >= 19200
    return font->GetFontBaked(size)->FindGlyphNoFallback(static_cast<ImWchar>(code)) != nullptr;
#else
    (void)size;
    return font->FindGlyphNoFallback(static_cast<ImWchar>(code)) != nullptr;
#endif
}

// The ascent of a font at a size. 1.92 has no size per font.
inline float ascent(ImFont* font, float size) {
#if IMGUI_VERSION_NUM >= 19200
    return font->GetFontBaked(size)->Ascent;
#else
    (void)size;
    return font->Ascent;
#endif
}

// The size at which the host has added the font. 1.92 allows any size.
inline float added_size(const ImFont* font) {
#if IMGUI_VERSION_NUM >= 19200
    return font->LegacySize > 0 ? font->LegacySize : ImGui::GetFontSize();
#else
    return font->FontSize;
#endif
}

inline float text_width(ImFont* font, float size, const char* begin, const char* end) {
    return font->CalcTextSizeA(size, 3.4e38f, 0, begin, end).x;
}

// 1.87 changed the spelling of the key.
#if IMGUI_VERSION_NUM >= 18700
inline constexpr ImGuiKey keypad_enter = ImGuiKey_KeypadEnter;
#else
inline constexpr ImGuiKey keypad_enter = ImGuiKey_KeyPadEnter;
#endif

// `key` is one of ImGuiKey_*. For popups only, because panels read InputEvents. 1.87 replaced indices by ImGuiKey
// values.
inline bool key_pressed(ImGuiKey key, bool repeat = true) {
#if IMGUI_VERSION_NUM >= 18700
    return ImGui::IsKeyPressed(key, repeat);
#else
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), repeat);
#endif
}

// Sets io.WantCaptureKeyboard for the next frame. 1.88 renamed it.
inline void capture_keyboard() {
#if IMGUI_VERSION_NUM >= 18800
    ImGui::SetNextFrameWantCaptureKeyboard(true);
#else
    ImGui::CaptureKeyboardFromApp(true);
#endif
}

// Sets how many of the draw lists are drawn. 1.89.8 made them a vector beside the count.
inline void set_list_count(ImDrawData& data, int count) {
    data.CmdListsCount = count;
#if IMGUI_VERSION_NUM >= 18980
    data.CmdLists.resize(count);
#endif
}

// Lets Enter activate the menu item that the arrow keys have reached, as Space does. Call it between the back end's
// NewFrame and ImGui's. ImGui does so itself since 1.89.
inline void let_enter_choose() {
#if IMGUI_VERSION_NUM < 18700
    ImGuiIO& io = ImGui::GetIO();
    for (const ImGuiKey key : std::initializer_list<ImGuiKey>{ImGuiKey_Enter, keypad_enter})
        if (io.KeyMap[key] >= 0 && io.KeysDown[io.KeyMap[key]]) io.NavInputs[ImGuiNavInput_Activate] = 1;
#endif
}

// Sets the whole state of the mouse for this frame. Call it after the platform back end's NewFrame. 1.87 introduced
// events for it.
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

// The clipboard of ImGui's text fields. Set it after the platform back end's Init. 1.91.1 moved it to ImGuiPlatformIO.
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
