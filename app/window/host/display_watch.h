// Notices that the X server has gone away under the running window.
#pragma once
#include <functional>

namespace gimbal::app {

// Xlib notices it inside some call and would then end the process by exit(), which runs exit functions and destructors
// beside a running script. From now on `lost` is called there instead, on the UI thread. It must end the process: Xlib
// cannot return, and no call of Xlib works any more.
// Thread: UI.   GIL: not needed.
void watch_display(std::function<void()> lost);

}  // namespace gimbal::app
