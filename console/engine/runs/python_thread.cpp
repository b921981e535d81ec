#include "engine/runs/python_thread.h"
#include "engine/interpreter/attach.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/forked_child.h"
#include "base/platform/child_processes.h"
#include "base/platform/signals.h"
#include "engine/output/thread_runs.h"
#include "engine/values/release_queue.h"

namespace gimbal::console {

namespace {
constexpr double long_seconds = 0.9;  // the watcher may have reported the piece

void drop(PythonThread::Piece& piece) {
    if (piece.dropped) piece.dropped();
}
}  // namespace

// If close() comes between the check and the push, one of the two sides comes second and finds the piece.
void PythonThread::post(Piece piece) {
    if (closed_.load()) return drop(piece);
    inbox_.push(std::move(piece));
    if (closed_.load()) return close();
    woken_.notify();
}

void PythonThread::start() {
    thread_.start({options_.name, 16u << 20, options_.nice}, [this] { run(); });
}

bool PythonThread::take(Piece& piece) {
    std::lock_guard lock(taking_);
    return inbox_.try_pop(piece);
}

void PythonThread::run_piece(Piece& piece) {
    const SignalMaskKept kept;  // first_use.cpp unblocks the signals of this thread when a piece starts a process
    {
        std::lock_guard lock(working_);
        work_ = Work{piece.name, ++pieces_, steady_seconds()};
    }
    if (options_.watcher && !watched_.exchange(true)) options_.watcher->notify();
    guarded(piece.body);
    end_if_forked_child();  // a child forked by the piece ends here
    piece.body = nullptr;   // its captures may hold references, so destroy them with the GIL
    bool was_long = false;
    {
        std::lock_guard lock(working_);
        was_long = steady_seconds() - work_->since > long_seconds;
        work_.reset();
    }
    if (was_long && options_.watcher) options_.watcher->notify();
    PyThreadState_SetAsyncExc(python_id_.load(), nullptr);  // an interrupt that came too late
    if (PyErr_Occurred()) report_error_(piece.name);
}

void PythonThread::run() {
    set_thread_role(options_.role);
    set_run_of_this_thread(0);
    const OwnChildren own;
    const EngineAttachment attached;  // creates the thread state and deletes it at the end
    python_id_.store(PyThread_get_thread_ident());
    while (!finished_.load()) {
        Piece piece;
        while (!finished_.load() && take(piece)) run_piece(piece);
        release_queue().drain();
        if (!finished_.load()) without_gil([&] { woken_.wait(); });
    }
}

// While pieces come, the watcher looks once a second and no piece has to notify it.
PythonThread::Watched PythonThread::watch() {
    std::lock_guard lock(working_);
    const bool again = work_ || pieces_ != watched_pieces_;
    watched_pieces_ = pieces_;
    watched_.store(again);
    return {work_, again};
}

std::uint64_t PythonThread::piece() {
    std::lock_guard lock(working_);
    return work_ ? work_->number : 0;
}

void PythonThread::interrupt(std::uint64_t piece) {
    GIMBAL_GIL_HELD();
    std::lock_guard lock(working_);
    if (work_ && work_->number == piece) PyThreadState_SetAsyncExc(python_id_.load(), PyExc_KeyboardInterrupt);
}

void PythonThread::close() {
    closed_.store(true);
    for (Piece piece; take(piece); piece = {}) drop(piece);
}

void PythonThread::abandon() {
    closed_.store(true);
    for (Piece piece; take(piece);) {
        drop(piece);
        [[maybe_unused]] const auto* leaked = new Piece(std::move(piece));
    }
}

bool PythonThread::finish_until(Clock::time_point deadline) {
    GIMBAL_ON(script);
    finished_.store(true);
    close();
    woken_.notify();
    if (!thread_.started()) return true;
    if (without_gil([&] { return thread_.join_until(std::min(deadline, Clock::now() + to_duration(0.02))); }))
        return true;
    // A piece still runs. The exception ends a loop but wakes no blocking call.
    PyThreadState_SetAsyncExc(python_id_.load(), PyExc_SystemExit);
    return without_gil([&] { return thread_.join_until(deadline); });
}

}  // namespace gimbal::console
