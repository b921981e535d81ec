// The line of input that a running script waits for and the UI supplies.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"

namespace gimbal::console {

enum class InputResult { line, end_of_file, interrupted };

// Thread: Python asks, the UI answers.   GIL: released while waiting.
class InputLine {
public:
    explicit InputLine(EventChannel& events) : events_(events) {}

    // Waits for an answer, without its newline, or returns `interrupted` with a Python error set. After Stop has
    // interrupted a question of a run, the run's next question gets the end of file. That ends code.interact() or a
    // menu loop, which would otherwise ask again. Thread: Python.   GIL: held, released inside.
    InputResult ask(RunId run, std::string prompt, bool hidden, std::string& line);
    void answer(std::string line);  // Thread: any. Dropped if no question is open.
    void close();                   // Thread: any. From now on every question gets the end of file.

private:
    bool take(std::string& line);
    InputResult wait(std::string& line);

    EventChannel& events_;
    WakeUp woken_;
    std::mutex mutex_;
    std::optional<std::string> answer_;
    std::mutex one_asks_;  // two Python threads may ask; locked with the GIL released
    std::atomic<bool> waiting_{false}, closed_{false};
    RunId stopped_run_ = 0;  // guarded by the GIL
};

}  // namespace gimbal::console
