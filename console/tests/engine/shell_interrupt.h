// SIGINT as a shell sends it: to the process, so any thread that does not block it may take it.
#pragma once
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/engine/engine_fixture.h"

namespace gimbal::console::test {

// True if the signal is pending where the gate will drop it: in the script thread, or in the process if no thread takes
// it.
inline bool interrupt_is_pending() {
    bool at_process = true;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream status(thread.path() / "status");
        const auto has_interrupt = [](const std::string& mask) {
            return (std::stoull(mask, nullptr, 16) >> (SIGINT - 1) & 1) != 0;
        };
        bool of_process = false, blocked = false;
        for (std::string name, value; status >> name;) {
            if (name == "SigPnd:" && status >> value && has_interrupt(value)) return true;
            if (name == "ShdPnd:" && status >> value) of_process = has_interrupt(value);
            if (name == "SigBlk:" && status >> value) blocked = has_interrupt(value);
        }
        at_process = at_process && of_process && blocked;
    }
    return at_process;
}

// Call it while no run is current, once per run: a thread may take the signal late, in the next run.
inline void interrupt_idle_engine(EngineUnderTest& subject) {
    kill(getpid(), SIGINT);
    subject.wait_until("the interrupt to wait for the gate", interrupt_is_pending);
}

}  // namespace gimbal::console::test
