// The registry of the document's commands, and running one of them.
#pragma once
#include <atomic>
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
    CommandPtr command;
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

// The document's commands, which its constructor adds, and those of scripts, which come and go.
// Thread: any.   GIL: not needed.
class CommandRegistry {
public:
    CommandRegistry();
    CommandPtr find(std::string_view name) const;  // null: there is none of that name
    std::vector<CommandPtr> all() const;           // the document's, then those of scripts in the order of addition

    // Adds a script's command, in place of an earlier one with its name and owner. Throws std::invalid_argument if the
    // command has no name of the form "group.name", or the name belongs to the document or another owner.
    void add(Command command);
    void remove(std::string_view name);                        // a script's command
    std::uint64_t version() const { return version_.load(); }  // grows when a script adds or removes one

    // Fills in defaults and checks names, types and ranges. Throws std::invalid_argument, which names the parameter,
    // the value and the range.
    static Arguments checked(const Command& command, Arguments given);
    static void check_value(const Command& command, const Parameter& parameter, const Value& value);  // of its type
    // The one check before a command starts. Throws as `checked` does, or CannotRunNow.
    static CommandCall check_call(CommandPtr command, Arguments given, const Scene& scene);

private:
    std::vector<CommandPtr> commands_;  // guarded by a mutex that is free in a forked child
    std::size_t built_in_ = 0;          // the first ones; they stay
    std::atomic<std::uint64_t> version_{0};
};

// Runs a checked call on this thread, as one undo step if it changes the document. The job gets its progress and note.
// Throws what the command throws. Thread: any.   GIL: not held for heavy commands.
void perform_call(Document& document, const CommandCall& call, Job& job);

// Starts a checked call: a heavy command on the worker pool, a script's where it says, any other on this thread before
// the function returns.
// `ended` (may be empty) is called once, on the thread that ran the command. If it was cancelled before it ran, on the
// thread that drops it. `progress` (may be empty) gets each fraction before that, on the thread that runs the command.
// Thread: any.   GIL: not held for heavy commands.
JobPtr start_command(Document& document, CommandCall call, CommandEnd ended = {},
                     std::function<void(double)> progress = {});

// Finds, checks and starts a command. If the check refuses it, the result is `failed` and the job holds the error.
// Thread: any.   GIL: not held for heavy commands.
JobPtr run_command(Document& document, const CommandRegistry& registry, const std::string& name, Arguments arguments,
                   CommandEnd ended = {});

}  // namespace gimbal::document
