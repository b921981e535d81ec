// The rungs of Stop in words, the same in the console, the status bar and the terminal.
#pragma once
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// "cleaning up: time.sleep(5)  (<cell 3>, line 4)"; "" for a Stop that has only just been asked for.
std::string stop_words(const RunStopping& stopping);
// What pressing again would do, or what still works: "Stop again interrupts that too". `again` is what the person
// presses.
std::string stop_hint(const RunStopping& stopping, const std::string& again);

}  // namespace gimbal::console
