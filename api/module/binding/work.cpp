// A wait for a job lasts until it ends, or until Stop, Ctrl-C or another cancel ends it.
#include "api/module/binding/work.h"

#include <memory>
#include <system_error>

#include "gimbal/console/python/forked_child.h"
#include "api/module/binding/convert.h"
#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::module {
namespace {

constexpr double tick_seconds = 1.0 / 30;  // between two progress reports and checks for signals

// Waits for one tick without the GIL. Returns true if the job has ended.
bool wait_a_tick(ModuleState& module, document::Job& job, bool report) {
    Unlocked unlocked;
    if (job.cancelled()) job.wait();  // the job ends at its next poll
    const bool ended = job.wait_for(tick_seconds) && job.finished();
    if (report && !ended) module.script.report_progress(job.label(), job.progress());
    return ended;
}

}  // namespace

void wait_for(ModuleState& module, const document::JobPtr& job) {
    GIMBAL_GIL_HELD();
    const bool of_a_run = module.script.on_script_thread();
    std::shared_ptr<void> listener = of_a_run ? module.script.on_stop([job] { job->cancel(); }) : nullptr;
    bool interrupted = false;
    while (!wait_a_tick(module, *job, of_a_run)) {
        if (!interrupted && of_a_run && PyErr_CheckSignals() < 0) {  // Ctrl-C headless, or a signal handler that raised
            interrupted = true;
            job->cancel();
        }
    }
    {
        Unlocked unlocked;
        listener.reset();  // may wait for a stop that is being delivered
    }
    if (interrupted || (of_a_run && PyErr_CheckSignals() < 0)) throw console::PythonErrorSet();
    job->rethrow();
}

void refuse_in_forked_child(const std::string& label) {
    if (console::in_forked_child())
        throw std::runtime_error("\"" + label +
                                 "\" needs the program's threads, which do not exist in a forked child: use "
                                 "multiprocessing.get_context(\"spawn\")");
}

void run_native(ModuleState& module, std::string label, std::function<void(document::Job&)> work) {
    GIMBAL_GIL_HELD();
    refuse_in_forked_child(label);
    document::JobPtr job;
    {
        Unlocked unlocked;
        job = document::WorkerPool::shared().submit(console::as_utf8(label),
                                                    std::move(work));  // may hold a file's name
    }
    wait_for(module, job);
}

void write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
    try {
        Unlocked unlocked;
        console::write_file_atomically(path, bytes, mode);
    } catch (const std::system_error& error) { raise_os_error(error.code().value(), path); }
}

}  // namespace gimbal::module
