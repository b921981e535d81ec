// An ordinary python3 as what runs the module: the whole process is one run, and event handlers have a thread that
// starts with the first event.
#pragma once
#include "gimbal/console/python/gil.h"

#include <functional>
#include <memory>
#include <string>

#include "api/document/scene/document.h"
#include "api/module/script_context.h"

namespace gimbal::extension {

// One for the process, never destroyed, because daemon threads may use it while the process ends.
// Thread: any.   GIL: not needed, except where a member says so.
class PlainContext final : public module::ScriptContext {
public:
    // From now on a fork waits until no thread is inside the document, so a child can use its copy.
    explicit PlainContext(document::Document& document);

    bool on_script_thread() const override;  // the process's first thread, which Python calls its main thread
    bool in_run() const override { return on_script_thread(); }
    bool cuts_run() const override { return true; }  // the run does not end while there are handlers
    void report_progress(std::string, double) override {}
    // Signals are all there is: a wait for native work looks for them 30 times a second.
    std::shared_ptr<void> on_stop(std::function<void()>) override { return nullptr; }
    console::PromiseKeeper& promises() override { return console::without_engine(); }
    // Starts the thread at the first call of a process. It is a daemon thread: Python's end does not wait for it.
    void post_to_handlers(const char* title, std::function<void()> work) override;

    // Waits until every posted event has been handled, at most `seconds`, and until a signal handler raises; that error
    // stays set.   Thread: script.   GIL: held, released while waiting.
    bool wait_for_handlers(double seconds);

private:
    struct Handlers;
    static Handlers& handlers();
    static void run_handlers();  // the body of the thread
};

}  // namespace gimbal::extension
