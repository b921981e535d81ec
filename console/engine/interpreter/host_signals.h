// The signal handlers of the host: which ones were there before the engine, and which ones it gets back at the end.
#pragma once
#include <signal.h>

#include <array>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Remembers every handler when it is made, before the engine or Python has installed one. One per engine.
class HostSignals : NonCopyable {
public:
    HostSignals();

    // True if the host has installed a function: its handler is neither SIG_DFL nor SIG_IGN. Thread: any.
    bool has_handler(int number) const;

    void python_has_started();  // Python has installed its handlers. Thread: script
    void note_ours();           // the engine has installed its handlers too. Thread: script
    void python_ends();         // notes what the host has installed meanwhile. Thread: script.   GIL: held

    // Restores each handler that the engine, Python or a script has replaced. Called once the interpreter has ended and
    // the engine has removed its own handlers. Thread: UI
    void give_back();
    // The same for SIGINT, SIGTERM and SIGHUP only, when Python was left behind and uses the other signals. Until the
    // process ends, SIGINT has a handler that acts as the host's but ignores a late interrupt of Stop. Thread: UI
    void give_back_end_signals();

private:
    using Handlers = std::array<struct sigaction, NSIG>;
    static Handlers present_handlers();
    bool is_ours(int number, const struct sigaction& action) const;

    Handlers before_, ours_{}, at_end_{};
    bool end_is_noted_ = false;
};

// --- The host's own handler of SIGINT. It gets the interrupts of a person. Python gets those of Stop.
// Calls it. False: there is none. Async-signal-safe.
bool call_host_interrupt(int number, siginfo_t* info, void* context) noexcept;
// If this is neither Python's handler nor the default, the host has installed it after the engine. From then on it is
// the host's handler, which is called for a person and restored at the end. Thread: script.
void adopt_host_interrupt(const struct sigaction& present) noexcept;

}  // namespace gimbal::console
