// Consoles in ImGui windows of a host that has no input queue: keys, text and mouse come through ImGuiIO.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "gimbal/console/console_set.h"
#include "gimbal/console/imgui_compat.h"
#include "tests/panel/panel_fixture.h"

namespace gimbal::console::test {

// Presses keys and buttons as a back end of ImGui does.
class ImguiUser {
public:
    ImguiUser() {
        ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM < 18700
        for (const auto& [imgui, code] : keys) io.KeyMap[imgui] = code;
#endif
        io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
    }
    ~ImguiUser() { ImGui::GetIO().ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard; }

    void move(float x, float y) { mouse_ = {x, y}; }
    void button(int which, bool down) { buttons_[which] = down; }
    void apply() { compat::set_mouse(mouse_, buttons_); }
    void text(const char* text) { ImGui::GetIO().AddInputCharactersUTF8(text); }
    void key(int code, bool down, int mods) {
        ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18700
        io.AddKeyEvent(ImGuiMod_Ctrl, down && (mods & key::control));
        io.AddKeyEvent(ImGuiMod_Shift, down && (mods & key::shift));
        for (const auto& [imgui, one] : keys)
            if (one == code) io.AddKeyEvent(imgui, down);
#else
        io.KeyCtrl = down && (mods & key::control);
        io.KeyShift = down && (mods & key::shift);
        io.KeysDown[code] = down;
#endif
    }

private:
    static constexpr std::pair<ImGuiKey, int> keys[] = {
        {ImGuiKey_Tab, key::tab},        {ImGuiKey_UpArrow, key::up},       {ImGuiKey_DownArrow, key::down},
        {ImGuiKey_LeftArrow, key::left}, {ImGuiKey_RightArrow, key::right}, {ImGuiKey_Enter, key::enter},
        {ImGuiKey_Escape, key::escape},  {ImGuiKey_Space, key::space},      {ImGuiKey_A, key::letter('A')},
        {ImGuiKey_C, key::letter('C')},  {ImGuiKey_Z, key::letter('Z')},
#if IMGUI_VERSION_NUM >= 18700
        {ImGuiKey_R, key::letter('R')},
#endif
    };
    ImVec2 mouse_{-1e4f, -1e4f};
    bool buttons_[5] = {};
};

// The host. `windows` draws its windows in each frame, and the panel somewhere in them.
template <class Panel>
class BasicHost {
public:
    BasicHost() : panel(engine, options(), clipboard()) {
        ImGuiWithoutWindow::shared();
        frames(60);  // so that the first click makes no double click with one of the previous case
        ConsoleEvent ready = SharedEngine::get().ready;
        panel.handle(ready);
    }
    ~BasicHost() {
        engine.stop();
        windows = [] {};
        wait_until("an idle engine", [&] { return !engine.is_busy() && !engine.runs().current(); });
        ImGui::SetWindowFocus(nullptr);
    }

    // A window of the host's, 600 × 400 at (100, 100), with `content`.
    void window(const std::string& name, const std::function<void()>& content, ImVec2 at = {100, 100},
                ImVec2 size = {600, 400}) {
        ImGui::SetNextWindowPos(at, ImGuiCond_Appearing);
        ImGui::SetNextWindowSize(size, ImGuiCond_Appearing);
        if (ImGui::Begin(name.c_str(), nullptr, ImGuiWindowFlags_NoSavedSettings)) content();
        ImGui::End();
    }

    void frame() {
        ConsoleEvent event;
        while (engine.try_dequeue_event(event)) panel.handle(event);
        if (!user_) user_.emplace();
        user_->apply();
        ImGuiWithoutWindow::shared().frame([&] { windows(); });
    }
    void frames(int count) {
        while (count-- > 0) frame();
    }
    void wait_until(const char* what, const std::function<bool()>& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(deadline_seconds);
        for (frame(); !wanted(); frame()) {
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error(std::string("timed out waiting for ") + what + "\n" + text());
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    void wait_for(const std::string& wanted) {
        wait_until(wanted.c_str(), [&] { return text().find(wanted) != std::string::npos; });
    }

    void type(const char* text) {
        user().text(text);
        frame();
    }
    void press(int code, int mods = 0) {
        user().key(code, true, mods);
        frame();
        user().key(code, false, mods);
        frame();
    }
    void click(float x, float y, int button = 0) {
        user().move(x, y);
        frame();
        user().button(button, true);
        frame();
        user().button(button, false);
        frames(2);
    }
    void mouse(float x, float y, bool down) {
        user().move(x, y);
        user().button(0, down);
        frame();
    }
    void with_keyboard_navigation() {
        user();
        ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    }

    std::string text() const {
        std::string text;
        for (const PanelRow& row : front().rows()) text += row.text + "\n";
        return text;
    }
    const ConsolePanel& front() const {
        if constexpr (requires { panel.front(); }) return panel.front();
        else return panel;
    }

    int tab_actions = 0;  // of clicks into the panel's header
    Engine& engine = SharedEngine::get().engine;
    std::function<void()> windows = [] {};
    Panel panel;

private:
    ImguiUser& user() {
        if (!user_) user_.emplace();
        return *user_;
    }
    ConsolePanelOptions options() {
        ConsolePanelOptions options;
        options.on_tab = [this](TabAction) { ++tab_actions; };
        options.complete_as_typed = false;
        return options;
    }
    static Clipboard clipboard() { return {}; }
    std::optional<ImguiUser> user_;
};

using HostWithPanel = BasicHost<ConsolePanel>;
using HostWithConsoles = BasicHost<ConsoleSet>;

}  // namespace gimbal::console::test
