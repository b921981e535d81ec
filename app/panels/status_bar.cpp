// One line: the mouse's actions here, the current run and its time, and the window's lateness.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

#include "app/panels/panels.h"
#include "app/panels/widgets.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/run_model.h"
#include "gimbal/console/stop_words.h"

namespace gimbal::app {

using console::RunStatus;

namespace {

constexpr double held_seconds = 0.3;  // a queued run that has not started by then waits for something
constexpr double clock_tick = 0.1;
constexpr const char* dots = "\xE2\x80\xA6";

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

struct StatusBar::State {
    State(AppContext& c, const console::RunModel& r) : context(c), runs(r) {}
    AppContext& context;
    const console::RunModel& runs;
    std::optional<CommandShown> command;
    std::size_t tasks = 0;  // asyncio tasks in the background
    double next = std::numeric_limits<double>::infinity();
    std::vector<std::string> shown;

    std::string run_words() const {
        if (const auto& stopping = runs.stopping()) {
            const std::string how = console::stop_words_with_time(*stopping);
            return std::string("stopping") + dots + (how.empty() ? "" : "  " + how);
        }
        if (runs.input()) return "waiting for input";
        const auto& progress = runs.progress();
        if (!progress) return "";
        const std::string percent = console::percent_words(progress->fraction);
        return percent + (percent.empty() || progress->label.empty() ? "" : "  ") + progress->label;
    }
    // The run, else a worker's command, else nothing.
    struct Activity {
        std::string title, words;
        double seconds;
    };
    std::optional<Activity> activity() const {
        if (const RunStatus* run = runs.current())
            return Activity{first_line(run->title), run_words(), runs.seconds(*run)};
        if (command) return Activity{command->label, console::percent_words(command->fraction), command->seconds};
        return std::nullopt;
    }
    void stop() {
        if (runs.current()) context.window.stop();
        else if (command && command->stop) command->stop();
    }
    void draw_activity(console::Rect rect, const console::PanelStyle& style, float x, float end, float y);
};

// Title, clock, state and Stop have fixed positions, so nothing jumps while the numbers change.
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
        const bool held = runs.held_seconds() > held_seconds;
        const std::string state = held ? "waiting for a background task; Stop (Ctrl-C) interrupts it" : "ready";
        const std::string words = state +
                                  (tasks ? "   " + std::to_string(tasks) + (tasks == 1 ? " task" : " tasks") : "");
        draw_text(style.ui, size, x, y, colour, words);
        shown.push_back(words);
        return;
    }
    const std::string stop_word = runs.current() ? "Stop (Ctrl-C)" : "Stop",
                      clock = console::elapsed_words(now->seconds), &words = now->words;
    const std::size_t waiting = runs.queued().size();
    const std::string queued = waiting == 0 ? "" : std::to_string(waiting) + " queued";
    const float clock_width = 72 * scale, stop_width = text_width(style.ui, size, "Stop (Ctrl-C)") + 24 * scale,
                queue_width = 80 * scale;
    const float flexible = std::max(0.0f, end - x - clock_width - stop_width - queue_width);
    const float title_width = flexible * 0.58f, words_width = flexible - title_width;
    draw_text(style.ui, size, x, y, colour, elided(style.ui, size, now->title, title_width - 12 * scale));
    x += title_width;
    draw_text(style.ui, size, x, y, colour, clock);
    x += clock_width;
    const std::string shown_words = elided(style.ui, size, words, words_width - 12 * scale);
    draw_text(style.ui, size, x, y, !runs.stopping() ? colour : style.palette.error_output, shown_words);
    if (shown_words != words) {
        ImGui::SetCursorScreenPos({x, rect.y});
        ImGui::InvisibleButton("##words", {std::max(1.0f, words_width), rect.height});
        late_tooltip(words);
    }
    x += words_width;
    if (word_button("##stop", style, x, y, colour, stop_word)) stop();
    x += stop_width;
    draw_text(style.ui, size, x, y, style.palette.dim, queued);
    shown.push_back("running  " + now->title);
    shown.push_back(clock);
    if (!words.empty()) shown.push_back(words);
    shown.push_back(stop_word);
    if (!queued.empty()) shown.push_back(queued);
}

StatusBar::StatusBar(AppContext& context, const console::RunModel& runs)
    : state_(std::make_unique<State>(context, runs)) {}
StatusBar::~StatusBar() = default;

void StatusBar::handle(const console::ConsoleEvent& event) {
    if (const auto* tasks = std::get_if<console::BackgroundTasks>(&event)) state_->tasks = tasks->count;
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
    state.next = state.activity() || !state.runs.queued().empty() ? now + clock_tick
                                                                  : std::numeric_limits<double>::infinity();
}

double StatusBar::next_tick() const { return std::min(state_->next, tooltip_due()); }

std::vector<std::string> StatusBar::rows() const { return state_->shown; }

}  // namespace gimbal::app
