// Title, clock and words of the current run come from RunModel.
#include "app/panels/status_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/panels/dialogs/link_dialog.h"
#include "app/panels/widgets.h"
#include "app/window_commands.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/run_model.h"
#include "gimbal/console/stop_words.h"

namespace gimbal::app {

using console::RunStatus;

namespace {

constexpr double held_seconds = 0.3;  // a queued run that has not started by then waits for something
constexpr double clock_tick = 0.1;
constexpr double late_limit_ms = 100;  // a person notices a later answer
constexpr float dot_size = 12;
constexpr const char* dots = "\xE2\x80\xA6";

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::string StatusBar::run_words() const {
    if (const auto& stopping = runs_.stopping()) {
        const std::string how = console::stop_words_with_time(*stopping);
        return std::string("stopping") + dots + (how.empty() ? "" : "  " + how);
    }
    if (runs_.input()) return "waiting for input";
    const auto& progress = runs_.progress();
    if (!progress) return "";
    const std::string percent = console::percent_words(progress->fraction);
    return percent + (percent.empty() || progress->label.empty() ? "" : "  ") + progress->label;
}

std::optional<StatusBar::Activity> StatusBar::activity() const {
    if (const RunStatus* run = runs_.current())
        return Activity{first_line(run->title), run_words(), runs_.seconds(*run)};
    if (command_) return Activity{command_->label, console::percent_words(command_->fraction), command_->seconds};
    if (const auto& handler = runs_.handler())
        return Activity{first_line(handler->name), "a handler; " + console::waiting_words(*handler), handler->seconds};
    return std::nullopt;
}

void StatusBar::stop() {
    if (runs_.current()) context_.window.stop();
    else if (command_) command_->job->cancel();
    else if (runs_.handler()) context_.window.stop();
}

// Title, clock, state and Stop have fixed positions, so nothing jumps while the numbers change.
void StatusBar::draw_activity(Rect rect, const PanelStyle& style, float x, float end, float y) {
    const float scale = style.scale;
    const std::optional<Activity> now = activity();
    const ImU32 colour = now ? style.palette.running : style.palette.dim;
    const ImVec2 dot{x + 5 * scale, rect.y + rect.height / 2};
    if (now) ImGui::GetWindowDrawList()->AddCircleFilled(dot, 4 * scale, colour, 12);
    else ImGui::GetWindowDrawList()->AddCircle(dot, 3.5f * scale, colour, 12, 1.2f * scale);
    x += 18 * scale;
    if (!now) {
        const bool held = runs_.held_seconds() > held_seconds;
        const std::string state = held ? "waiting for a background task; Stop (Ctrl-C) interrupts it" : "ready";
        const std::string words = state +
                                  (tasks_ ? "   " + std::to_string(tasks_) + (tasks_ == 1 ? " task" : " tasks") : "");
        draw_text(style, x, y, colour, words);
        shown_.push_back(words);
        return;
    }
    const std::string stop_word = runs_.current() || !command_ ? "Stop (Ctrl-C)" : "Stop",
                      clock = console::elapsed_words(now->seconds), &words = now->words;
    const std::size_t waiting = runs_.queued().size();
    const std::string queued = waiting == 0 ? "" : std::to_string(waiting) + " queued";
    const float clock_width = 72 * scale, stop_width = text_width(style, "Stop (Ctrl-C)") + 24 * scale,
                queue_width = 80 * scale;
    const float flexible = std::max(0.0f, end - x - clock_width - stop_width - queue_width);
    const float title_width = flexible * 0.58f, words_width = flexible - title_width;
    draw_text(style, x, y, colour, elided(style, now->title, title_width - 12 * scale));
    x += title_width;
    draw_text(style, x, y, colour, clock);
    x += clock_width;
    const std::string shown_words = elided(style, words, words_width - 12 * scale);
    draw_text(style, x, y, !runs_.stopping() ? colour : style.palette.error_output, shown_words);
    if (shown_words != words) { late_tooltip_beside({x, rect.y, words_width, rect.height}, words); }
    x += words_width;
    if (word_button("##stop", style, x, y, colour, stop_word)) stop();
    x += stop_width;
    draw_text(style, x, y, style.palette.dim, queued);
    shown_.push_back("running  " + now->title);
    shown_.push_back(clock);
    if (!words.empty()) shown_.push_back(words);
    shown_.push_back(stop_word);
    if (!queued.empty()) shown_.push_back(queued);
}

void StatusBar::handle(const console::ConsoleEvent& event) {
    if (const auto* tasks = std::get_if<console::BackgroundTasks>(&event)) tasks_ = tasks->count;
}

void StatusBar::show_command(std::optional<CommandShown> command) { command_ = std::move(command); }

// The figure is of interest to few, so it is in the tooltip.
void StatusBar::draw_lateness(Rect rect, const PanelStyle& style, double late_ms) {
    const bool late = late_ms > late_limit_ms;
    char words[96];
    std::snprintf(words, sizeof words, "Frames are %s: at most %.0f ms late in the last seconds",
                  late ? "late" : "on time", late_ms);
    ImGui::GetWindowDrawList()->AddCircleFilled({rect.x + rect.width / 2, rect.y + rect.height / 2}, 3 * style.scale,
                                                late ? style.palette.running : style.palette.button_hover, 12);
    late_tooltip_beside(rect, words);
    shown_.push_back(late ? "frames are late" : "frames are on time");
}

// Only while the link listens, so nobody serves others without seeing it.
float StatusBar::draw_link(Rect rect, const PanelStyle& style, float end, float y) {
    const std::string words = link_words(context_.link);
    if (words.empty()) return end;
    const float left = end - text_width(style, words) - 12 * style.scale;
    if (word_button("##link", style, left, y, style.palette.text, words)) perform_command(context_, "link.show");
    late_tooltip_beside({left, rect.y, end - left, rect.height}, "Who is connected to the live link");
    shown_.push_back(words);
    return left - 12 * style.scale;
}

void StatusBar::draw(Rect rect, const PanelStyle& style, const std::string& mouse_hint, double late_ms, double now) {
    const float margin = 10 * style.scale, size = style.ui_size;
    begin_panel("##status", rect, style, style.palette.text_ground, nullptr, nullptr, false);
    const float y = rect.y + (rect.height - size) / 2;
    const float middle = rect.x + std::floor(rect.width * 0.4f);
    const float dot_left = rect.x + rect.width - margin - dot_size * style.scale;
    shown_ = {mouse_hint};
    const float hint_end = draw_link(rect, style, middle - margin, y);
    draw_text(style, rect.x + margin, y, style.palette.dim, elided(style, mouse_hint, hint_end - rect.x - margin));
    draw_activity(rect, style, middle, dot_left - margin, y);
    draw_lateness({dot_left, rect.y, dot_size * style.scale, rect.height}, style, late_ms);
    end_panel();
    next_ = activity() || !runs_.queued().empty() ? now + clock_tick : console::never;
    if (late_ms > late_limit_ms) next_ = std::min(next_, now + 1);  // the dot becomes quiet again
}

double StatusBar::next_tick() const { return std::min(next_, tooltip_due()); }

}  // namespace gimbal::app
