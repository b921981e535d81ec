// The real console panel and a real engine without a window: ImGui builds its fonts and draws nothing, input is
// injected, and fixed steps run until everything has settled.
#pragma once
#include <imgui.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "gimbal/console/engine.h"
#include "tests/support/imgui_without_window.h"
#include "tests/support/test_paths.h"

namespace gimbal::console::test {

inline constexpr double deadline_seconds = 120;

// ImGui's context, one for the program. `frame` begins and ends a frame.
class ImGuiWithoutWindow {
public:
    static ImGuiWithoutWindow& shared() {
        static ImGuiWithoutWindow only;
        return only;
    }
    template <class Draw>
    void frame(Draw&& draw) {
        ImGui::NewFrame();
        draw();
        ImGui::Render();
    }
    PanelStyle style;

private:
    ImGuiWithoutWindow() {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.DeltaTime = 1.0f / 60;
        io.Fonts->AddFontDefault();
        test::prepare_imgui_without_window({1600, 900});
        style.ui = style.semibold = style.mono = io.Fonts->Fonts[0];
        style.ui_size = 16, style.mono_size = 18;
        style.cell_width = 8, style.row_height = 20;
        style.scale = 1;
    }
    ~ImGuiWithoutWindow() { ImGui::DestroyContext(); }
};

// One engine for all cases, because starting Python for each would be slow. Each panel gets a copy of its EngineReady.
struct SharedEngine {
    static EngineOptions options() {
        block_asynchronous_signals();
        EngineOptions options;
        options.launcher = test_python();
        options.search_paths = {test_console()};
        options.handle_quit_signals = false;
        return options;
    }
    SharedEngine() {
        auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(deadline_seconds);
        for (ConsoleEvent event; ready.python_version.empty();
             std::this_thread::sleep_for(std::chrono::milliseconds(1))) {
            while (engine.try_dequeue_event(event))
                if (auto* told = std::get_if<EngineReady>(&event)) ready = *told;
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the engine does not start");
        }
    }
    ~SharedEngine() { engine.quit(deadline_seconds); }
    static SharedEngine& get() {
        static SharedEngine only;
        return only;
    }
    Engine engine{options()};
    EngineReady ready;
};

inline InputEvent key_event(int code, int mods = 0) {
    InputEvent event;
    event.kind = InputEvent::Kind::key;
    event.code = code;
    event.mods = mods;
    return event;
}

// The events of typing this text. "\n" is Enter and "\t" is Tab, pressed and released at once.
inline std::vector<InputEvent> typing(std::u32string_view text) {
    std::vector<InputEvent> events;
    for (char32_t code : text) {
        if (code == U'\n' || code == U'\t') {
            events.push_back(key_event(code == U'\n' ? key::enter : key::tab));
            events.push_back(events.back());
            events.back().action = InputEvent::Action::release;
            continue;
        }
        InputEvent event;
        event.kind = InputEvent::Kind::text;
        event.code = static_cast<int>(code);
        events.push_back(event);
    }
    return events;
}

template <class Panel>
class BasicPanelUnderTest {
public:
    explicit BasicPanelUnderTest(int frame_ms = 0, std::filesystem::path history = {},
                                 std::size_t scrollback_lines = 10000, bool complete_as_typed = false)
        : engine(SharedEngine::get().engine),
          frame_ms_(frame_ms),
          complete_as_typed_(complete_as_typed),
          panel(engine, options(std::move(history), scrollback_lines), clipboard_of_test()) {
        ConsoleEvent ready = SharedEngine::get().ready;
        panel.handle(ready);
        settle();
    }
    ~BasicPanelUnderTest() {
        engine.stop();
        settle();
    }

    const ConsolePanel& front() const {  // of a ConsoleSet the console in front
        if constexpr (requires { panel.front(); }) return panel.front();
        else return panel;
    }

    void step(std::vector<InputEvent> input = {}) {
        ConsoleEvent event;
        while (engine.try_dequeue_event(event)) panel.handle(event);
        frame(std::move(input));
    }
    void frame(std::vector<InputEvent> input) {  // a step that handles no events of the engine
        now_ += 1.0 / 60;
        for (InputEvent& one : input) one.time = now_;
        ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
        imgui.frame([&] { panel.draw(rect, imgui.style, input, true, now_); });
        if (frame_ms_ > 0) std::this_thread::sleep_for(std::chrono::milliseconds(frame_ms_));
    }

    void wait_until(const char* what, const std::function<bool()>& wanted) {
        auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(deadline_seconds);
        do {
            step();
            if (wanted()) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } while (std::chrono::steady_clock::now() < deadline);
        throw std::runtime_error(std::string("timed out waiting for ") + what + "\n" + text());
    }
    void settle() {
        wait_until("an idle engine", [&] { return !engine.is_busy() && !front().running(); });
        step();
    }
    void wait_until_running() {
        wait_until("a run", [&] { return front().running(); });
    }
    void wait_for(const std::string& wanted) {
        wait_until(wanted.c_str(), [&] { return shows(wanted); });
    }

    BasicPanelUnderTest& type(std::u32string_view text) {
        step(typing(text));
        return *this;
    }
    BasicPanelUnderTest& press(int code, int mods = 0) {
        step({key_event(code, mods)});
        return *this;
    }
    BasicPanelUnderTest& run(std::u32string_view text) {
        type(text);
        settle();
        return *this;
    }
    BasicPanelUnderTest& mouse(float x, float y, InputEvent::Action action, int clicks = 1, int button = 0) {
        InputEvent event;
        event.kind = InputEvent::Kind::mouse_button;
        event.code = button;
        event.action = action;
        event.x = x;
        event.y = y;
        event.clicks = clicks;
        step({event});
        return *this;
    }
    BasicPanelUnderTest& move(float x, float y) {
        InputEvent event;
        event.kind = InputEvent::Kind::mouse_move;
        event.x = x;
        event.y = y;
        step({event});
        return *this;
    }
    BasicPanelUnderTest& wheel(float steps) {
        InputEvent event;
        event.kind = InputEvent::Kind::wheel;
        event.wheel_y = steps;
        event.x = rect.x + 50;
        event.y = rect.y + 100;
        step({event});
        return *this;
    }
    BasicPanelUnderTest& paste(std::string text) {
        clipboard = std::move(text);
        return press(key::letter('V'), key::control);
    }

    // Rows of the text, without the header.
    std::vector<std::string> rows() const {
        std::vector<std::string> rows;
        for (const PanelRow& row : front().rows()) rows.push_back(row.text);
        rows.erase(rows.begin());
        return rows;
    }
    std::string header() const { return front().rows().front().text; }
    std::string text() const {
        std::string text;
        for (const std::string& row : rows()) text += row + "\n";
        return text;
    }
    bool shows(const std::string& wanted) const { return text().find(wanted) != std::string::npos; }
    int row_of(const std::string& wanted) const {  // -1: not on screen
        std::vector<std::string> all = rows();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].find(wanted) != std::string::npos) return static_cast<int>(i);
        return -1;
    }
    float x_of(int cell) const { return rect.x + 10 + 8 * static_cast<float>(cell); }
    float y_of(int row) const { return rect.y + 28 + 8 + 20 * static_cast<float>(row) + 10; }

    Engine& engine;
    std::string clipboard, primary;
    std::vector<std::string> opened;  // "FILE:LINE" or "TEXT:LINE", from clicks on tracebacks
    std::function<void(std::function<void(std::string)>)> answer_clipboard;  // if set, answers for the clipboard
    const Rect rect{0, 454, 780, 420};
    // The width and height of the host's live textures, by id.
    std::map<std::intptr_t, std::pair<int, int>> textures;

private:
    ConsolePanelOptions options(std::filesystem::path history, std::size_t scrollback_lines) {
        ConsolePanelOptions options;
        options.history_file = std::move(history);
        options.scrollback_lines = scrollback_lines;
        options.banner = "Python {python}";
        options.complete_as_typed = complete_as_typed_;  // an automatic list could appear at any moment
        options.open_file = options.open_text = [this](const std::string& what, int line) {
            opened.push_back(what + ":" + std::to_string(line));
        };
        options.textures.make = [this](int width, int height, const unsigned char*) {
            textures[++last_texture_] = {width, height};
            return (ImTextureID)last_texture_;
        };
        options.textures.free = [this](ImTextureID texture) { textures.erase((std::intptr_t)texture); };
        return options;
    }
    Clipboard clipboard_of_test() {
        Clipboard test;
        test.set = [this](std::string text) { clipboard = std::move(text); };
        test.set_primary = [this](std::string text) { primary = std::move(text); };
        test.get = [this](std::function<void(std::string)> done) {
            answer_clipboard ? answer_clipboard(std::move(done)) : done(clipboard);
        };
        test.get_primary = [this](std::function<void(std::string)> done) { done(primary); };
        return test;
    }
    const int frame_ms_;
    const bool complete_as_typed_;
    double now_ = 1000;
    std::intptr_t last_texture_ = 0;

public:
    Panel panel;
};

using PanelUnderTest = BasicPanelUnderTest<ConsolePanel>;

// A temporary folder, removed with this object.
struct TemporaryFolder {
    std::filesystem::path path;
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "gimbal_panel_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder " + name);
        path = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace gimbal::console::test

// Runs a case twice: with frames at full speed, and with a sleep in each frame, which finds lost keys and races.
#define AT_BOTH_SPEEDS(panel)                                                                                          \
    int frame_ms = 0;                                                                                                  \
    SUBCASE("fast frames") { frame_ms = 0; }                                                                           \
    SUBCASE("slow frames") { frame_ms = 60; }                                                                          \
    PanelUnderTest panel(frame_ms)
