// The options with which a host starts the engine and a cell. They do not need the engine itself.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/events.h"
#include "gimbal/console/package_paths.h"

struct _object;  // PyObject

namespace gimbal::console {

class Engine;

// A module made by PyModule_Create. It is in sys.modules before any user code runs.
struct Extension {
    std::string name = {};
    // Returns a new reference, or nullptr with an error set. Thread: script. GIL: held.
    std::function<_object*(Engine&)> create = {};
};

struct RunInfo {
    RunId id = 0;
    RunKind kind = RunKind::cell;
    std::string title = {};
};

// Each member may be left out. `Engine engine({});` finds the Python half and the launcher of the package by itself.
struct EngineOptions {
    // --- The host's words.
    std::string program_name = {};  // before messages on stderr; empty: the name of the process
    std::string how_to_quit = {};   // what exit() advises: "Ctrl-Q or File > Quit ends the program"

    // --- Which Python. A path that is wrong ends the start with EngineFailed.
    std::filesystem::path launcher = {};                   // becomes sys.executable; never the GUI
    std::vector<std::filesystem::path> search_paths = {};  // first on sys.path: the host's own packages
    std::filesystem::path python_home = {};  // the prefix that holds lib/python3.X; empty: of the Python built for
    std::filesystem::path virtual_environment = {};  // its packages can be imported, and its python is sys.executable
    bool isolated = true;  // like python3 -I; false: PYTHONPATH and the user's site-packages count

    // --- What the engine holds and does.
    std::vector<Extension> extensions = {};
    std::string start_code = {};             // runs in each console's namespace before its first cell: "import gimbal"
    std::filesystem::path session_dir = {};  // keeps what a crash report needs (crash_report.h); empty: keep nothing
    bool capture_output = true;              // false when headless: the streams stay the shell's
    std::size_t output_backlog = 0;          // bytes of output kept for a UI that lags; at least 4 MiB

    // --- What the engine changes in the process, from its constructor to quit(), which gives it back.
    bool capture_descriptors = false;  // needs capture_output. Captures descriptors 1 and 2 too; 0 reads /dev/null
    // SIGTERM and SIGHUP post QuitRequested, except those that the host ignores or has a handler for.
    bool handle_quit_signals = true;
    // Blocks asynchronous signals in the thread that makes the engine, so that a script's signals reach the script.
    // SIGINT and the signals for which the host has a handler stay as they are. Programs that this thread starts
    // inherit the mask.
    bool block_signals = true;
    bool guard_descriptors = true;  // scripts cannot close those that are open when the engine starts
    bool watch_forks = true;        // a child that a script forks ends where the script's code does (forked_child.h)

    std::function<void()> wake = {};                     // Thread: any. Called after a post when the UI may be asleep.
    std::function<void(const RunInfo&)> run_began = {};  // Thread: script. GIL: held. The host opens its undo step.
    std::function<void(const RunInfo&, RunState)> run_ended = {};
};

struct CellOptions {
    ConsoleId console = 0;  // a console gets its namespace at its first cell
    CellResults results = CellResults::last;
    // Set `file_name` to run a part of a script file in the console's namespace. The run is then of kind `file` and
    // called `title`. Until it ends, `__file__`, sys.argv and sys.path[0] are those of the whole file, unless the name
    // is "<script>", which stands for text that was never saved.
    std::string file_name = {};   // the name in tracebacks; empty: a cell, which gets "<cell 3>"
    int first_line = 1;           // line of the file at which the source starts
    std::string whole_file = {};  // text of the whole file, from which tracebacks show lines
    std::string title = {};
};

}  // namespace gimbal::console
