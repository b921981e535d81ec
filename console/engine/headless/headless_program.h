// The job of a headless engine, from its start-up to its exit code.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>

#include "base/platform/wake_up.h"
#include "engine/headless/terminal_console.h"
#include "gimbal/console/headless.h"

namespace gimbal::console {

// Thread: script, unless a member says otherwise.   GIL: held.
class HeadlessProgram {
public:
    // `job` outlives this object. `name` is the program's, for messages.
    HeadlessProgram(const HeadlessJob& job, const ProgramParts& parts, std::string name)
        : job_(job),
          parts_(parts),
          name_(std::move(name)) {}

    const HeadlessJob& job() const { return job_; }
    bool has_console() const { return job_.kind == JobKind::terminal; }  // otherwise python3's rules alone
    int run();                                                           // returns the exit code
    int end_by_pending_error();                                    // shows the error; its exit code, 0 if none is set
    bool died_by_interrupt() const { return died_by_interrupt_; }  // after the two

private:
    const HeadlessJob& job_;
    const ProgramParts parts_;
    const std::string name_;
    TerminalConsole terminal_{parts_};
    bool died_by_interrupt_ = false;
};

// Plays the UI for a headless program: prints how far a Stop has got, until `ended`.
// Thread: UI.   GIL: not held.
void serve_host(EventChannel& events, WakeUp& woken, const std::atomic<bool>& ended, const std::string& program);

}  // namespace gimbal::console
