// Notices that the X server has gone away while the window is open.
#pragma once
#include <functional>

namespace gimbal::app {

// Xlib notices the loss inside some call. By default it then calls exit(), which runs exit functions and destructors
// while a script still runs. After this call, it calls `lost` instead, on the UI thread. `lost` must end the process:
// Xlib cannot return, and no call of Xlib works any more.
// Thread: UI.   GIL: not needed.
void watch_display(std::function<void()> lost);

}  // namespace gimbal::app
