// All that panels need of a GLFW window, in one object: input in order, clipboard, textures, style.
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/clipboard.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/texture_maker.h"

struct GLFWwindow;

namespace gimbal::console {

// Listens to the window's callbacks and calls those that were installed before, so ImGui's back end and the host keep
// their events. Make it after ImGui_ImplGlfw_InitForOpenGL(window, true). The panels must be destroyed first, while the
// OpenGL context still exists.
// Thread: UI.   GIL: never.
class GlfwPanelAdapter : NonCopyable {
public:
    explicit GlfwPanelAdapter(GLFWwindow* window);  // throws std::invalid_argument if there is none
    ~GlfwPanelAdapter();

    PanelStyle& style();  // PanelStyle{}, for the host to change
    Clipboard clipboard();
    TextureMaker textures();

    // The events since the last frame, for draw_in_window(). Every call in a frame returns the same ones. An event that
    // depends on a frame that is not built yet waits for the next one: a key after a click, a click after a key. Events
    // from frames without a call are dropped. Nothing is returned if ImGui may have windows outside `window`
    // (ImGuiConfigFlags_ViewportsEnable), because their events arrive elsewhere; panels then read ImGuiIO.
    std::optional<std::span<const InputEvent>> input();

    // Waits for events and handles them, at most until `tick` in steady seconds (ConsolePanel::next_tick) and at most
    // one second. After an event it does not wait for three frames, because ImGui needs them to react. A host that
    // draws all the time calls glfwPollEvents() instead.
    void wait(double tick);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
