// Native work that a script awaits: jobs on the worker pool as Python objects.
#pragma once
#include "gimbal/console/python/awaitable.h"

#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "api/module/binding/convert.h"
#include "api/module/binding/work.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::module {

// The work was refused by the system: an OSError with the file's name.
struct FileRefused : std::runtime_error {
    FileRefused(int error_number, std::filesystem::path refused)
        : std::runtime_error("the system has refused a file"),
          number(error_number),
          path(std::move(refused)) {}
    int number;
    std::filesystem::path path;
};

// A Promise that a job of the worker pool ends. It ends as cancelled also if the job is cancelled in the queue.
// Thread: any.   GIL: not needed.
template <class T>
class JobPromise {
public:
    JobPromise(console::PromiseKeeper& keeper, const std::string& label) : promise_(keeper, label) {}
    console::Promise<T>& promise() { return promise_; }

    // A worker ends it with the result of `work(job)`.
    template <class Work>
    static void submit(const std::shared_ptr<JobPromise>& self, const std::string& label, Work work) {
        const document::JobPtr job = document::WorkerPool::shared().submit(
            label, [self, work = std::move(work)](document::Job& job) mutable { self->run(job, work); });
        follow(self, job);
    }

private:
    // Cancelling the Future cancels the job.
    static void follow(const std::shared_ptr<JobPromise>& self, const document::JobPtr& job) {
        self->promise_.on_cancel([weak = std::weak_ptr(self), job] {
            job->cancel();
            if (!job->finished()) return;
            if (const auto promise = weak.lock()) promise->fail_as_cancelled(*job);  // it was in the queue
        });
    }

    // Runs the work of a job, whose progress is that of the Future.
    template <class Work>
    void run(document::Job& job, Work&& work) {
        const document::ProgressWatch watch(job, [this](double fraction) { promise_.set_progress(fraction); });
        try {
            if constexpr (std::is_void_v<T>) work(job), promise_.set();
            else promise_.set(work(job));
        } catch (const document::Cancelled&) {
            fail_as_cancelled(job);
            throw;
        } catch (...) {
            promise_.fail(std::current_exception());
            throw;
        }
    }

    void fail_as_cancelled(const document::Job& job) {
        promise_.fail(console::no_result(console::NoResult::cancelled, job.label() + " was cancelled"));
    }

    console::Promise<T> promise_;
};

// The Python object of a Future. The module lives as long as the object. Empty: a Python error is set.
// Thread: Python.   GIL: held.
template <class T, class Convert>
console::PyRef to_job(ModuleState& module, PyObject* owner, console::Future<T> future, Convert convert) {
    const auto module_of = console::PyRef::borrow(owner);
    const auto to_object = [&module, module_of, convert](const auto& value) -> console::PyRef {
        try {
            if constexpr (std::is_void_v<T>) return console::PyRef::borrow(Py_None);
            else return convert(module, value);
        } catch (...) {
            set_error_from_current_exception(module);
            return {};
        }
    };
    const auto raise = [&module, module_of](const std::exception_ptr& thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const FileRefused& refused) { set_os_error(refused.number, refused.path); } catch (...) {
            set_error_from_current_exception(module);
        }
    };
    return console::to_awaitable(std::move(future), console::AwaitableOptions<T>{.convert = to_object, .raise = raise});
}

// Starts `work(job)` on a worker and returns a Job of Python that can be awaited, a new reference. `work` owns what it
// uses and touches no PyObject; `convert(module, value)` makes its result an object, unless it is void. What it changes
// in the document belongs to the undo step of the run that is current then, else it is a step of its own.
// Throws as refuse_in_forked_child() does. Thread: Python.   GIL: held.
template <class Work, class Convert>
PyObject* start_native(const Call& call, const std::string& label, Work work, Convert convert) {
    using T = std::invoke_result_t<Work&, document::Job&>;
    refuse_in_forked_child(label);
    const auto promise = std::make_shared<JobPromise<T>>(call.module.script.promises(), console::as_utf8(label));
    console::PyRef object = to_job(call.module, call.self, promise->promise().future(), std::move(convert));
    if (!object) throw console::PythonErrorSet();
    Unlocked unlocked;
    JobPromise<T>::submit(promise, console::as_utf8(label), std::move(work));
    return object.release();
}

}  // namespace gimbal::module
