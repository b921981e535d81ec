// A GLFW and Dear ImGui program with a Python console in one of its windows.
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <gimbal/console/console_panel.h>
#include <gimbal/console/glfw/panel_adapter.h>
#include <unistd.h>

using namespace gimbal::console;

int main() {
    GLFWwindow* window = glfwInit() ? glfwCreateWindow(1000, 600, "embed", nullptr, nullptr) : nullptr;
    if (!window) return 1;
    glfwMakeContextCurrent(window);
    ImGui::CreateContext();
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init();
    GlfwPanelAdapter adapter(window);
    Engine engine({.launcher = GIMBAL_CONSOLE_LAUNCHER,
                   .search_paths = {GIMBAL_CONSOLE_PYTHON_DIR},
                   .capture_descriptors = true,
                   .wake = glfwPostEmptyEvent});
    ConsolePanel panel(engine, {.textures = adapter.textures()}, adapter.clipboard());
    int exit_code = 0;
    while (!glfwWindowShouldClose(window)) {
        adapter.wait(panel.next_tick());
        for (ConsoleEvent event; engine.try_dequeue_event(event); panel.handle(event))
            if (const auto* quit = std::get_if<QuitRequested>(&event)) {
                exit_code = quit->exit_code;
                glfwSetWindowShouldClose(window, GLFW_TRUE);
            }
        ImGui_ImplOpenGL3_NewFrame();
        ImGui_ImplGlfw_NewFrame();
        ImGui::NewFrame();
        if (ImGui::Begin("Python")) panel.draw_in_window(adapter.style(), adapter.input());
        ImGui::End();
        ImGui::Render();
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        glfwSwapBuffers(window);
    }
    if (!engine.quit(1.5)) _exit(exit_code);  // a script does not end; it still uses what destructors would free
    return exit_code;
}
