// An answer, a signal or the end of the program ends the wait for a line.
#include "gimbal/console/python/gil.h"
#include "engine/input/input_line.h"

#include <poll.h>
#include <signal.h>

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

bool InputLine::take(std::string& line) {
    std::lock_guard lock(mutex_);
    if (!answer_) return false;
    line = *std::exchange(answer_, {});
    return true;
}

InputResult InputLine::wait(std::string& line) {
    // Only ppoll() itself unblocks signals, so one that arrives between the check and the wait ends the wait too.
    sigset_t all, before;
    sigfillset(&all);
    for (;;) {
        if (take(line)) return InputResult::line;
        if (closed_.load()) return InputResult::end_of_file;
        pthread_sigmask(SIG_BLOCK, &all, &before);
        const bool raised = PyErr_CheckSignals() != 0;
        if (!raised) {
            GilRelease unlocked;
            pollfd waited{woken_.descriptor(), POLLIN, 0};
            ppoll(&waited, 1, nullptr, &before);
        }
        woken_.clear();
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (raised || PyErr_CheckSignals() != 0) return InputResult::interrupted;
    }
}

InputResult InputLine::ask(RunId run, std::string prompt, bool hidden, std::string& line) {
    GIMBAL_GIL_HELD();
    if (in_forked_child()) return InputResult::end_of_file;                // the UI is in the other process
    if (run != 0 && run == stopped_run_) return InputResult::end_of_file;  // Stop has interrupted an earlier question
    std::unique_lock only(one_asks_, std::defer_lock);
    without_gil([&] { only.lock(); });
    {
        std::lock_guard lock(mutex_);
        answer_.reset();
        waiting_.store(true);
    }
    events_.post(InputRequested{run, std::move(prompt), hidden});
    const InputResult result = wait(line);
    waiting_.store(false);
    if (result == InputResult::interrupted && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) stopped_run_ = run;
    events_.post(InputDone{run});
    return result;
}

void InputLine::answer(std::string line) {
    {
        std::lock_guard lock(mutex_);
        if (!waiting_.load() || answer_) return;
        answer_ = std::move(line);
    }
    woken_.notify();
}

void InputLine::close() {
    closed_.store(true);
    woken_.notify();
}

}  // namespace gimbal::console
