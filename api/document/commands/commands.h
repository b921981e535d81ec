// The registry of the document's commands, and running one of them.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/commands/command.h"
#include "api/document/scene/document.h"

namespace gimbal::document {

// Thrown when a command exists and its arguments are right, but the scene does not allow it now.
struct CannotRunNow : std::runtime_error {
    CannotRunNow(const Command& command, const std::string& why)
        : std::runtime_error(command.name + " cannot run now: " + why),
          reason(why) {}
    std::string reason;  // "Select an object first"
};

// A checked call: its arguments are complete, and the command could run when it was checked.
struct CommandCall {
    const Command* command = nullptr;
    Arguments arguments;

    // "gimbal.ops.mesh.smooth(factor=0.1)": only what differs from the defaults. Running the line repeats the call.
    std::string python_line() const;
};

// How a command ended.
struct CommandResult {
    enum class Outcome { done, cancelled, failed } outcome = Outcome::failed;
    std::string message;  // why it failed, or what it has done if it says so

    bool done() const { return outcome == Outcome::done; }
};

// A command that a worker performs.
struct RunningCommand {
    std::string title;
    JobPtr job;
    double since = 0;  // steady seconds
};

// Filled by its constructor, constant afterwards.   Thread: any.   GIL: not needed.
class CommandRegistry {
public:
    CommandRegistry();
    const Command* find(std::string_view name) const;
    const std::vector<Command>& all() const { return commands_; }

    // Fills in defaults and checks names, types and ranges. Throws std::invalid_argument, which names the parameter,
    // the value and the range.
    static Arguments checked(const Command& command, Arguments given);
    // The one check before a command starts. Throws as `checked` does, or CannotRunNow.
    static CommandCall check_call(const Command& command, Arguments given, const Scene& scene);

private:
    std::vector<Command> commands_;
};

// Runs a checked call on this thread, as one undo step if it changes the document. The job gets its progress and note.
// Throws what the command throws. Thread: any.   GIL: not held for heavy commands.
void perform_call(Document& document, const CommandCall& call, Job& job);

// Starts a checked call: a heavy command on the worker pool, any other on this thread before the function returns.
// `ended` (may be empty) is called once, on the thread that ran the command. If it was cancelled before it ran, on the
// thread that drops it. `progress` (may be empty) gets each fraction before that, on the thread that runs the command.
// Thread: any.   GIL: not held for heavy commands.
JobPtr start_command(Document& document, CommandCall call, std::function<void(const CommandResult&)> ended = {},
                     std::function<void(double)> progress = {});

// Finds, checks and starts a command. If the check refuses it, the result is `failed` and the job holds the error.
// Thread: any.   GIL: not held for heavy commands.
JobPtr run_command(Document& document, const CommandRegistry& registry, const std::string& name, Arguments arguments,
                   std::function<void(const CommandResult&)> ended = {});

}  // namespace gimbal::document
