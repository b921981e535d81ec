// The line of input that a running script waits for, and the UI answers.
#pragma once
#include <atomic>
#include <deque>
#include <mutex>
#include <string>

#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"

namespace gimbal::console {

// Thread: Python asks, the UI answers.   GIL: released while waiting.
class InputLine {
public:
    enum class Answer { line, end_of_file, interrupted };

    explicit InputLine(EventChannel& events) : events_(events) {}

    // A run that asks again after Stop has struck its question (code.interact, a menu of its own) gets the end of file.
    // GIL: held, released inside. `interrupted`: a Python error is set. Otherwise `line` has no newline.
    Answer ask(RunId run, std::string prompt, bool hidden, std::string& line);
    void answer(std::string line);  // Thread: any. Dropped when nobody asks.
    void fail();                    // Thread: any. From now on every question is answered by end of file.
    bool waiting() const { return waiting_.load(); }

private:
    bool take(std::string& line);
    Answer wait(std::string& line);

    EventChannel& events_;
    WakeUp woken_;
    std::mutex mutex_;
    std::deque<std::string> lines_;
    std::mutex one_asks_;  // two Python threads may want input; taken with the GIL released
    std::atomic<bool> waiting_{false}, failed_{false};
    RunId stopped_run_ = 0;  // guarded by the GIL
};

}  // namespace gimbal::console
