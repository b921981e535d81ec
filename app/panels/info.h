// The Info panel: the log of actions, each as the Python line that repeats it, and of notifications.
#pragma once
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

private:
    void append(const std::string& line, ImU32 colour);

    console::TextPane text_;
    console::Palette palette_;
    bool empty_ = true;
};

}  // namespace gimbal::app
