// GLFW sets the selections and a second connection reads them. Text that this window owns is kept and not read back.
#include "app/window/input/clipboard.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <X11/Xlib.h>

#include <utility>

#include "gimbal/console/thread_role.h"

// Declared here because GLFW/glfw3native.h includes the headers of Xrandr, for functions that are not used.
extern "C" {
GLFWAPI Display* glfwGetX11Display(void);
GLFWAPI void glfwSetX11SelectionString(const char* string);
}

namespace gimbal::app {

ClipboardService::ClipboardService(GlfwWindow& window, console::UiQueue& ui, WorkbenchWindow& messages)
    : window_(window),
      ui_(ui),
      messages_(messages) {}

console::Clipboard ClipboardService::for_panels() {
    console::Clipboard clipboard;
    clipboard.set = [this](std::string text) { set(std::move(text)); };
    clipboard.set_primary = [this](std::string text) { set_primary(std::move(text)); };
    clipboard.get = [this](auto answer) { get(std::move(answer)); };
    clipboard.get_primary = [this](auto answer) { get_primary(std::move(answer)); };
    return clipboard;
}

void ClipboardService::set(std::string text) {
    GIMBAL_ON(ui);
    glfwSetClipboardString(window_.handle(), text.c_str());
    clipboard_ = {std::move(text), owner_of("CLIPBOARD")};
}

void ClipboardService::set_primary(std::string text) {
    GIMBAL_ON(ui);
    glfwSetX11SelectionString(text.c_str());
    primary_ = {std::move(text), owner_of("PRIMARY")};
}

// GLFW owns selections through a hidden window and has no function for its id, so ask the X server right after setting.
unsigned long ClipboardService::owner_of(const char* selection) {
    Display* display = glfwGetX11Display();
    return XGetSelectionOwner(display, XInternAtom(display, selection, False));
}

const ClipboardService::OwnText& ClipboardService::own(SelectionReader::Selection selection) const {
    return selection == SelectionReader::Selection::clipboard ? clipboard_ : primary_;
}

void ClipboardService::read(SelectionReader::Selection selection, std::function<void(std::string)> answer) {
    GIMBAL_ON(ui);
    const OwnText& mine = own(selection);
    if (mine.owner &&
        mine.owner == owner_of(selection == SelectionReader::Selection::clipboard ? "CLIPBOARD" : "PRIMARY")) {
        ui_.post([answer = std::move(answer), text = mine.text] { answer(text); });
        return;
    }
    reader_.read(selection, [this, answer = std::move(answer)](SelectionReader::SelectionText found) {
        ui_.post([this, answer, found = std::move(found)] {
            if (found.outcome == SelectionReader::Outcome::no_answer)
                messages_.notify("Nothing was pasted: the program that owns the clipboard does not answer.",
                                 NoteLevel::warning);
            answer(found.text);
        });
    });
}

}  // namespace gimbal::app
