// The font atlas is replaced between frames when a size changes.
#include "app/window/drawing/imgui_session.h"

#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

ImguiSession::ImguiSession(GlfwWindow& window, float scale, float text_size) : text_size_(text_size) {
    GIMBAL_ON(ui);
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;                              // Layout keeps the positions, in the settings
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;  // in menus and dialogs; panels switch it off
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    ImGui_ImplGlfw_InitForOpenGL(window.handle(), false);  // ImguiInput passes the events on, in order
    ImGui_ImplOpenGL3_Init("#version 330");
    const Faces faces = bake_fonts(scale, text_size);
    style_ = make_panel_style(faces, scale, text_size);
    apply_theme(style_.palette, scale);
}

ImguiSession::~ImguiSession() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
}

bool ImguiSession::set_sizes(float scale, float text_size) {
    GIMBAL_ON(ui);
    if (scale == style_.scale && text_size == text_size_) return false;
    text_size_ = text_size;
#if IMGUI_VERSION_NUM < 19200  // newer back ends update the texture themselves
    ImGui_ImplOpenGL3_DestroyFontsTexture();
#endif
    const Faces faces = bake_fonts(scale, text_size);
    PanelStyle style = make_panel_style(faces, scale, text_size);
    style.fill = style_.fill;
    style.other_face = style_.other_face;
    style_ = std::move(style);
    apply_theme(style_.palette, scale);
#if IMGUI_VERSION_NUM < 19200
    ImGui_ImplOpenGL3_CreateFontsTexture();
#endif
    return true;
}

void ImguiSession::begin_back_ends() {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
}

void ImguiSession::end_broken_frame() {
    GIMBAL_ON(ui);
    ImGuiContext& imgui = *ImGui::GetCurrentContext();
    if (!imgui.WithinFrameScope) return;
#if IMGUI_VERSION_NUM >= 19130  // EndFrame closes what is open, and would report it as a mistake of the program
    const bool asserts = std::exchange(imgui.IO.ConfigErrorRecoveryEnableAssert, false);
    ImGui::EndFrame();
    imgui.IO.ConfigErrorRecoveryEnableAssert = asserts;
#else
    ImGui::ErrorCheckEndFrameRecover(nullptr);
    while (imgui.FontStack.Size > 0) ImGui::PopFont();
    ImGui::EndFrame();
#endif
}

}  // namespace gimbal::app
