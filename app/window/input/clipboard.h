// The clipboard and the primary selection as panels and ImGui fields use them: setting is at once, reading answers
// later.
#pragma once
#include <functional>
#include <string>

#include "app/window/drawing/glfw_window.h"
#include "app/window/input/selection_reader.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class ClipboardService {
public:
    // `complain` shows a warning to the user.
    ClipboardService(GlfwWindow& window, console::UiQueue& ui, std::function<void(std::string)> complain);

    console::Clipboard for_panels();
    void set(std::string text);
    void set_primary(std::string text);
    void get(std::function<void(std::string)> answer) {
        read(SelectionReader::Selection::clipboard, std::move(answer));
    }
    void get_primary(std::function<void(std::string)> answer) {
        read(SelectionReader::Selection::primary, std::move(answer));
    }

private:
    struct Own {
        std::string text;
        unsigned long owner = 0;
    };  // what this window set, and the X window that owns it
    void read(SelectionReader::Selection selection, std::function<void(std::string)> answer);
    const Own& own(SelectionReader::Selection selection) const;
    static unsigned long owner_of(const char* selection);

    GlfwWindow& window_;
    console::UiQueue& ui_;
    std::function<void(std::string)> complain_;
    Own clipboard_, primary_;
    SelectionReader reader_;  // last: its thread ends before what it answers to
};

}  // namespace gimbal::app
