// How an event loop of Python learns that jobs have ended, without a call of Python by the thread that ends them.
#pragma once
#include "gimbal/console/python/gil.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/platform/wake_up.h"
#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// The ends that one loop has asked for. Outlives the loop while a job refers to it.
// Thread: any.   GIL: not needed.
class JobChannel : NonCopyable {
public:
    void post(std::uint64_t number);  // the end of this wait; makes the descriptor readable
    std::vector<std::uint64_t> take();
    int descriptor() const { return wake_up_.descriptor(); }
    std::uint64_t next_number() { return ++last_; }  // GIL: held, which guards it

private:
    std::mutex mutex_;
    std::vector<std::uint64_t> ended_;
    WakeUp wake_up_;
    std::uint64_t last_ = 0;
};

// The end of one job, for the channels that wait for it. Thread: any.   GIL: not needed.
class JobEnd : NonCopyable {
public:
    void has_come();
    void tell(const std::shared_ptr<JobChannel>& channel, std::uint64_t number);  // at once if it has come

private:
    std::mutex mutex_;
    bool come_ = false;
    std::vector<std::pair<std::shared_ptr<JobChannel>, std::uint64_t>> waiting_;
};

// A new Python object for gimbal_console.runtime.awaiting, with the members descriptor, watch(job) and take_ended().
// Thread: Python.   GIL: held.
PyRef new_channel_object();

// The end of a Job of Python (awaitable.cpp). Null: a Python error is set. Thread: Python.   GIL: held.
std::shared_ptr<JobEnd> end_of_job(PyObject* job);

// A type that each interpreter makes once from its spec. Borrowed; null with an error set. Thread: Python.   GIL: held.
PyTypeObject* type_of_interpreter(PyType_Spec& spec);

}  // namespace gimbal::console
