// An answer, a signal, a Stop or the end of the program ends the wait for a line.
#include "gimbal/console/python/gil.h"
#include "engine/input/input_line.h"

#include <poll.h>
#include <signal.h>

#include <optional>
#include <utility>

#include "gimbal/console/python/forked_child.h"
#include "base/platform/wake_up.h"
#include "engine/values/thread_states.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

struct InputLine::Question {
    RunId run;
    bool on_script_thread = thread_role() == ThreadRole::script;  // there, a Stop of the run arrives as a signal
    WakeUp woken{};
    std::optional<InputResult> result{};  // guarded by mutex_
    std::string line{};
};

// A question in the list of open ones.
class InputLine::Listed : NonCopyable {
public:
    Listed(InputLine& all, Question& question) : all_(all) {
        std::lock_guard lock(all_.mutex_);
        id = ++all_.last_;
        all_.questions_.emplace(id, &question);
    }
    ~Listed() {
        std::lock_guard lock(all_.mutex_);
        all_.questions_.erase(id);
    }
    QuestionId id;

private:
    InputLine& all_;
};

InputResult InputLine::wait(Question& question, std::string& line) {
    // Only ppoll() itself unblocks signals, so one that arrives between the check and the wait ends the wait too.
    sigset_t all, before;
    sigfillset(&all);
    for (;;) {
        {
            std::lock_guard lock(mutex_);
            if (question.result) {
                line = std::move(question.line);
                return *question.result;
            }
        }
        if (closed_.load()) return InputResult::end_of_file;
        pthread_sigmask(SIG_BLOCK, &all, &before);
        const bool raised = PyErr_CheckSignals() != 0;
        if (!raised) {
            GilRelease unlocked;
            pollfd waited{question.woken.descriptor(), POLLIN, 0};
            ppoll(&waited, 1, nullptr, &before);
        }
        question.woken.clear();
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (raised || PyErr_CheckSignals() != 0) return InputResult::interrupted;
    }
}

InputResult InputLine::ask(RunId run, std::string prompt, bool hidden, std::string& line) {
    GIMBAL_GIL_HELD();
    if (in_forked_child()) return InputResult::end_of_file;  // the UI is in the other process
    if (run != 0 && stopped_runs_.contains(run)) return InputResult::end_of_file;
    Question question{.run = run};
    InputResult result;
    {
        const Listed listed(*this, question);
        const EndedByQuit noted;
        events_.post(InputRequested{run, std::move(prompt), hidden, listed.id});
        result = wait(question, line);
        events_.post(InputDone{run, listed.id});
    }
    if (result != InputResult::interrupted) return result;
    if (!PyErr_Occurred()) PyErr_SetNone(PyExc_KeyboardInterrupt);
    if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) stopped_runs_.insert(run);
    return result;
}

void InputLine::settle(Question& question, InputResult result, std::string line) {
    if (question.result) return;
    question.result = result;
    question.line = std::move(line);
    question.woken.notify();
}

void InputLine::answer(QuestionId question, std::string line) {
    std::lock_guard lock(mutex_);
    if (const auto found = questions_.find(question); found != questions_.end())
        settle(*found->second, InputResult::line, std::move(line));
}

void InputLine::end(QuestionId question) {
    std::lock_guard lock(mutex_);
    if (const auto found = questions_.find(question); found != questions_.end())
        settle(*found->second, InputResult::end_of_file);
}

QuestionId InputLine::newest() {
    std::lock_guard lock(mutex_);
    return last_;
}

// Between runs, an asyncio task may ask on the script thread. KeyboardInterrupt would end the event loop there.
bool InputLine::interrupt_threads(RunId run, QuestionId newest) {
    bool any = false;
    std::lock_guard lock(mutex_);
    for (const auto& [id, question] : questions_) {
        if (id > newest) break;
        if (run != 0 && (question->run != run || question->on_script_thread)) continue;
        settle(*question, question->on_script_thread ? InputResult::end_of_file : InputResult::interrupted);
        any = true;
    }
    return any;
}

void InputLine::close() {
    closed_.store(true);
    std::lock_guard lock(mutex_);
    for (const auto& [id, question] : questions_) question->woken.notify();
}

}  // namespace gimbal::console
