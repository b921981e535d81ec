// Messages of the engine itself: in the console, or on stderr when the host does not capture output.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>

#include "engine/output/output.h"

namespace gimbal::console {

// Thread: Python.   GIL: held.
class HostReports {
public:
    HostReports(bool to_console, OutputChannel& output) : to_console_(to_console), output_(output) {}

    void line(RunId run, const std::string& text);      // whole lines; an empty text is ignored
    void print_traceback(const std::string& place);     // takes the pending error: "in PLACE:" and its traceback
    void run_ended(RunId run, const Traceback& error);  // shows the error, and what exit() did

private:
    const bool to_console_;
    OutputChannel& output_;
};

}  // namespace gimbal::console
