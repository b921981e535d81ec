// The Info panel: the log of actions, each as the Python line that repeats it, and of notifications.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "gimbal/console/text_pane.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class InfoPanel final : public Panel {
public:
    explicit InfoPanel(AppContext& context);
    std::string name() const override { return "info"; }
    void draw(Rect, const PanelStyle&, std::span<const InputEvent>, bool focused, double now) override;
    double next_tick() const override { return text_.next_tick(); }
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override { return "Drag: select   Ctrl-C: copy   Wheel: scroll"; }
    bool keeps_escape() const override { return text_.keeps_escape(); }
    void add_action(const std::string& python_line);
    void add_note(std::string text, NoteLevel level);
    console::TextPane& text() { return text_; }

    enum class Shown { all, actions, notes };
    void show(Shown shown);
    Shown shown() const { return shown_; }

    void record();  // from here on
    bool recording() const { return recording_; }
    std::vector<std::string> end_recording();  // the actions since record()
    std::vector<std::string> actions() const;  // those that are selected, else all that the log has

private:
    enum class Kind { action, error, warning, info };
    struct Line {
        std::string text;
        Kind kind = Kind::action;
    };
    void add(std::string text, Kind kind);
    bool is_shown(Kind kind) const;
    void append(const Line& line);
    void draw_header(Rect rect, const PanelStyle& style, bool focused);
    std::string header_words() const;

    console::TextPane text_;
    console::Palette palette_;
    std::deque<Line> lines_;
    Shown shown_ = Shown::all;
    bool recording_ = false, empty_ = true;  // empty_: of the pane
    std::vector<std::string> recorded_;
};

}  // namespace gimbal::app
