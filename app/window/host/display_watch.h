// The X server that goes away under the running window.
#pragma once
#include <functional>

namespace gimbal::app {

// Xlib finds it out in the middle of some call and would end the process by exit(), with exit functions and destructors
// beside a running script. From now on `lost` is called there instead. It must end the process: Xlib has nothing to
// return to, and no call of it works any more. Thread: UI.   GIL: not needed. `lost` is called on the UI thread.
void watch_display(std::function<void()> lost);

}  // namespace gimbal::app
