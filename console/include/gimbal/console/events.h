// The events that the engine posts to the UI: values in one ordered queue. None holds a PyObject, so any thread may
// destroy one.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gimbal::console {

using RunId = std::uint64_t;       // 0: no run (start-up, handlers, host)
using QuestionId = std::uint64_t;  // names one call of input()
using ConsoleId = std::uint32_t;   // names the namespace of a cell; 0: the first console, `__main__`

// The values that a cell shows: those of its last line, or those of all statements, as if each were typed alone.
enum class CellResults { last, each };
enum class RunKind { cell, file, command };
enum class RunState { queued, running, waiting_for_input, stopping, done, failed, interrupted };
// How an ended run is named: done, failed or interrupted.
inline const char* word_of_end(RunState state) {
    return state == RunState::failed ? "failed" : state == RunState::interrupted ? "interrupted" : "done";
}
enum class Stream { out, err, result, host };
// native: written by C and C++ code and by child processes to descriptors 1 and 2
enum class Source { python, native, host };

struct TracebackFrame {
    std::string file = {}, function = {};
    int line = 0;
};

// A traceback as text and as data. `text` is the text that python3 would print, with its final newline.
struct Traceback {
    std::string type = {}, message = {}, text = {};
    std::string file = {};  // innermost frame
    int line = 0;
    bool is_system_exit = false;
    int exit_code = 0;
    std::vector<TracebackFrame> frames = {};  // outermost first; of a deep recursion the innermost hundred
};

struct EngineReady {
    std::string python_version = {}, python_library = {}, executable = {};
    std::string prefix = {};  // sys.prefix: the virtual environment, or the prefix of the base
};
struct RunQueued {
    RunId run = 0;
    RunKind kind = RunKind::cell;
    std::string title = {};
    ConsoleId console = 0;
    // The text to run. Empty for a file on disk, which is read when it starts, and for a command.
    std::string source = {};
    std::string file = {};  // the name in tracebacks: "<cell 3>" or a path; empty for a command
};
// Repeats what RunQueued says. A run that never waits, such as a signal handler of a script, has no RunQueued.
struct RunStarted : RunQueued {};
struct RunEnded {
    RunId run = 0;
    RunState state = RunState::queued;  // done, failed or interrupted
    double seconds = 0;
    // When failed or interrupted. Its text has been posted as output, unless it is that of EngineFailed.
    Traceback error = {};
};
// The run will not start: it was removed from the queue, or submitted after Quit had begun (then without RunQueued).
struct RunRemoved {
    RunId run = 0;
    std::string why = {};
};

// The steps of Stop (docs/design.md, section 4). Pressing Stop again climbs. stop_words.h has the words.
enum class StopRung {
    asked,        // native work was cancelled and Python code interrupted
    cleaning_up,  // the script runs a finally, an except or an __exit__
    own_handler,  // the script has a SIGINT handler, which was called
    repeated,     // interrupted repeatedly
    goes_on,      // the script swallows every interrupt
    in_c_code,    // Python does not respond
    by_force,     // an exception at every line, past except and finally
};
struct RunStopping {
    RunId run = 0;
    StopRung rung = StopRung::asked;
    std::string where = {};  // the line that holds out; may be empty
    double seconds = 0;      // since Stop was pressed
};
struct Progress {
    RunId run = 0;
    std::string label = {};
    double fraction = 0;  // 0 to 1; below 0: unknown
};
// A script asks for a line. Threads ask too, several at a time and also after their run has ended.
struct InputRequested {
    RunId run = 0;  // for a thread of a script: the run that started it
    std::string prompt = {};
    bool hidden = false;
    QuestionId question = 0;
};
struct InputDone {
    RunId run = 0;
    QuestionId question = 0;
};

// Text written during a run. The writer appends to `block` until the UI takes it, so a print loop posts one event a
// frame and not one a line. Any other event posted in between closes the block, which keeps the order.
class TextBlock;
struct OutputText {
    std::shared_ptr<TextBlock> block = {};
};
struct TextPiece {
    RunId run = 0;  // for a thread of a script: the run that started it
    Stream stream = Stream::out;
    std::string text = {};  // whole lines, except one that was flushed or left open for long
    Source source = Source::python;
    std::uint32_t thread = 0;  // threading.get_native_id(); 0: unknown, because read from a descriptor
    bool folded = false;       // values of a statement in a loop after its first ten, with nothing written between
};

// Values shown by the display hook: a long text, with its final newline, and a picture as the bytes of a PNG, which are
// not checked.
struct LongResult {
    RunId run = 0;
    std::shared_ptr<const std::string> text = {};
};
struct Picture {
    RunId run = 0;
    std::shared_ptr<const std::string> png = {};
};

// Answers to Engine::complete() and the functions after it. Each request gets one. It is empty if a newer request has
// replaced this one.
struct Completion {
    std::string text = {};  // replaces the bytes start to end; with the quotes and brackets it needs
    std::string kind = {};  // name, attribute, property, module, keyword, function, class, parameter, key, file, folder
    std::string detail = {};  // the parameters of a function, the class of another value; may be empty
};
struct CompletionList {
    std::uint64_t request = 0;
    std::size_t start = 0, end = 0;  // the bytes of the source to replace
    std::vector<Completion> items = {};
    bool whole = true;  // false: cut short by time or by a newer request; asking again may give more
};
// For the innermost call around the cursor.
struct CallTip {
    std::uint64_t request = 0;
    std::string signature = {};  // "range(start, stop, step)"; empty: no call, or an unknown function
    // The parameter at the cursor, as bytes of the signature. Equal: none.
    std::size_t parameter_begin = 0, parameter_end = 0;
    std::string doc = {};  // its first line
};
struct Documentation {
    std::uint64_t request = 0;
    std::string text = {};
    bool whole = false;  // for `name?`; false: signature and first line
};
struct Variable {
    std::string name = {}, type = {};
    std::string size = {};   // "3 × 4", "12 items" or empty
    std::string value = {};  // short; empty if only a repr could give it
};
struct VariableList {
    std::uint64_t request = 0;
    std::vector<Variable> variables = {};
    bool more = false;  // the list was cut
    bool whole = true;  // false: a newer request has replaced this one
};

// asyncio tasks that live on after their cell.
struct BackgroundTasks {
    std::size_t count = 0;
};

struct QuitRequested {
    int exit_code = 0;
    std::string why = {};
};

// Python has not started, and no run will: each one that waits or is submitted later ends at once as failed.
struct EngineFailed {
    std::string why = {};  // a sentence for the user that names the remedy
};

// A piece of work on the handlers thread has run for a second. Posted again each second. Others wait for it.
// Engine::stop_handler() interrupts it.
struct HandlerRunning {
    std::string name = {};
    double seconds = 0;
    std::size_t waiting = 0;    // pieces of work that wait for it, and timers that are due
    std::uint64_t refused = 0;  // pieces that were dropped so far, because a million waited
};
struct HandlerEnded {  // one that HandlerRunning has named
    std::string name = {};
};

// A function that Future::then() has for the UI thread. Engine::try_dequeue_event() calls it; a panel ignores the
// event.
struct UiFunction {
    std::shared_ptr<std::function<void()>> function = {};
};

using ConsoleEvent =
    std::variant<EngineReady, RunQueued, RunStarted, RunEnded, RunRemoved, RunStopping, Progress, InputRequested,
                 InputDone, OutputText, LongResult, Picture, CompletionList, CallTip, Documentation, VariableList,
                 QuitRequested, BackgroundTasks, EngineFailed, HandlerRunning, HandlerEnded, UiFunction>;

// Thread: any takes; the engine's writers append.   GIL: not needed.
class TextBlock {
public:
    virtual ~TextBlock() = default;
    // Returns the pieces so far, and the number of lines that were dropped because the block was full. Later writes go
    // to a new block. Holds a mutex for a pointer swap; no Python call is made under it.
    virtual std::vector<TextPiece> take(std::uint64_t& dropped_lines) = 0;
};

}  // namespace gimbal::console
