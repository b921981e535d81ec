// Runs the real panels without a window: ImGui in process with a fixed size and time step, injected pointer and keys.
#pragma once
#include <imgui.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/document/mesh/mesh_ops.h"
#include "app/app_context.h"
#include "app/panels/menus/key_table.h"
#include "app/settings.h"
#include "base/platform/wake_up.h"
#include "gimbal/console/base/clock.h"
#include "tests/support/imgui_without_window.h"
#include "tests/support/test_paths.h"

namespace gimbal::app::test {

using console::InputEvent;
using console::Rect;
namespace fs = std::filesystem;
namespace key = console::key;

inline constexpr double deadline_seconds = 120;
inline const bool signals_blocked = (console::block_asynchronous_signals(),
                                     true);  // before any thread starts, as main() of the program does

// One engine for all test cases: Python can start only once in a process.
inline console::Engine& shared_engine() {
    struct Shared {
        console::Engine engine;
        Shared()
            : engine([] {
                  console::EngineOptions options;
                  options.launcher = test_python();
                  options.search_paths = {test_console()};
                  options.handle_quit_signals = false;
                  return options;
              }()) {}
        ~Shared() { engine.quit(deadline_seconds); }
    };
    static Shared shared;
    return shared.engine;
}

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "gimbal-panels-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    fs::path path;
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
        return path / name;
    }
};

inline std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline bool contains(const std::vector<std::string>& rows, const std::string& wanted) {
    for (const std::string& row : rows)
        if (row.find(wanted) != std::string::npos) return true;
    return false;
}

inline std::string joined(const std::vector<std::string>& rows) {
    std::string all;
    for (const std::string& row : rows) all += row + "\n";
    return all;
}

// All cases share one engine, and a case may end before it has taken the end of its last run.
inline void take_events_of_the_last_case() {
    console::Engine& engine = shared_engine();
    const double until = console::steady_seconds() + deadline_seconds;
    for (console::ConsoleEvent event; engine.runs().busy() && console::steady_seconds() < until;)
        if (!engine.try_dequeue_event(event)) std::this_thread::yield();
    REQUIRE_FALSE(engine.runs().busy());
}

// Records what panels ask of the window. Thread: the test's, which plays the UI.
class PanelsWithoutWindow : public WorkbenchWindow {
public:
    PanelsWithoutWindow()
        : module({&document, &commands, nullptr, {}, {}}),
          settings(folder.path / "settings.toml"),
          context{document,
                  window_commands,
                  key_table,
                  shared_engine(),
                  module,
                  settings,
                  folder.path / "user",
                  folder.path / "scripts",
                  {},
                  *this,
                  ui} {
        take_events_of_the_last_case();
        ImGui::CreateContext();
        console::test::prepare_imgui_without_window({1600, 900});
        style.ui = style.semibold = style.mono = ImGui::GetIO().Fonts->Fonts[0];
        style.ui_size = style.mono_size = 13;
        style.cell_width = 8, style.row_height = 20;
        style.scale = 1;
        map_keys();
        pump();
    }
    ~PanelsWithoutWindow() override { ImGui::DestroyContext(); }

    void run_command(const std::string& name, document::Arguments arguments) override {
        const document::CommandPtr command = commands.find(name);
        REQUIRE_MESSAGE(command, name);
        try {
            document::CommandCall call = document::CommandRegistry::check_call(command, std::move(arguments),
                                                                               *document.snapshot());
            echoed.push_back(call.python_line());
            const document::JobPtr job = document::start_command(document, std::move(call));
            job->wait();
            job->rethrow();
        } catch (const std::exception& e) { notes.push_back(e.what()); }
    }
    void open_form(const std::string& command) override { forms.push_back(command); }
    void notify(std::string text, NoteLevel) override { notes.push_back(std::move(text)); }
    void open_path(const std::string& path) override { opened.push_back(path); }
    void open_mesh(const std::string& path, document::Arguments how) override {
        opened.push_back(path);
        opened_how = std::move(how);
    }
    void load_scene(const std::string& path) override { run_command("scene.load", {{"path", path}}); }
    void save_scene(const std::string& path, std::function<void()> then) override {
        const std::size_t before = notes.size();
        run_command("scene.save", {{"path", path}});
        if (then && notes.size() == before) then();
    }
    void log_action(std::string) override {}
    void run_script(const std::string& path) override { scripts_run.push_back(path); }
    void stop() override { shared_engine().stop(); }
    void quit() override { ++quits; }
    void restart() override { ++restarts; }
    std::string why_no_restart() override { return {}; }
    void restart_with_settings() override { ++restarts_with_settings; }
    void wake() override {}
    std::string focused_panel() const override { return focus; }
    void focus_panel(std::string_view name) override { focus = name; }
    void toggle_maximised() override {}
    void reset_layout() override {}
    bool panel_shown(std::string_view name) const override { return !hidden.contains(name); }
    void show_panel(std::string_view name, bool shown) override {
        if (shown) hidden.erase(std::string(name));
        else hidden.emplace(name);
    }
    bool can_hide_panel(std::string_view) const override { return hidden.size() < 5; }
    void set_scale(float) override {}
    void zoom_text(int) override {}
    std::filesystem::path newest_crash_report() override { return {}; }

    // Draws the panels of the test case.
    std::function<void()> show = [] {};
    void frame() {
        ImGui::GetIO().DeltaTime = 1.0f / 60;
        ImGui::NewFrame();
        show();
        ImGui::Render();
        now += 1.0 / 60;
    }
    void frames(int count) {
        for (int i = 0; i < count; ++i) frame();
    }

    void move_to(float x, float y) {
        ImGui::GetIO().MousePos = {x, y};
        frame();
    }
    void press() {
        ImGui::GetIO().MouseDown[0] = true;
        frame();
    }
    void release() {
        ImGui::GetIO().MouseDown[0] = false;
        frame();
    }
    void click(float x, float y) {
        settle_clicks();
        move_to(x, y);
        press();
        release();
        frame();
    }
    void double_click(float x, float y) {
        settle_clicks();
        move_to(x, y);
        press();
        release();
        press();
        release();
        frame();
    }
    void drag(float x, float y, float to_x, float to_y) {
        settle_clicks();
        move_to(x, y);
        press();
        for (int step = 1; step <= 8; ++step)
            move_to(x + (to_x - x) * static_cast<float>(step) / 8, y + (to_y - y) * static_cast<float>(step) / 8);
        release();
        frame();
    }
    void settle() { frames(30); }  // longer than the time of a double click
    // A key press as the fields and dialogs of ImGui see it.
    void imgui_key(int code) {
        set_key(code, true);
        frame();
        set_key(code, false);
        frame();
    }
    void imgui_type(const std::string& text) {
        ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
        frame();
    }
    void hold(bool shift, bool control) {
#if IMGUI_VERSION_NUM >= 18900
        ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, shift);
        ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, control);
#else
        ImGui::GetIO().KeyShift = shift;
        ImGui::GetIO().KeyCtrl = control;
#endif
    }

    // Draws frames until `wanted` returns true. Returns false after the deadline.
    bool wait_until(const std::function<bool()>& wanted) {
        const double until = console::steady_seconds() + deadline_seconds;
        while (!wanted()) {
            if (console::steady_seconds() > until) return false;
            pump();
            frame();
            std::this_thread::yield();
        }
        return true;
    }

    // Passes the engine's events to `told` and runs the functions posted to the UI thread.
    std::function<void(const console::ConsoleEvent&)> told = [](const auto&) {};
    void pump() {
        console::ConsoleEvent event;
        while (shared_engine().try_dequeue_event(event)) told(event);
        ui.drain(std::chrono::seconds(1));
    }

    document::ObjectId add(const std::string& kind) {
        return document.add(kind, std::make_shared<const document::Mesh>(document::make_primitive(kind)));
    }

    TemporaryFolder folder;
    document::Document document;
    document::CommandRegistry commands;
    WindowCommands window_commands{commands};
    KeyTable key_table{commands};
    ModuleLink module;
    Settings settings;
    console::UiQueue ui{[] {}};
    AppContext context;
    console::PanelStyle style;
    double now = 0;
    std::vector<std::string> echoed, notes, opened, scripts_run, forms;
    document::Arguments opened_how;  // of the last open_mesh()
    std::string focus = "view";      // the panel that has the keyboard
    int quits = 0, restarts = 0, restarts_with_settings = 0;
    std::set<std::string, std::less<>> hidden;  // panels

private:
    void settle_clicks() { settle(); }
    static constexpr std::pair<ImGuiKey, int> keys[] = {
        {ImGuiKey_Escape, key::escape},    {ImGuiKey_Enter, key::enter},
        {ImGuiKey_Tab, key::tab},          {ImGuiKey_PageDown, key::page_down},
        {ImGuiKey_Space, key::space},      {ImGuiKey_Backspace, key::backspace},
        {ImGuiKey_Delete, key::del},       {ImGuiKey_UpArrow, key::up},
        {ImGuiKey_DownArrow, key::down},   {ImGuiKey_LeftArrow, key::left},
        {ImGuiKey_RightArrow, key::right}, {ImGuiKey_Home, key::home},
        {ImGuiKey_End, key::end}};
    // ImGui 1.89 takes keys as events, and every event of a frame at once only without trickling.
#if IMGUI_VERSION_NUM >= 18900
    static void map_keys() { ImGui::GetIO().ConfigInputTrickleEventQueue = false; }
    static void set_key(int code, bool down) {
        for (const auto& [imgui, one] : keys)
            if (one == code) ImGui::GetIO().AddKeyEvent(imgui, down);
    }
#else
    static void map_keys() {
        for (const auto& [imgui, code] : keys) ImGui::GetIO().KeyMap[imgui] = code;
    }
    static void set_key(int code, bool down) { ImGui::GetIO().KeysDown[code] = down; }
#endif
};

inline InputEvent key_event(int code, int mods = 0) {
    InputEvent event;
    event.code = code;
    event.mods = mods;
    return event;
}

}  // namespace gimbal::app::test
