// What the module needs of the Python that runs it. The program implements it by its engine (module_link.cpp), an
// ordinary python3 by app/extension.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "gimbal/console/call/promise_keeper.h"

namespace gimbal::module {

// Thread: any.   GIL: not needed, except where a member says so.
class ScriptContext {
public:
    virtual ~ScriptContext() = default;

    // The calling thread is Python's main thread, to which Stop and signals are addressed. Other threads only wait for
    // native work.
    virtual bool on_script_thread() const = 0;
    // The calling thread runs a run, which is an open undo step of the document.
    virtual bool in_run() const = 0;
    // An undo step of the calling thread is separate from that of the run. Not for handlers of the program: if they
    // did so for each event of a script, the history would lose the first steps of its run.
    virtual bool cuts_run() const = 0;
    virtual void report_progress(std::string label, double fraction) = 0;  // of the run; on the script thread
    // Calls `cancel` on any thread when the user presses Stop, until the result is destroyed. Destroying it may wait
    // for a call that has begun, so the GIL must not be held. nullptr: there is no Stop but signals.
    virtual std::shared_ptr<void> on_stop(std::function<void()> cancel) = 0;
    // Knows the jobs that scripts await: the engine, or console::without_engine().
    virtual console::PromiseKeeper& promises() = 0;
    // Calls `work` on the thread of the event handlers, with the GIL held, beside the script. Returns at once. `title`
    // names the work in reports and outlives it.
    virtual void post_to_handlers(const char* title, std::function<void()> work) = 0;
};

}  // namespace gimbal::module
