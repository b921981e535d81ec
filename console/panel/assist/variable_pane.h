// The console's variables at its side: name, type, size, short value. Made by value on the assist thread, so it is
// there while a script runs, and no code of the script's runs for it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/engine.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/key_map.h"
#include "gimbal/console/panel_style.h"
#include "panel/view/scrollbar.h"

namespace gimbal::console {

// Asked for again at the end of each run, and each second while one goes on; what is chosen stays chosen by its name.
// While it has the keyboard a line is chosen. Thread: UI.   GIL: never.
class VariablePane {
public:
    VariablePane(Engine& engine, ConsoleId console) : engine_(engine), console_(console) {}

    std::function<void(const std::string& name)> on_pick = [](const auto&) {
    };  // double-clicked, or Enter: for the prompt
    std::function<void(std::string line)> on_copy = [](auto) {};

    void open();  // takes the keyboard
    void close();
    bool is_open() const { return open_; }
    bool has_keyboard() const { return open_ && keyboard_; }
    void take_keyboard() { keyboard_ = open_; }
    void leave() { keyboard_ = false; }
    bool on_command(Command command);        // while it has the keyboard; true: taken
    bool on_mouse(const InputEvent& event);  // true: taken

    void handle(const ConsoleEvent& event);
    float width_in(float panel_width, const PanelStyle& style) const;  // 0 while closed; the text keeps the rest
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, bool running, double now);
    double next_tick() const { return next_tick_; }
    std::vector<std::string> rows() const;  // none while closed

private:
    void ask(bool running, double now);
    void take(const VariableList& list);
    void choose(std::ptrdiff_t place);  // brought into sight
    void drag_to(float y);
    void press(const InputEvent& event);
    void pick();
    std::string line(std::size_t place) const;
    bool all_seen() const { return variables_.size() <= rows_shown_; }
    Rect track() const { return {rect_.x, first_y_, rect_.width, rect_.y + rect_.height - first_y_}; }
    ScrollThumb thumb() const;
    void draw_rows(ImDrawList* list, const PanelStyle& style) const;

    Engine& engine_;
    const ConsoleId console_;
    bool open_ = false, keyboard_ = false, stale_ = true, more_ = false, known_ = false;
    std::uint64_t request_ = 0;  // waited for; 0: none
    double asked_at_ = -1e9, next_tick_ = 1e300;
    std::vector<Variable> variables_;
    std::size_t chosen_ = 0, first_ = 0, rows_shown_ = 0;  // first_: scrolled to; rows_shown_: as drawn last
    float wheel_rest_ = 0, first_y_ = 0, row_height_ = 1, bar_width_ = 8;
    bool dragging_ = false;  // the thumb,
    float grab_ = 0;         // held there
    Rect rect_;
};

}  // namespace gimbal::console
