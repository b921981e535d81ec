// One line that always tells: what the mouse does here, what runs and for how long, how late the window was.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <set>

#include "app/panels/panels.h"
#include "app/panels/widgets.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/stop_words.h"

namespace gimbal::app {

using console::RunId;

namespace {

constexpr double held_seconds = 0.3;  // a queued run that has not begun by then waits for something
constexpr double clock_tick = 0.1;
constexpr const char* dots = "\xE2\x80\xA6";

std::string elapsed_text(double seconds) {
    char text[32];
    const long whole = static_cast<long>(seconds);
    if (whole < 60) std::snprintf(text, sizeof text, "%.1f s", seconds);
    else std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
    return text;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

struct StatusBar::State {
    explicit State(AppContext& c) : context(c) {}
    AppContext& context;
    RunId run = 0;  // 0: idle
    std::string title, progress_label, stopping;
    double started = 0, fraction = -1;
    bool waiting = false;
    std::set<RunId> queued;
    std::optional<CommandShown> command;
    double waits_since = 0;  // what is queued, while nothing runs
    std::size_t tasks = 0;   // of asyncio, in the background
    double next = std::numeric_limits<double>::infinity();
    std::vector<std::string> shown;

    // One overload for each event that concerns the bar; the rest fall into the template.
    void take(const console::RunQueued& e) {
        if (queued.empty()) waits_since = console::steady_seconds();
        queued.insert(e.run);
    }
    void take(const console::RunRemoved& e) { queued.erase(e.run); }
    void take(const console::RunStarted& e) {
        queued.erase(e.run);
        run = e.run;
        title = first_line(e.title);
        started = console::steady_seconds();
        fraction = -1;
        waiting = false;
        progress_label.clear();
        stopping.clear();
    }
    void take(const console::RunEnded& e) {
        if (e.run == run) run = 0;
        queued.erase(e.run);
        waits_since = console::steady_seconds();
    }
    void take(const console::Progress& e) {
        if (e.run != run) return;
        progress_label = e.label;
        fraction = e.fraction;
    }
    void take(const console::RunStopping& e) {
        if (e.run == run) stopping = stopping_words(e);
    }
    void take(const console::InputRequested& e) {
        if (e.run == run) waiting = true;
    }
    void take(const console::InputDone& e) {
        if (e.run == run) waiting = false;
    }
    void take(const console::BackgroundTasks& e) { tasks = e.count; }
    template <class Other>
    void take(const Other&) {}

    static std::string stopping_words(const console::RunStopping& e) {
        std::string words = std::string("stopping") + dots;
        if (const std::string how = console::stop_words(e); !how.empty()) words += "  " + how;
        if (e.seconds >= 1) words += ", for " + std::to_string(static_cast<long>(e.seconds)) + " s";
        return words;
    }
    std::string state_words() const {
        if (!stopping.empty()) return stopping;
        if (waiting) return "waiting for input";
        if (fraction < 0) return progress_label;
        return percent(fraction) + (progress_label.empty() ? "" : "  " + progress_label);
    }
    // What the line is about: the run, else a worker's command, else nothing.
    struct Activity {
        std::string title, words;
        double seconds;
    };
    std::optional<Activity> activity() const {
        if (run) return Activity{title, state_words(), console::steady_seconds() - started};
        if (command) return Activity{command->label, percent(command->fraction), command->seconds};
        return std::nullopt;
    }
    static std::string percent(double fraction) {
        return fraction < 0 ? "" : std::to_string(std::lround(std::min(fraction, 1.0) * 100)) + " %";
    }
    void stop() {
        if (run) context.window.stop();
        else if (command && command->stop) command->stop();
    }
    void draw_activity(console::Rect rect, const console::PanelStyle& style, float x, float end, float y);
};

// Fixed places for title, clock, state and Stop, so that nothing jumps while numbers change.
void StatusBar::State::draw_activity(console::Rect rect, const console::PanelStyle& style, float x, float end,
                                     float y) {
    const float scale = style.scale, size = style.ui_size;
    const std::optional<Activity> now = activity();
    const ImU32 colour = now ? style.palette.running : style.palette.dim;
    const ImVec2 dot{x + 5 * scale, rect.y + rect.height / 2};
    if (now) ImGui::GetWindowDrawList()->AddCircleFilled(dot, 4 * scale, colour, 12);
    else ImGui::GetWindowDrawList()->AddCircle(dot, 3.5f * scale, colour, 12, 1.2f * scale);
    x += 18 * scale;
    if (!now) {
        const bool waits = !queued.empty() && console::steady_seconds() - waits_since >
                                                  held_seconds;  // between two runs it is no time at all
        const std::string held = waits ? "waiting for a background task; Stop (Ctrl-C) interrupts it" : "ready";
        const std::string words = held +
                                  (tasks ? "   " + std::to_string(tasks) + (tasks == 1 ? " task" : " tasks") : "");
        draw_text(style.ui, size, x, y, colour, words);
        shown.push_back(words);
        return;
    }
    const std::string stop_word = run ? "Stop (Ctrl-C)" : "Stop", clock = elapsed_text(now->seconds),
                      &words = now->words;
    const std::string behind = queued.empty() ? "" : std::to_string(queued.size()) + " queued";
    const float clock_width = 64 * scale, stop_width = text_width(style.ui, size, "Stop (Ctrl-C)") + 24 * scale,
                queue_width = 80 * scale;
    const float flexible = std::max(0.0f, end - x - clock_width - stop_width - queue_width);
    const float title_width = flexible * 0.58f, words_width = flexible - title_width;
    draw_text(style.ui, size, x, y, colour, elided(style.ui, size, now->title, title_width - 12 * scale));
    x += title_width;
    draw_text(style.ui, size, x, y, colour, clock);
    x += clock_width;
    const std::string shown_words = elided(style.ui, size, words, words_width - 12 * scale);
    draw_text(style.ui, size, x, y, stopping.empty() ? colour : style.palette.error_output, shown_words);
    if (shown_words != words) {
        ImGui::SetCursorScreenPos({x, rect.y});
        ImGui::InvisibleButton("##words", {std::max(1.0f, words_width), rect.height});
        late_tooltip(words);
    }
    x += words_width;
    if (word_button("##stop", style, x, y, colour, stop_word)) stop();
    x += stop_width;
    draw_text(style.ui, size, x, y, style.palette.dim, behind);
    shown.push_back("running  " + now->title);
    shown.push_back(clock);
    if (!words.empty()) shown.push_back(words);
    shown.push_back(stop_word);
    if (!behind.empty()) shown.push_back(behind);
}

StatusBar::StatusBar(AppContext& context) : state_(std::make_unique<State>(context)) {}
StatusBar::~StatusBar() = default;

void StatusBar::handle(const console::ConsoleEvent& event) {
    std::visit([this](const auto& e) { state_->take(e); }, event);
}

void StatusBar::show_command(std::optional<CommandShown> command) { state_->command = std::move(command); }

void StatusBar::draw(console::Rect rect, const console::PanelStyle& style, const std::string& mouse_hint,
                     double late_ms, double now) {
    State& state = *state_;
    const float margin = 10 * style.scale, size = style.ui_size;
    begin_panel("##status", rect, style, style.palette.text_ground, nullptr, nullptr, false);
    const float y = rect.y + (rect.height - size) / 2;
    const float middle = rect.x + std::floor(rect.width * 0.4f);
    char late[32];
    std::snprintf(late, sizeof late, "late %.0f ms", late_ms);
    const float late_left = rect.x + rect.width - margin - text_width(style.ui, size, "late 0000 ms");
    draw_text(style.ui, size, rect.x + margin, y, style.palette.dim,
              elided(style.ui, size, mouse_hint, middle - rect.x - 2 * margin));
    state.shown = {mouse_hint};
    state.draw_activity(rect, style, middle, late_left - margin, y);
    draw_text(style.ui, size, rect.x + rect.width - margin - text_width(style.ui, size, late), y, style.palette.dim,
              late);
    state.shown.push_back(late);
    end_panel();
    state.next = state.activity() || !state.queued.empty() ? now + clock_tick : std::numeric_limits<double>::infinity();
}

double StatusBar::next_tick() const { return std::min(state_->next, tooltip_due()); }

std::vector<std::string> StatusBar::rows() const { return state_->shown; }

}  // namespace gimbal::app
