// Writes the crash report when the process dies of a signal: to a file, and to the terminal.
#pragma once
#include <string>
#include <string_view>

#include "engine/session/output_ring.h"

namespace gimbal::console {

// faulthandler, which is enabled after this handler, writes Python's stacks into the file and then calls this one. It
// adds the name of the run, copies the report to the terminal and calls the handler that the host had before. The
// process then dies as it would have, with the same exit code and core file. One per process. Does nothing under the
// sanitizers, which have other handlers. Thread: the one that makes the engine; the handler runs on any.   GIL: never.
//
// `report` is the open file, `terminal` the shell's stderr. `ring` gets the text that is still in the captured pipes.
// The message begins with `program` and names `folder` as the place of the report.
void install_crash_handler(int report, int terminal, OutputRing& ring, const std::string& folder,
                           const std::string& program);
void uninstall_crash_handler();

// Sets the run that the report names; empty: none. Thread: script.
void set_run_for_crashes(std::string_view run) noexcept;

// Enables faulthandler with `descriptor` as its file. A script may enable it elsewhere, or disable it.
// Thread: script.   GIL: held.
void enable_faulthandler(int descriptor);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool crash_reports_are_kept = false;
#else
inline constexpr bool crash_reports_are_kept = true;
#endif

}  // namespace gimbal::console
