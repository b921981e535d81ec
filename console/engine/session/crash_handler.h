// What still works when the process dies of a signal: the report is kept in a file and told on the terminal.
#pragma once
#include <string>
#include <string_view>

#include "engine/session/output_ring.h"

namespace gimbal::console {

// faulthandler, enabled on top of it, writes Python's stacks into the file first, then hands on to this handler, which
// adds what ran and copies the report to the terminal; the process then dies as it would have (code, core file). One at
// a time in a process; the sanitizers have handlers of their own, so under them this does nothing. Thread: process main
// makes and drops it; the handler runs on any.   GIL: never.
class CrashHandler {
public:
    CrashHandler() = default;
    ~CrashHandler() { forget(); }
    CrashHandler(const CrashHandler&) = delete;
    CrashHandler& operator=(const CrashHandler&) = delete;

    // `report`: the open file. `terminal`: the shell's stderr. `ring` takes what the captured descriptors still hold.
    void install(int report, int terminal, OutputRing& ring, const std::string& kept_in);
    void forget();

private:
    bool installed_ = false;
};

// What the report will say was running; "": nothing. Thread: script.
void name_for_crashes(std::string_view run) noexcept;

// faulthandler's reports go to `descriptor`. A script may enable it again elsewhere, or disable it. Thread: script.
// GIL: held.
void keep_python_stacks_in(int descriptor);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool crash_reports_are_kept = false;
#else
inline constexpr bool crash_reports_are_kept = true;
#endif

}  // namespace gimbal::console
