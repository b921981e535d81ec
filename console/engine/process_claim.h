// A process has one Python, and so one Engine at a time.
#pragma once
#include <string>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Thread: UI, unless a member says otherwise.   GIL: not needed, unless a member says otherwise.
class ProcessClaim : NonCopyable {
public:
    ProcessClaim();   // throws AlreadyRunning or PythonUnavailable
    ~ProcessClaim();  // another Engine may claim the process

    // Records why Python cannot be started again in this process. The first reason counts. Thread: any.
    static void spoil(const std::string& why);
    // Looks for extension modules that cannot be initialised a second time, such as numpy's. Call it before Python is
    // finalised. Thread: script.   GIL: held.
    static void note_loaded_modules();
};

}  // namespace gimbal::console
