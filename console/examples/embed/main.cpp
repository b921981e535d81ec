// A GLFW and Dear ImGui program with a Python console in one of its windows.
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <gimbal/console/console_panel.h>
#include <gimbal/console/glfw/panel_adapter.h>
#include <gimbal/console/loop/pump.h>
#include <unistd.h>

#include <cstdio>

using namespace gimbal::console;

struct Graphics {  // ends what main() starts, after the console has ended: the panel frees its textures
    ~Graphics() { ImGui_ImplOpenGL3_Shutdown(), ImGui_ImplGlfw_Shutdown(), ImGui::DestroyContext(), glfwTerminate(); }
};

int main() {
    glfwSetErrorCallback([](int, const char* why) { std::fprintf(stderr, "embed: %s\n", why); });
    GLFWwindow* window = glfwInit() ? glfwCreateWindow(1000, 600, "embed", nullptr, nullptr) : nullptr;
    if (!window) return 1;
    glfwMakeContextCurrent(window);
    ImGui::CreateContext();
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init();
    const Graphics graphics;
    GlfwPanelAdapter adapter(window);
    Engine engine({.capture_descriptors = true, .wake = glfwPostEmptyEvent});
    ConsolePanel panel(engine, {.textures = adapter.textures()}, adapter.clipboard());
    Pumped pumped;
    while (!glfwWindowShouldClose(window) && (pumped = pump(engine, panel, std::chrono::milliseconds(4)))) {
        ImGui_ImplOpenGL3_NewFrame();
        ImGui_ImplGlfw_NewFrame();
        ImGui::NewFrame();
        if (ImGui::Begin("Python")) panel.draw_in_window(adapter.style(), adapter.input());
        ImGui::End();
        ImGui::Render();
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        glfwSwapBuffers(window);
        adapter.wait(pumped.has_more ? 0 : panel.next_tick());
    }
    if (!engine.quit(1.5)) _exit(pumped.exit_code());  // a script that goes on uses what destructors would free
    return pumped.exit_code();
}
