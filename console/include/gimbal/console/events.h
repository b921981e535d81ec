// What the engine tells the UI: values in one ordered queue. None holds a PyObject, so any thread may destroy one.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gimbal::console {

using RunId = std::uint64_t;      // 0: no run (start-up, handlers, host)
using ConsoleId = std::uint32_t;  // whose names a cell sees; 0: the first console's, `__main__`

// Whose values a cell shows: its last statement's, or those of all of them, as if each had been typed alone.
enum class CellResults { last, each };
enum class RunKind { cell, file, command };
enum class RunState { queued, running, waiting_for_input, stopping, done, failed, interrupted };
enum class Stream { out, err, result, host };
enum class Source {
    python,
    native,
    host
};  // native: what C and C++ code and child processes wrote to descriptors 1 and 2

// A traceback as text and as data. `text` is what python3 would print, with its final newline.
struct Traceback {
    std::string type, message, text;
    std::string file;  // innermost frame
    int line = 0;
    bool is_system_exit = false;
    int exit_code = 0;
};

struct EngineReady {
    std::string python_version, python_library, executable;
};
struct RunQueued {
    RunId run;
    RunKind kind;
    std::string title;
    ConsoleId console = 0;
    std::string source;  // the text to run; empty for a file on disk, which is read when it starts, and for a command
    std::string file;    // the name in tracebacks: "<cell 3>" or a path; empty for a command
};
// Repeats what RunQueued says. A run that never waits, such as a signal handler of a script, has no RunQueued.
struct RunStarted {
    RunId run;
    RunKind kind;
    std::string title;
    ConsoleId console = 0;
    std::string source;
    std::string file;
};
struct RunEnded {
    RunId run;
    RunState state;  // done, failed or interrupted
    double seconds;
    Traceback error;  // when failed or interrupted; its text was posted as output already
};
struct RunRemoved {
    RunId run;
    std::string why;
};  // was queued, will not run

// How far a Stop has got (docs/design.md, section 4). Pressing Stop again climbs; stop_words.h has the words.
enum class StopRung {
    asked,        // native work was told to end, Python code was interrupted
    cleaning_up,  // the script obeys: a finally, an except or an __exit__ of its own runs
    own_handler,  // the script has a handler of its own on SIGINT, which was called
    repeated,     // interrupted again and again
    goes_on,      // Python answers, and the script swallows every interrupt
    in_c_code,    // Python does not answer
    by_force,     // an exception at every line, over its except and finally
};
struct RunStopping {
    RunId run;
    StopRung rung;
    std::string where;
    double seconds;
};  // `where`: the line that holds out; may be empty
struct Progress {
    RunId run;
    std::string label;
    double fraction;
};  // 0..1; below 0: unknown
struct InputRequested {
    RunId run;
    std::string prompt;
    bool hidden;
};
struct InputDone {
    RunId run;
};

// Text written while the run ran. The writer appends to `block` until the UI takes it, so a print loop posts one event
// a frame and not one a line; any other event posted in between seals the block, which keeps the order.
class TextBlock;
struct OutputText {
    std::shared_ptr<TextBlock> block;
};
struct TextPiece {
    RunId run;  // that of the thread's starter, where a script's own thread wrote it
    Stream stream;
    std::string text;  // whole lines, unless the writer flushed one that was not complete, or left it so for long
    Source source = Source::python;
    std::uint32_t thread = 0;  // as the system numbers it (threading.get_native_id()); 0: a descriptor does not tell
};

// Values shown by the display hook: a text too long for a glance, with its final newline, and a picture as the bytes of
// a PNG, which nobody has checked yet.
struct LongResult {
    RunId run;
    std::shared_ptr<const std::string> text;
};
struct Picture {
    RunId run;
    std::shared_ptr<const std::string> png;
};

// What assists typing (Engine::complete and its neighbours). Each request has its one answer, an empty one where a
// newer request of its kind came first.
struct Completion {
    std::string text;    // what takes the place of the bytes replaced: with the quotes and brackets it needs
    std::string kind;    // name, attribute, property, module, keyword, function, class, parameter, key, file, folder
    std::string detail;  // a function's parameters, another value's class; may be empty
};
struct CompletionList {
    std::uint64_t request;
    std::size_t start, end;  // bytes of the source replaced
    std::vector<Completion> items;
    bool whole = true;  // else time was over, or a newer question came: asking again may give more
};
struct CallTip {  // of the innermost call around the cursor
    std::uint64_t request;
    std::string signature;  // "range(start, stop, step)"; empty: there is no call, or nothing is known of it
    std::size_t parameter_begin, parameter_end;  // bytes of the signature: the parameter that is typed; equal: none
    std::string doc;                             // its first line
};
struct Documentation {
    std::uint64_t request;
    std::string text;
    bool whole;
};  // whole: of `name?`; else signature and first line
struct Variable {
    std::string name, type, size, value;
};  // size: "3 × 4", "12 items" or ""; value: short, or "" where only a repr would tell
struct VariableList {
    std::uint64_t request;
    std::vector<Variable> variables;
    bool more;
};  // more: there are others

struct BackgroundTasks {
    std::size_t count;
};  // asyncio tasks that live while the prompt is idle

struct UiCall {
    std::function<void()> call;
};  // runs on the UI thread, in its place in the order
struct QuitRequested {
    int exit_code;
    std::string why;
};

using ConsoleEvent = std::variant<EngineReady, RunQueued, RunStarted, RunEnded, RunRemoved, RunStopping, Progress,
                                  InputRequested, InputDone, OutputText, LongResult, Picture, CompletionList, CallTip,
                                  Documentation, VariableList, UiCall, QuitRequested, BackgroundTasks>;

// Thread: any takes; the engine's writers append.   GIL: not needed.
class TextBlock {
public:
    virtual ~TextBlock() = default;
    // The pieces so far, and the lines dropped because the block was full before it was ever taken. Later writes go to
    // a new block. A pointer swap under a mutex that no Python call is made with.
    virtual std::vector<TextPiece> take(std::uint64_t& dropped_lines) = 0;
};

}  // namespace gimbal::console
