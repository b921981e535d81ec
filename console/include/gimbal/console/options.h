// How a host starts the engine and a cell. None of it needs the engine itself.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/events.h"

struct _object;  // PyObject

namespace gimbal::console {

class Engine;

// A module made by PyModule_Create. It is in sys.modules before any user code runs.
struct Extension {
    std::string name;
    std::function<_object*(Engine&)> create;  // new reference, or nullptr with an error set. Thread: script. GIL: held.
};

struct RunInfo {
    RunId id = 0;
    RunKind kind = RunKind::cell;
    std::string title;
};

struct EngineOptions {
    std::filesystem::path launcher;                   // becomes sys.executable; never the GUI
    std::vector<std::filesystem::path> search_paths;  // first on sys.path: the folders of `gimbal_console` and the like
    std::vector<Extension> extensions;
    std::string start_code;             // runs in each console's namespace before its first cell: "import gimbal"
    std::filesystem::path session_dir;  // keeps what a crash report needs (crash_report.h); empty: keep nothing
    bool capture_output = true;         // false when headless: the streams stay the shell's
    std::size_t output_backlog = 0;     // bytes of output kept for a UI that lags; at least 4 MiB
    bool capture_descriptors = false;   // needs capture_output. Captures descriptors 1 and 2 too; 0 reads /dev/null
    bool handle_quit_signals = true;    // SIGTERM and SIGHUP post QuitRequested; false headless: python3's rules
    std::function<void()> wake;         // Thread: any. Called after a post when the UI may be asleep.
    std::function<void(const RunInfo&)> run_began;  // Thread: script. GIL: held. The host opens its undo step.
    std::function<void(const RunInfo&, RunState)> run_ended;
};

struct CellOptions {
    ConsoleId console = 0;  // a console gets its namespace at its first cell
    CellResults results = CellResults::last;
    // Set `file_name` to run a part of a script file in the console's namespace. The run is then of kind `file` and
    // called `title`. Until it ends, `__file__`, sys.argv and sys.path[0] are those of the whole file, unless the name
    // is "<script>", which stands for text that was never saved.
    std::string file_name;   // the name in tracebacks; empty: a cell, which gets "<cell 3>"
    int first_line = 1;      // line of the file at which the source starts
    std::string whole_file;  // text of the whole file, from which tracebacks show lines
    std::string title;
};

}  // namespace gimbal::console
