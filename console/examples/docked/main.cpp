// Consoles in a dock space (in a tab bar and a child window if this Dear ImGui has no docking), beside other windows of
// the host and below one of them.
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <gimbal/console/console_set.h>
#include <gimbal/console/glfw/panel_adapter.h>
#include <gimbal/console/loop/pump.h>
#include <unistd.h>

#include <cstdio>

using namespace gimbal::console;

namespace {

void draw_settings() {
    static char name[40] = "";
    static float radius = 1;
    ImGui::InputText("name", name, sizeof name);
    ImGui::SliderFloat("radius", &radius, 0, 10);
}

#ifdef IMGUI_HAS_DOCK

void draw_windows(ConsoleSet& consoles, GlfwPanelAdapter& adapter) {
    const ImGuiID space = ImGui::DockSpaceOverViewport();
    ImGui::SetNextWindowDockID(space, ImGuiCond_FirstUseEver);
    if (ImGui::Begin("Settings")) draw_settings();
    ImGui::End();
    ImGui::SetNextWindowDockID(space, ImGuiCond_FirstUseEver);
    if (ImGui::Begin("Python")) consoles.draw_in_window(adapter.style(), adapter.input());
    ImGui::End();
}

#else

void draw_windows(ConsoleSet& consoles, GlfwPanelAdapter& adapter) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::Begin("##whole", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBringToFrontOnFocus);
    if (ImGui::BeginTabBar("tabs")) {
        if (ImGui::BeginTabItem("Python")) {
            ImGui::BeginChild("part");
            consoles.draw_in_window(adapter.style(), adapter.input());
            ImGui::EndChild();
            ImGui::EndTabItem();
        }
        if (ImGui::BeginTabItem("Settings")) {
            draw_settings();
            ImGui::EndTabItem();
        }
        ImGui::EndTabBar();
    }
    ImGui::End();
}

#endif

void draw_note(Engine& engine) {
    ImGui::SetNextWindowPos({560, 120}, ImGuiCond_FirstUseEver);
    if (ImGui::Begin("Note", nullptr, ImGuiWindowFlags_AlwaysAutoResize)) {
        ImGui::TextUnformatted("A window above the console.\nIts clicks are its own.");
        if (ImGui::Button("Run print(1)", {160, 30})) engine.submit_cell("print(1)");
    }
    ImGui::End();
}

struct Graphics {  // ends what main() starts, after the consoles have ended: they free their textures
    ~Graphics() { ImGui_ImplOpenGL3_Shutdown(), ImGui_ImplGlfw_Shutdown(), ImGui::DestroyContext(), glfwTerminate(); }
};

}  // namespace

int main() {
    glfwSetErrorCallback([](int, const char* why) { std::fprintf(stderr, "docked: %s\n", why); });
    GLFWwindow* window = glfwInit() ? glfwCreateWindow(1000, 600, "docked", nullptr, nullptr) : nullptr;
    if (!window) return 1;
    glfwMakeContextCurrent(window);
    ImGui::CreateContext();
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    ImGui::GetIO().IniFilename = nullptr;
#ifdef IMGUI_HAS_DOCK
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_DockingEnable;
#endif
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init();
    const Graphics graphics;
    GlfwPanelAdapter adapter(window);
    adapter.style().mono = add_mono_font(18);
    Engine engine({.wake = glfwPostEmptyEvent});
    ConsoleSet consoles(engine, {.textures = adapter.textures()}, adapter.clipboard());
    Pumped pumped;
    while (!glfwWindowShouldClose(window) && (pumped = pump(engine, consoles, std::chrono::milliseconds(4)))) {
        ImGui_ImplOpenGL3_NewFrame();
        ImGui_ImplGlfw_NewFrame();
        ImGui::NewFrame();
        draw_windows(consoles, adapter);
        draw_note(engine);
        ImGui::Render();
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        glfwSwapBuffers(window);
        adapter.wait(pumped.has_more ? 0 : consoles.next_tick());
    }
    if (!engine.quit(1.5)) _exit(pumped.exit_code());  // a script that goes on uses what destructors would free
    return pumped.exit_code();
}
