// The waiting side of native work: three ways to end it early, one way to end it well.
#include "api/module/binding/work.h"

#include <optional>

#include "gimbal/console/python/forked_child.h"

namespace gimbal {
namespace {

constexpr double tick_seconds = 1.0 / 30;  // of progress, and of looking for a signal

// One tick without the GIL. True when the job has ended.
bool wait_a_tick(ModuleState& module, document::Job& job, bool report) {
    Unlocked unlocked;
    if (job.cancelled()) job.wait();  // it ends at its next poll
    const bool ended = job.wait_for(tick_seconds) && job.finished();
    if (report && !ended) module.engine.report_progress(job.label(), job.progress());
    return ended;
}

}  // namespace

void wait_for(ModuleState& module, const document::JobPtr& job) {
    const bool of_a_run = module.engine.on_script_thread();
    std::optional<console::Engine::StopListener> listener;
    if (of_a_run) listener.emplace(module.engine, [job] { job->cancel(); });
    bool interrupted = false;
    while (!wait_a_tick(module, *job, of_a_run)) {
        if (!interrupted && of_a_run && PyErr_CheckSignals() < 0) {  // Ctrl-C headless, or a handler that raised
            interrupted = true;
            job->cancel();
        }
    }
    {
        Unlocked unlocked;
        listener.reset();  // may wait for a stop that is just being delivered
    }
    if (interrupted || (of_a_run && PyErr_CheckSignals() < 0)) throw console::PythonErrorSet();
    job->rethrow();
}

void run_native(ModuleState& module, std::string label, std::function<void(document::Job&)> work) {
    if (console::in_forked_child())
        throw std::runtime_error("the work \"" + label +
                                 "\" needs the program's threads, which a forked child has not: use "
                                 "multiprocessing.get_context(\"spawn\")");
    document::JobPtr job;
    {
        Unlocked unlocked;
        job = document::WorkerPool::shared().submit(std::move(label), std::move(work));
    }
    wait_for(module, job);
}

}  // namespace gimbal
