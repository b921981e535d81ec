// What every script expects to find (streams, the display hook, builtins, import), put back at a run's border when one
// has broken it.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>
#include <vector>

namespace gimbal::console {

// What a script has replaced by something that works stays, as in python3: a stream of its own, a display hook, a
// print(). Put back is what cannot work: a name that is gone, None, a closed stream, a builtin that is not callable any
// more. Thread: script.   GIL: held.
class Surroundings {
public:
    bool remember();  // as it is now: good. False: a Python error is set
    void forget();    // before finalising

    // Right after user code: a tracing or profiling function must not see the host's own Python, where a debugger's
    // prompt could not be stopped. A debugger's ends with the run, another's goes on with the next.
    void suspend_tracing();
    void resume_tracing();

    // Each a line of text for the user, or nothing: what was put back; that print() does not show here any more.
    std::string mend();
    std::string hidden_output();

private:
    void mend_builtins(std::vector<std::string>& broken);
    void mend_modules(std::vector<std::string>& broken);
    void mend_import_lists(std::vector<std::string>& broken);
    void mend_hooks(std::vector<std::string>& broken);

    PyRef builtins_module_, builtins_, builtins_copy_, modules_, modules_copy_, namespace_;
    std::vector<std::pair<const char*, PyRef>> hooks_, import_lists_;
    PyRef trace_, profile_, told_stdout_;
};

}  // namespace gimbal::console
