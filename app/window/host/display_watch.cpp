#include "app/window/host/display_watch.h"

#include <X11/Xlib.h>
#include <unistd.h>

#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

std::function<void()>& when_lost = *new std::function<void()>;  // never destroyed. Thread: UI

int on_lost(Display*) {
    // The clipboard reader has its own connection and thread. Wait there: the UI thread notices the loss itself and
    // ends the process within two seconds, unless it has left its loop already and waits for this thread.
    if (console::thread_role() == console::ThreadRole::ui) when_lost();
    else sleep(4);
    _exit(1);
}

}  // namespace

void watch_display(std::function<void()> lost) {
    GIMBAL_ON(ui);
    when_lost = std::move(lost);
    XSetIOErrorHandler(on_lost);
}

}  // namespace gimbal::app
