#include "engine/runs/python_thread.h"
#include "engine/interpreter/attach.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/forked_child.h"
#include "base/platform/child_processes.h"
#include "base/platform/signals.h"
#include "engine/output/thread_runs.h"
#include "engine/python/pending_interrupt.h"
#include "engine/values/release_queue.h"
#include "engine/values/thread_states.h"

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
    if (waiting_.load() >= options_.most_waiting) {
        refused_.fetch_add(1);
        return drop(piece);
    }
    waiting_.fetch_add(1);
    inbox_.push(std::move(piece));
    if (closed_.load()) return close();
    woken_.notify();
}

void PythonThread::start() {
    thread_.start({options_.name, 16u << 20, options_.nice}, [this] { run(); });
}

bool PythonThread::take(Piece& piece) {
    std::lock_guard lock(taking_);
    if (!inbox_.try_pop(piece)) return false;
    waiting_.fetch_sub(1);
    return true;
}

bool PythonThread::take_timed(Piece& piece) {
    return options_.timed && !finished_.load() && options_.timed->take_due(piece);
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
        // One of each kind in turn, so that neither keeps the other waiting.
        bool worked = take(piece);
        if (worked) run_piece(piece);
        if (take_timed(piece)) {
            run_piece(piece);
            worked = true;
        }
        release_queue().drain();
        thread_states().free_ended();
        if (!worked && !finished_.load()) without_gil([&] { wait(); });
    }
}

// Reads the time without the GIL and just before it sleeps: an earlier timer that comes later notifies.
void PythonThread::wait() { woken_.wait_until(options_.timed ? options_.timed->next_due() : Clock::time_point::max()); }

// While pieces come, the watcher looks once a second and no piece has to notify it.
PythonThread::Watched PythonThread::watch() {
    std::lock_guard lock(working_);
    const bool again = work_ || pieces_ != watched_pieces_;
    watched_pieces_ = pieces_;
    watched_.store(again);
    const std::size_t due = work_ && options_.timed ? options_.timed->due_count() : 0;
    return {work_, again, waiting_.load() + due, refused_.load()};
}

std::uint64_t PythonThread::piece() {
    std::lock_guard lock(working_);
    return work_ ? work_->number : 0;
}

void PythonThread::interrupt(std::uint64_t piece) {
    GIMBAL_GIL_HELD();
    interrupt_soon([&]() -> unsigned long {
        std::lock_guard lock(working_);
        return work_ && work_->number == piece ? python_id_.load() : 0;
    });
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
    const auto working = [&] {
        std::lock_guard lock(working_);
        return work_ ? python_id_.load() : 0;
    };
    interrupt_soon(working, PyExc_SystemExit);
    return without_gil([&] { return thread_.join_until(deadline); });
}

}  // namespace gimbal::console
