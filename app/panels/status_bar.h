// One line: what the mouse does here, the current run and its time, and a dot that shows whether frames are late.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class StatusBar {
public:
    // A command that runs on a worker; shown while no script runs.
    struct CommandShown {
        std::string label;
        double fraction = -1, seconds = 0;
        JobPtr job;  // cancelled by Stop
    };
    StatusBar(AppContext& context, const console::RunModel& runs) : context_(context), runs_(runs) {}
    void show_command(std::optional<CommandShown> command);  // called before each draw()
    void handle(const console::ConsoleEvent& event);
    void draw(Rect, const PanelStyle&, const std::string& mouse_hint, double late_ms, double now);
    double next_tick() const;  // every 100 ms while a run runs, for its clock; or when a tooltip is due
    std::vector<std::string> rows() const { return shown_; }

private:
    struct Activity {
        std::string title, words;
        double seconds;
    };
    std::optional<Activity> activity() const;  // the run, else a worker's command, else nothing
    std::string run_words() const;
    void stop();
    float draw_link(Rect rect, const PanelStyle& style, float end, float y);  // where the room before it ends
    void draw_lateness(Rect rect, const PanelStyle& style, double late_ms);
    void draw_activity(Rect rect, const PanelStyle& style, float x, float end, float y);

    AppContext& context_;
    const console::RunModel& runs_;
    std::optional<CommandShown> command_;
    std::size_t tasks_ = 0;  // asyncio tasks in the background
    double next_ = console::never;
    std::vector<std::string> shown_;
};

}  // namespace gimbal::app
