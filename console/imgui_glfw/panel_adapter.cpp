// GLFW's callbacks carry no pointer besides the host's, so a list finds the adapter of a window.
#include "gimbal/console/glfw/panel_adapter.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/glfw/clipboard.h"
#include "gimbal/console/glfw/panel_textures.h"
#include "gimbal/console/thread_role.h"
#include "imgui_glfw/frame_events.h"

namespace gimbal::console {
namespace {

static_assert(key::shift == GLFW_MOD_SHIFT && key::control == GLFW_MOD_CONTROL && key::alt == GLFW_MOD_ALT &&
              key::super == GLFW_MOD_SUPER);
static_assert(key::space == GLFW_KEY_SPACE && key::escape == GLFW_KEY_ESCAPE && key::enter == GLFW_KEY_ENTER &&
              key::tab == GLFW_KEY_TAB && key::backspace == GLFW_KEY_BACKSPACE && key::insert == GLFW_KEY_INSERT &&
              key::del == GLFW_KEY_DELETE && key::right == GLFW_KEY_RIGHT && key::left == GLFW_KEY_LEFT &&
              key::down == GLFW_KEY_DOWN && key::up == GLFW_KEY_UP && key::page_up == GLFW_KEY_PAGE_UP &&
              key::page_down == GLFW_KEY_PAGE_DOWN && key::home == GLFW_KEY_HOME && key::end == GLFW_KEY_END);
static_assert(key::f1 == GLFW_KEY_F1 && key::f6 == GLFW_KEY_F6 && key::f10 == GLFW_KEY_F10 &&
              key::menu == GLFW_KEY_MENU && key::keypad_enter == GLFW_KEY_KP_ENTER &&
              key::keypad_add == GLFW_KEY_KP_ADD && key::keypad_subtract == GLFW_KEY_KP_SUBTRACT &&
              key::minus == GLFW_KEY_MINUS && key::equal == GLFW_KEY_EQUAL && key::slash == GLFW_KEY_SLASH &&
              key::letter('A') == GLFW_KEY_A);

constexpr std::chrono::microseconds answers_budget{600};
constexpr double shortest_wait = 0.008;  // keeps a tick in the past from spinning the loop
constexpr double longest_wait = 1;

// Whether ImGui has left events for later frames. It queues them since 1.87.
bool imgui_is_behind() {
#if IMGUI_VERSION_NUM >= 18700
    return !ImGui::GetCurrentContext()->InputEventsQueue.empty();
#else
    return false;
#endif
}

}  // namespace

struct GlfwPanelAdapter::State {
    explicit State(GLFWwindow* window_) : window(window_) {
        all().push_back(this);
        before.key = glfwSetKeyCallback(window, on_key);
        before.text = glfwSetCharCallback(window, on_text);
        before.button = glfwSetMouseButtonCallback(window, on_button);
        before.move = glfwSetCursorPosCallback(window, on_move);
        before.wheel = glfwSetScrollCallback(window, on_wheel);
        before.enter = glfwSetCursorEnterCallback(window, on_enter);
    }

    // Keeps a callback that the host has installed since; it may still call ours, which then finds no adapter.
    ~State() {
        std::erase(all(), this);
        give_back(glfwSetKeyCallback, on_key, before.key);
        give_back(glfwSetCharCallback, on_text, before.text);
        give_back(glfwSetMouseButtonCallback, on_button, before.button);
        give_back(glfwSetCursorPosCallback, on_move, before.move);
        give_back(glfwSetScrollCallback, on_wheel, before.wheel);
        give_back(glfwSetCursorEnterCallback, on_enter, before.enter);
    }

    template <class Set, class Callback>
    void give_back(Set set, Callback ours, Callback theirs) {
        if (const Callback current = set(window, theirs); current != ours) set(window, current);
    }

    static std::vector<State*>& all() {
        static std::vector<State*> states;
        return states;
    }
    static State* of(GLFWwindow* window) {
        const auto found = std::ranges::find(all(), window, &State::window);
        return found == all().end() ? nullptr : *found;
    }

    static int frame() { return ImGui::GetCurrentContext() ? ImGui::GetFrameCount() : 0; }
    InputQueue& queue_of_now() { return events.queue(frame()); }

    static void on_key(GLFWwindow* window, int position, int scancode, int action, int mods) {
        State* const one = of(window);
        if (!one) return;
        const LaidOutKey laid_out = one->layout.of(position, scancode, mods, action != GLFW_RELEASE);
        one->queue_of_now().key(position, laid_out, action_of(action), mods);
        if (one->before.key) one->before.key(window, position, scancode, action, mods);
    }
    static void on_text(GLFWwindow* window, unsigned code_point) {
        State* const one = of(window);
        if (!one) return;
        one->queue_of_now().text(code_point);
        if (one->before.text) one->before.text(window, code_point);
    }
    static void on_button(GLFWwindow* window, int button, int action, int mods) {
        State* const one = of(window);
        if (!one) return;
        one->queue_of_now().mouse_button(button, action_of(action), mods);
        if (one->before.button) one->before.button(window, button, action, mods);
    }
    static void on_move(GLFWwindow* window, double x, double y) {
        State* const one = of(window);
        if (!one) return;
        one->queue_of_now().mouse_move(x, y);
        if (one->before.move) one->before.move(window, x, y);
    }
    static void on_wheel(GLFWwindow* window, double x, double y) {
        State* const one = of(window);
        if (!one) return;
        one->queue_of_now().wheel(x, y);
        if (one->before.wheel) one->before.wheel(window, x, y);
    }
    static void on_enter(GLFWwindow* window, int entered) {
        State* const one = of(window);
        if (!one) return;
        if (!entered) one->queue_of_now().mouse_left();
        if (one->before.enter) one->before.enter(window, entered);
    }

    struct Callbacks {
        GLFWkeyfun key;
        GLFWcharfun text;
        GLFWmousebuttonfun button;
        GLFWcursorposfun move;
        GLFWscrollfun wheel;
        GLFWcursorenterfun enter;
    };

    GLFWwindow* const window;
    Callbacks before{};
    KeyLayout layout;
    FrameEvents events;
    PanelStyle style;
    UiQueue answers{glfwPostEmptyEvent};  // of the clipboard
    ClipboardService clipboard{window, answers, [](const std::string&) {}};
};

GlfwPanelAdapter::GlfwPanelAdapter(GLFWwindow* window) {
    if (!window)
        throw std::invalid_argument("GlfwPanelAdapter needs a window: glfwCreateWindow() has failed, and "
                                    "glfwSetErrorCallback() says why");
    state_ = std::make_unique<State>(window);
}

GlfwPanelAdapter::~GlfwPanelAdapter() = default;

PanelStyle& GlfwPanelAdapter::style() { return state_->style; }

Clipboard GlfwPanelAdapter::clipboard() { return state_->clipboard.for_panels(); }

TextureMaker GlfwPanelAdapter::textures() { return panel_textures(); }

std::optional<std::span<const InputEvent>> GlfwPanelAdapter::input() {
    GIMBAL_ON(ui);
    state_->answers.drain(answers_budget);
#ifdef IMGUI_HAS_VIEWPORT
    if (ImGui::GetIO().ConfigFlags & ImGuiConfigFlags_ViewportsEnable) return std::nullopt;
#endif
    const std::span<const InputEvent> share = state_->events.share(ImGui::GetFrameCount(), imgui_is_behind());
    if (state_->events.more()) glfwPostEmptyEvent();
    return share;
}

void GlfwPanelAdapter::wait(double tick) {
    GIMBAL_ON(ui);
    if (state_->events.has_new(State::frame())) return glfwPollEvents();
    glfwWaitEventsTimeout(std::clamp(tick - steady_seconds(), shortest_wait, longest_wait));
}

}  // namespace gimbal::console
