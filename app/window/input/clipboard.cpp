// Sets by GLFW, reads by the second connection; what this window owns itself is answered from the kept text.
#include "app/window/input/clipboard.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <X11/Xlib.h>

#include <utility>

// From GLFW/glfw3native.h, which would want the headers of Xrandr for functions that are not used here.
extern "C" {
GLFWAPI Display* glfwGetX11Display(void);
GLFWAPI void glfwSetX11SelectionString(const char* string);
}

namespace gimbal::app {

ClipboardService::ClipboardService(GlfwWindow& window, console::UiQueue& ui, std::function<void(std::string)> complain)
    : window_(window),
      ui_(ui),
      complain_(std::move(complain)) {}

console::Clipboard ClipboardService::for_panels() {
    console::Clipboard clipboard;
    clipboard.set = [this](std::string text) { set(std::move(text)); };
    clipboard.set_primary = [this](std::string text) { set_primary(std::move(text)); };
    clipboard.get = [this](auto answer) { get(std::move(answer)); };
    clipboard.get_primary = [this](auto answer) { get_primary(std::move(answer)); };
    return clipboard;
}

void ClipboardService::set(std::string text) {
    glfwSetClipboardString(window_.handle(), text.c_str());
    clipboard_ = {std::move(text), owner_of("CLIPBOARD")};
}

void ClipboardService::set_primary(std::string text) {
    glfwSetX11SelectionString(text.c_str());
    primary_ = {std::move(text), owner_of("PRIMARY")};
}

// GLFW owns selections by a hidden window that it does not name; asking the server right after setting tells which.
unsigned long ClipboardService::owner_of(const char* selection) {
    Display* display = glfwGetX11Display();
    return XGetSelectionOwner(display, XInternAtom(display, selection, False));
}

const ClipboardService::Own& ClipboardService::own(SelectionReader::Selection selection) const {
    return selection == SelectionReader::Selection::clipboard ? clipboard_ : primary_;
}

void ClipboardService::read(SelectionReader::Selection selection, std::function<void(std::string)> answer) {
    const Own& mine = own(selection);
    if (mine.owner &&
        mine.owner == owner_of(selection == SelectionReader::Selection::clipboard ? "CLIPBOARD" : "PRIMARY")) {
        ui_.post([answer = std::move(answer), text = mine.text] { answer(text); });
        return;
    }
    reader_.read(selection, [this, answer = std::move(answer)](SelectionReader::Answer found) {
        ui_.post([this, answer, found = std::move(found)] {
            if (found.outcome == SelectionReader::Outcome::no_answer)
                complain_("Nothing was pasted: the program that owns the clipboard does not answer.");
            answer(found.text);
        });
    });
}

}  // namespace gimbal::app
