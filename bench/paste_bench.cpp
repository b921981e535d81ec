// Measures the CPU time of the UI thread for a paste: from the clipboard text to the built frame, then each key after
// it and Enter. usage: paste_bench [REPEATS]. Prints a Markdown table. The floor is the same key without a paste. Uses
// the panel without a window: ImGui builds its draw lists, nothing is rasterised, and the engine never answers.
#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "gimbal/console/engine.h"
#include "tests/support/imgui_without_window.h"
#include "tests/support/test_paths.h"

using namespace gimbal::console;

namespace {

double thread_ms() {  // CPU time, so that other programs do not count
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

std::string code_of(int lines) {
    std::string code;
    for (int i = 0; i < lines; ++i)
        code += i % 5 == 0 ? "def function_" + std::to_string(i) + "(first, second=[1, 2, 3]):\n"
                           : "    value_" + std::to_string(i) + " = first + \"text\" * " + std::to_string(i) +
                                 "  # a comment\n";
    return code;
}

class Subject {
public:
    Subject() : engine_(options()), panel_(engine_, {.banner = "bench"}, clipboard()) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.Fonts->AddFontDefault();
        test::prepare_imgui_without_window({1600, 900});
        style_.ui = style_.semibold = style_.mono = io.Fonts->Fonts[0];
        for (ConsoleEvent event; !ready_;)
            while (engine_.try_dequeue_event(event)) ready_ |= std::holds_alternative<EngineReady>(event);
    }
    ~Subject() {
        engine_.quit(10);
        ImGui::DestroyContext();
    }

    double frame(std::vector<InputEvent> input = {}) {  // ms
        for (InputEvent& event : input) event.time = now_;
        const double begin = thread_ms();
        ImGui::NewFrame();
        panel_.draw({0, 454, 780, 420}, style_, input, true, now_ += 1.0 / 60);
        ImGui::Render();
        return thread_ms() - begin;
    }
    double key(int code, int mods = 0) { return frame({{.kind = InputEvent::Kind::key, .code = code, .mods = mods}}); }
    double text(char32_t code) { return frame({{.kind = InputEvent::Kind::text, .code = static_cast<int>(code)}}); }
    double run() {
        const double took = key(key::enter, key::control);
        engine_.stop();
        for (ConsoleEvent event; engine_.is_busy();)
            while (engine_.try_dequeue_event(event)) panel_.handle(event);
        for (ConsoleEvent event; engine_.try_dequeue_event(event);) panel_.handle(event);
        return took;
    }
    std::string clipboard_text;

private:
    static EngineOptions options() {
        block_asynchronous_signals();
        EngineOptions options;
        options.launcher = test_python();
        options.search_paths = {test_console()};
        options.handle_quit_signals = false;
        return options;
    }
    Clipboard clipboard() {
        Clipboard clipboard;
        clipboard.get = [this](std::function<void(std::string)> done) { done(clipboard_text); };
        return clipboard;
    }
    Engine engine_;
    ConsolePanel panel_;
    PanelStyle style_;
    bool ready_ = false;
    double now_ = 1000;
};

std::string median_and_longest(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    char words[64];
    std::snprintf(words, sizeof words, "%.2f (%.2f)", times[times.size() / 2], times.back());
    return words;
}

}  // namespace

int main(int argc, char** argv) {
    const int repeats = argc > 1 ? std::atoi(argv[1]) : 20;
    Subject subject;
    std::puts("| ms of the UI thread, median (longest) | nothing pasted | 100 lines | 1,000 lines | 10,000 lines | "
              "100,000 lines |\n| --- | --- | --- | --- | --- | --- |");
    struct Row {
        const char* name;
        std::function<double()> act;
    };
    const Row rows[] = {
        {"paste, to the built frame", [&] { return subject.key(key::letter('V'), key::control); }},
        {"a frame", [&] { return subject.frame(); }},
        {"a character typed at the end", [&] { return subject.text(U'x'); }},
        {"Undo", [&] { return subject.key(key::letter('Z'), key::control); }},
        {"a character typed in the first line",
         [&] {
             subject.key(key::home, key::control);
             return subject.text(U'y');
         }},
        {"Backspace, then a bracket typed there",
         [&] {
             subject.key(key::backspace);
             return subject.text(U'(');
         }},
        {"Backspace, then all lines commented",
         [&] {
             subject.key(key::backspace);
             subject.key(key::letter('A'), key::control);
             return subject.key('/', key::control);
         }},
        {"Undo", [&] { return subject.key(key::letter('Z'), key::control); }},
        {"Enter at the end: a new line",
         [&] {
             subject.key(key::end, key::control);
             return subject.key(key::enter);
         }},
        {"Ctrl-Enter: echoed, kept, handed to the engine", [&] { return subject.run(); }},
    };
    std::vector<std::vector<std::string>> cells(std::size(rows));
    for (int lines : {0, 100, 1000, 10'000, 100'000}) {
        subject.clipboard_text = code_of(lines);
        std::vector<std::vector<double>> times(std::size(rows));
        for (int i = 0; i < (lines > 10'000 ? std::max(1, repeats / 5) : repeats); ++i)
            for (std::size_t row = 0; row < std::size(rows); ++row) times[row].push_back(rows[row].act());
        for (std::size_t row = 0; row < std::size(rows); ++row) cells[row].push_back(median_and_longest(times[row]));
    }
    for (std::size_t row = 0; row < std::size(rows); ++row) {
        std::printf("| %s |", rows[row].name);
        for (const std::string& cell : cells[row]) std::printf(" %s |", cell.c_str());
        std::puts("");
    }
}
