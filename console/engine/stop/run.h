// One run, from its submission on. It is in this folder because Stop, the session and the runs share it.
#pragma once
#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/callable.h"
#include "gimbal/console/events.h"

struct _object;  // PyObject

namespace gimbal::console {

// What a run of Body::work does for C++ that waits for a result. Each one ends once, at the latest when it is
// destroyed.
class RunWork {
public:
    using Await = std::function<_object*(_object* coroutine)>;  // new reference, or null with an error set

    virtual ~RunWork() = default;
    virtual void execute(const Await& await) = 0;    // leaves a Python error set. Thread: script.   GIL: held
    virtual bool shows_errors() const = 0;           // as those of other runs
    virtual void ended(const Traceback& error) = 0;  // its type is empty if there is none. Thread: script.   GIL: held
    virtual void dropped(const std::string& why) = 0;  // it will not run, or its end is not waited for. Thread: any
};

struct Run {
    enum class Body { cell, file, source, call, work, signals, start_code };

    RunId id = 0;
    RunKind kind = RunKind::cell;
    Body body = Body::cell;
    CellResults results = CellResults::last;
    std::string title;
    std::string source;          // cell, source, start_code
    ConsoleId console = 0;       // cell
    int first_line = 1;          // cell: the source's first line in the file it belongs to
    std::string whole_file;      // cell: the text of that file
    std::filesystem::path path;  // file
    std::string file_name;       // the code's name in tracebacks
    std::vector<std::string> argv;
    Callable callable;              // call
    std::shared_ptr<RunWork> work;  // work

    bool taken = false;  // the script thread executes it; guarded by RunQueue
    std::atomic<bool> stop_requested{false};
    // The script's own code obeys a Stop, for example the `finally` of a cancelled task. While this is set, the
    // supervisor does not repeat the interrupt by itself, only when Stop is pressed again.
    std::atomic<bool> cancelling{false};
    std::atomic<bool> awaits{false};  // a cell that awaits: SIGINT has the console's handler, not the script's
    std::atomic<int> stop_presses{0};
    std::atomic<bool> goes_on{false};  // it swallows every interrupt, so the next press ends it by force
    std::atomic<bool> forced{false};
    std::atomic<bool> has_ended{false};      // its end is posted; it stays the current one for a moment
    std::atomic<double> reporting_since{0};  // steady seconds; above 0 while its exception is being formatted
    Clock::time_point started{};             // set before the run becomes the current one
    std::vector<pid_t> children_before;      // processes of earlier runs, which a Stop of this run does not signal

    void drop(const std::string& why) const {
        if (work) work->dropped(why);
    }
    bool shows_errors() const { return !work || work->shows_errors(); }  // if not, they are only part of a result
    RunQueued queued() const { return {id, kind, title, console, source, file_name}; }
    // Whether the session's journal has it. It does not record each tick of a script's timer.
    bool is_kept() const { return body != Body::signals; }
    // The start-up code is not the user's run, so only its errors are reported.
    bool is_quiet() const { return body == Body::start_code; }
};

}  // namespace gimbal::console
