// The clipboard and the primary selection for panels and ImGui fields. Setting takes effect at once; reading is
// asynchronous.
#pragma once
#include <functional>
#include <string>

#include "app/window/drawing/glfw_window.h"
#include "imgui_glfw/selection_reader.h"
#include "app/workbench_window.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class ClipboardService {
public:
    // `messages` shows a warning if the owner of the clipboard does not answer. Not used by the constructor.
    ClipboardService(GlfwWindow& window, console::UiQueue& ui, WorkbenchWindow& messages);

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
    struct OwnText {
        std::string text;
        unsigned long owner = 0;  // the X window that owned the selection when this program set it
    };
    void read(SelectionReader::Selection selection, std::function<void(std::string)> answer);
    const OwnText& own(SelectionReader::Selection selection) const;
    static unsigned long owner_of(const char* selection);

    GlfwWindow& window_;
    console::UiQueue& ui_;
    WorkbenchWindow& messages_;
    OwnText clipboard_, primary_;
    SelectionReader reader_;  // last, because its thread uses the members above
};

}  // namespace gimbal::app
