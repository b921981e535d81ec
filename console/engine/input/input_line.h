// The lines of input that running scripts wait for and the UI supplies.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "engine/output/event_channel.h"

namespace gimbal::console {

enum class InputResult { line, end_of_file, interrupted };

// Each call of input() is a question. Several threads may ask at a time, also after their run has ended. An answer
// names its question, so it never reaches another one. Thread: Python asks, the UI answers.   GIL: released while
// waiting.
class InputLine {
public:
    explicit InputLine(EventChannel& events) : events_(events) {}

    // Waits for an answer, without its newline, or returns `interrupted` with a Python error set. After Stop has
    // interrupted a question of a run, the run's next question gets the end of file. That ends code.interact() or a
    // menu loop, which would otherwise ask again. Throws std::system_error. Thread: Python.   GIL: held, released
    // inside.
    InputResult ask(RunId run, std::string prompt, bool hidden, std::string& line);

    // --- Thread: any.
    void answer(QuestionId question, std::string line);  // dropped if the question is over
    void end(QuestionId question);                       // the end of file
    QuestionId newest();                                 // 0: nothing was asked yet
    // Ends the questions that no signal ends, up to `newest`: those of the run's threads or, for 0, of all threads.
    // False: there was none.
    bool interrupt_threads(RunId run, QuestionId newest);
    void close();  // from now on every question gets the end of file

private:
    struct Question;
    class Listed;
    InputResult wait(Question& question, std::string& line);
    void settle(Question& question, InputResult result, std::string line = {});  // mutex_ is held

    EventChannel& events_;
    std::mutex mutex_;                           // held for a look-up; no Python call is made with it
    std::map<QuestionId, Question*> questions_;  // the open ones
    QuestionId last_ = 0;
    std::atomic<bool> closed_{false};
    std::set<RunId> stopped_runs_;  // guarded by the GIL
};

}  // namespace gimbal::console
