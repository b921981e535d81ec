#include "gimbal/console/python/gil.h"
#include "engine/runs/python_thread.h"

#include <algorithm>

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/forked_child.h"
#include "base/platform/child_processes.h"
#include "base/platform/signals.h"
#include "engine/output/thread_runs.h"
#include "engine/python/release_queue.h"

namespace gimbal::console {

void PythonThread::post(std::string name, std::function<void()> body) {
    inbox_.push({std::move(name), std::move(body)});
    woken_.notify();
}

void PythonThread::start() {
    thread_.start({options_.name, 16u << 20, options_.nice}, [this] { run(); });
}

void PythonThread::run_piece(Piece& piece) {
    const SignalMaskKept kept;  // first_use.cpp unblocks the signals of this thread when a piece starts a process
    guarded(piece.body);
    end_if_forked_child();  // a child forked by the piece ends here
    piece.body = nullptr;   // its captures may hold references, so destroy them with the GIL
    if (PyErr_Occurred()) report_error_(piece.name);
}

void PythonThread::run() {
    set_thread_role(options_.role);
    set_run_of_this_thread(0);
    const OwnChildren own;
    GilGuard guard;  // creates the thread state and deletes it at the end
    python_id_.store(PyThread_get_thread_ident());
    while (!finished_.load()) {
        Piece piece;
        while (!finished_.load() && inbox_.try_pop(piece)) run_piece(piece);
        release_queue().drain();
        if (!finished_.load()) without_gil([&] { woken_.wait(); });
    }
}

bool PythonThread::finish_until(Clock::time_point deadline) {
    GIMBAL_ON(script);
    finished_.store(true);
    woken_.notify();
    if (!thread_.started()) return true;
    if (without_gil([&] { return thread_.join_until(std::min(deadline, Clock::now() + to_duration(0.02))); }))
        return true;
    // A piece still runs. The exception ends a loop but wakes no blocking call.
    PyThreadState_SetAsyncExc(python_id_.load(), PyExc_SystemExit);
    return without_gil([&] { return thread_.join_until(deadline); });
}

}  // namespace gimbal::console
