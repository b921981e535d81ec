// GLFW sets the selections. SelectionReader reads them over a second connection, unless this window owns the text.
#include "gimbal/console/glfw/clipboard.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <X11/Xlib.h>

#include <utility>

#include "gimbal/console/thread_role.h"

// From GLFW/glfw3native.h, which includes Xrandr's headers for functions that are not used here.
extern "C" {
GLFWAPI Display* glfwGetX11Display(void);
GLFWAPI void glfwSetX11SelectionString(const char* string);
}

namespace gimbal::console {
namespace {

// GLFW owns selections by a hidden window that it does not name. The server names it, so ask right after setting one.
unsigned long owner_of(SelectionReader::Selection selection) {
    Display* display = glfwGetX11Display();
    const char* name = selection == SelectionReader::Selection::clipboard ? "CLIPBOARD" : "PRIMARY";
    return XGetSelectionOwner(display, XInternAtom(display, name, False));
}

}  // namespace

ClipboardService::ClipboardService(GLFWwindow* window, UiQueue& ui, std::function<void(std::string)> warn)
    : window_(window),
      ui_(ui),
      warn_(std::move(warn)) {}

Clipboard ClipboardService::for_panels() {
    GIMBAL_ON(ui);
    Clipboard clipboard;
    clipboard.set = [this](std::string text) { set(std::move(text)); };
    clipboard.set_primary = [this](std::string text) {
        glfwSetX11SelectionString(text.c_str());
        primary_ = {std::move(text), owner_of(SelectionReader::Selection::primary)};
    };
    clipboard.get = [this](auto answer) { get(std::move(answer)); };
    clipboard.get_primary = [this](auto answer) {
        read(SelectionReader::Selection::primary, primary_, std::move(answer));
    };
    return clipboard;
}

void ClipboardService::set(std::string text) {
    GIMBAL_ON(ui);
    glfwSetClipboardString(window_, text.c_str());
    clipboard_ = {std::move(text), owner_of(SelectionReader::Selection::clipboard)};
}

void ClipboardService::get(std::function<void(std::string)> answer) {
    GIMBAL_ON(ui);
    read(SelectionReader::Selection::clipboard, clipboard_, std::move(answer));
}

void ClipboardService::read(SelectionReader::Selection selection, const OwnText& own,
                            std::function<void(std::string)> answer) {
    if (own.owner && own.owner == owner_of(selection)) {
        ui_.post([answer = std::move(answer), text = own.text] { answer(text); });
        return;
    }
    reader_.read(selection, [this, answer = std::move(answer)](std::optional<std::string> text) {
        ui_.post([this, answer, text = std::move(text)] {
            if (!text) warn_("Nothing was pasted: the program that owns the clipboard does not answer.");
            answer(text.value_or(""));
        });
    });
}

}  // namespace gimbal::console
