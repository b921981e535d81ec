// Set up once, torn down once; the atlas is exchanged between frames when the scale changes.
#include "app/window/drawing/imgui_session.h"

#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

namespace gimbal::app {

ImguiSession::ImguiSession(GlfwWindow& window, float scale, float mono) : mono_(mono) {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;                              // places are the layout's, remembered by the settings
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;  // in menus and dialogs; panels are without navigation
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    ImGui_ImplGlfw_InitForOpenGL(window.handle(), false);  // our callbacks feed it, in order
    ImGui_ImplOpenGL3_Init("#version 330");
    const Faces faces = bake_fonts(scale, mono);
    style_ = make_panel_style(faces, scale, mono);
    apply_theme(style_.palette, scale);
}

ImguiSession::~ImguiSession() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
}

bool ImguiSession::set_sizes(float scale, float mono) {
    if (scale == style_.scale && mono == mono_) return false;
    mono_ = mono;
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    const Faces faces = bake_fonts(scale, mono);
    console::PanelStyle style = make_panel_style(faces, scale, mono);
    style.fill = style_.fill;
    style.other_face = style_.other_face;
    style_ = std::move(style);
    apply_theme(style_.palette, scale);
    ImGui_ImplOpenGL3_CreateFontsTexture();
    return true;
}

void ImguiSession::begin_back_ends() {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
}

}  // namespace gimbal::app
