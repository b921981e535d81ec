// The clipboard and the primary selection for panels and ImGui's fields: writing takes effect at once, reading answers
// later.
#pragma once
#include <functional>
#include <string>

#include "gimbal/console/clipboard.h"
#include "gimbal/console/glfw/selection_reader.h"
#include "gimbal/console/ui_queue.h"

struct GLFWwindow;

namespace gimbal::console {

// Thread: UI.   GIL: never.
class ClipboardService {
public:
    // `warn` shows a warning to the user. The window and the queue outlive this.
    ClipboardService(GLFWwindow* window, UiQueue& ui, std::function<void(std::string)> warn);

    Clipboard for_panels();
    void set(std::string text);
    // `answer` is called through the UI queue, with an empty text if there is none or its owner does not answer.
    void get(std::function<void(std::string)> answer);

private:
    struct OwnText {  // what this window set, and the X window that owned the selection then
        std::string text;
        unsigned long owner = 0;
    };
    void read(SelectionReader::Selection selection, const OwnText& own, std::function<void(std::string)> answer);

    GLFWwindow* window_;
    UiQueue& ui_;
    std::function<void(std::string)> warn_;
    OwnText clipboard_, primary_;
    SelectionReader reader_;  // last: its thread ends before the members that it uses
};

}  // namespace gimbal::console
