// A test program for your host. Give it the way in which your program starts an engine and draws, and it proves what
// docs/embedding.md promises:
//     int main(int argc, char** argv) { return gimbal::console::conformance::run(argc, argv, {.options = my_options});
//     }
// Each check is a process of this program with an engine of its own, so a crash or a hang is the failure of one check.
#pragma once
#include <functional>
#include <string>

#include "gimbal/console/engine.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::console::conformance {

// The host's main loop around one engine. What the functions capture is destroyed before the engine.
// Thread: UI.   GIL: never.
struct Loop {
    std::function<void(ConsoleEvent&)> handle = nullptr;  // gets each event, as from pump()
    std::function<void()> draw = nullptr;                 // one frame of the host, without a wait for the next one
    UiQueue* ui = nullptr;  // the host's, or null; `draw` runs its functions. It outlives the engine
};

// Each member may be left out.
struct Setup {
    std::string name = {};                             // of the host, in the first line; empty: of the program's file
    std::function<EngineOptions()> options = nullptr;  // called for each engine; none: EngineOptions{}
    std::function<Loop(Engine&)> loop = nullptr;       // called for each engine; none: the host draws nothing
};

// Runs the checks and prints a line for each: passed, skipped or failed, its row in the table of docs/embedding.md, and
// what was measured or why. Returns the exit code of the program: 0 if no check failed. Call it first in main(), before
// anything that a process may have only once, because each check calls main() again in a process of its own.
//     --list            prints the names of the checks
//     --only NAME       runs one check; may be repeated
//     --deadline 120    seconds for each check
//     --quick           smaller numbers, for slow machines and sanitizers
int run(int argc, char** argv, const Setup& setup);

}  // namespace gimbal::console::conformance
