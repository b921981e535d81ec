// One run: a cell, a file or a command, from the moment it is submitted.
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/platform/native_thread.h"
#include "gimbal/console/callable.h"
#include "gimbal/console/events.h"

namespace gimbal::console {

struct Run {
    enum class Body { cell, file, source, call, signals, start_code };

    RunId id = 0;
    RunKind kind = RunKind::cell;
    Body body = Body::cell;
    CellResults results = CellResults::last;
    std::string title;
    std::string source;          // cell, source, start_code
    ConsoleId console = 0;       // cell
    int first_line = 1;          // cell: of the source, in the file it is a part of
    std::string whole_file;      // cell: that file's text
    std::filesystem::path path;  // file
    std::string file_name;       // what tracebacks call the code
    std::vector<std::string> argv;
    Callable callable;  // call

    // Written by whoever gets there first: the script thread takes it, or another thread removes it.
    enum class Fate { queued, taken, removed };
    std::atomic<Fate> fate{Fate::queued};
    std::atomic<bool> stop_requested{false};
    // A Stop is being obeyed by code of the script's own (an awaited task that was cancelled and has a `finally` to
    // run): the supervisor does not repeat the interrupt by itself while this is set, only when Stop is pressed again.
    std::atomic<bool> cancelling{false};
    std::atomic<bool> awaits{false};  // a cell; the handler of SIGINT is the console's then, not the script's
    std::atomic<int> stop_presses{0};
    std::atomic<bool> goes_on{false};  // it swallows every interrupt: pressing again ends it by force
    std::atomic<bool> forced{false};
    std::atomic<double> reporting_since{0};  // steady seconds; above 0: its exception is being formatted
    Clock::time_point started{};             // set before the run is published as current
    std::vector<pid_t> children_before;      // processes of earlier runs, which a Stop of this one leaves alone

    bool decide(Fate wanted) {
        Fate expected = Fate::queued;
        return fate.compare_exchange_strong(expected, wanted);
    }
    bool is_kept() const {
        return body != Body::signals;
    }  // in the session's journal: not each tick of a script's timer
    bool is_quiet() const {
        return body == Body::start_code;
    }  // the start-up code is no run of the user's: only its errors are told
};

}  // namespace gimbal::console
