// The console's variables at its side: name, type, size, short value. Made by value on the assist thread, so it is there while a
// script runs, and no code of the script's runs for it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/engine/engine.h"
#include "console/panel/input_event.h"
#include "console/panel/panel_style.h"

namespace gimbal::console {

// Asked for again at the end of each run, and each second while one goes on.
// Thread: UI.   GIL: never.
class VariablePane {
public:
    VariablePane(Engine& engine, ConsoleId console) : engine_(engine), console_(console) {}

    void toggle();
    bool is_open() const { return open_; }
    void handle(const ConsoleEvent& event);
    float width_in(float panel_width, const PanelStyle& style) const;   // 0 while closed; the text keeps the rest
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, bool running, double now);
    bool on_mouse(const InputEvent& event, std::optional<std::string>& picked);   // true: taken. picked: the name double-clicked
    double next_tick() const { return next_tick_; }
    std::vector<std::string> rows() const;                   // none while closed

private:
    void ask();

    Engine& engine_;
    const ConsoleId console_;
    bool open_ = false, stale_ = true, more_ = false, known_ = false;
    std::uint64_t request_ = 0;                              // waited for; 0: none
    double asked_at_ = -1e9, next_tick_ = 1e300;
    std::vector<Variable> variables_;
    std::size_t first_ = 0, rows_shown_ = 0;                 // scrolled to; as drawn last
    float wheel_rest_ = 0, first_y_ = 0, row_height_ = 1;
    Rect rect_;
};

}  // namespace gimbal::console
