// Messages of the engine itself: in the console, or on stderr when the host does not capture output.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>

#include "engine/output/output.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

// Thread: Python.   GIL: held.
class HostReports {
public:
    HostReports(const EngineOptions& options, OutputChannel& output)
        : to_console_(options.capture_output),
          program_(options.program_name),
          how_to_quit_(options.how_to_quit),
          output_(output) {}

    void line(RunId run, const std::string& text);      // whole lines; an empty text is ignored
    void print_traceback(const std::string& place);     // takes the pending error: "in PLACE:" and its traceback
    void run_ended(RunId run, const Traceback& error);  // shows the error, and what exit() did

private:
    std::string quit_hint() const;

    const bool to_console_;
    const std::string program_, how_to_quit_;
    OutputChannel& output_;
};

}  // namespace gimbal::console
