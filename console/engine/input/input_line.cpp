// Waiting for a line so that an answer, a signal or the end of the program ends the wait.
#include "gimbal/console/python/gil.h"
#include "engine/input/input_line.h"

#include <poll.h>
#include <signal.h>

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

bool InputLine::take(std::string& line) {
    std::lock_guard lock(mutex_);
    if (lines_.empty()) return false;
    line = std::move(lines_.front());
    lines_.pop_front();
    return true;
}

InputLine::Answer InputLine::wait(std::string& line) {
    // Signals are let in only by ppoll itself, so that one arriving between the check and the wait ends the wait too.
    sigset_t all, before;
    sigfillset(&all);
    for (;;) {
        if (take(line)) return Answer::line;
        if (failed_.load()) return Answer::end_of_file;
        pthread_sigmask(SIG_BLOCK, &all, &before);
        const bool raised = PyErr_CheckSignals() != 0;
        if (!raised) {
            GilRelease unlocked;
            pollfd waited{woken_.descriptor(), POLLIN, 0};
            ppoll(&waited, 1, nullptr, &before);
        }
        woken_.clear();
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (raised || PyErr_CheckSignals() != 0) return Answer::interrupted;
    }
}

InputLine::Answer InputLine::ask(RunId run, std::string prompt, bool hidden, std::string& line) {
    if (in_forked_child()) return Answer::end_of_file;  // whoever would answer is the other process
    if (run != 0 && run == stopped_run_)
        return Answer::end_of_file;  // Stop has struck its question before and it asks on
    std::unique_lock only(one_asks_, std::defer_lock);
    without_gil([&] { only.lock(); });
    {
        std::lock_guard lock(mutex_);
        lines_.clear();
        waiting_.store(true);
    }
    events_.post(InputRequested{run, std::move(prompt), hidden});
    const Answer answer = wait(line);
    waiting_.store(false);
    if (answer == Answer::interrupted && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) stopped_run_ = run;
    events_.post(InputDone{run});
    return answer;
}

void InputLine::answer(std::string line) {
    {
        std::lock_guard lock(mutex_);
        if (!waiting_.load()) return;
        lines_.push_back(std::move(line));
    }
    woken_.notify();
}

void InputLine::fail() {
    failed_.store(true);
    woken_.notify();
}

}  // namespace gimbal::console
