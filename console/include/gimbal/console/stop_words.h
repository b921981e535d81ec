// The rungs of Stop in words. The console, the status bar and the terminal use the same ones.
#pragma once
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// "cleaning up: time.sleep(5)  (<cell 3>, line 4)"; empty on the first rung.
std::string stop_words(const RunStopping& stopping);
// "NAME has run on the handlers thread for 3.1 s; 7 others wait for it".
std::string handler_words(const HandlerRunning& handler);
// "7 others wait for it"; with the number of those that were dropped, if there are any.
std::string waiting_words(const HandlerRunning& handler);
// Says what pressing again does: "Stop again interrupts that too". `again` names the button or key.
std::string stop_hint(const RunStopping& stopping, const std::string& again);

}  // namespace gimbal::console
