// Looking up commands, checking arguments, and running a command as one undo step.
#include "api/document/commands/commands.h"

#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "api/document/commands/builtin_commands.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

// The type of a value as a Python programmer would name it.
const char* type_name(const Value& value) {
    static constexpr const char* names[] = {"str", "bool",      "int",       "float",
                                            "str", "3 numbers", "4 numbers", "list of str"};
    return names[value.index()];
}

std::string range_text(const Parameter& parameter) {
    if (parameter.low && parameter.high)
        return "from " + number_text(*parameter.low) + " to " + number_text(*parameter.high);
    return parameter.low ? "at least " + number_text(*parameter.low) : "at most " + number_text(*parameter.high);
}

// Shortens a large value for a message.
std::string brief(std::string_view text) { return console::shortened(text, 60); }

const std::size_t list_of_names = Value(std::vector<std::string>()).index();

// Converts a value to the parameter's type where nothing is lost: int to float, a float without a fraction to int, a
// name to a list of one name, red, green and blue to an opaque colour.
Value converted(const Command& command, const Parameter& parameter, Value given) {
    const std::size_t wanted = parameter.default_value.index() == 0 ? Value(std::string()).index()
                                                                    : parameter.default_value.index();
    if (given.index() == wanted) return given;
    if (const auto* whole = std::get_if<std::int64_t>(&given); whole && wanted == Value(0.0).index())
        return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&given);
        real && wanted == Value(std::int64_t()).index() && *real == std::floor(*real) && std::abs(*real) < 9e15)
        return static_cast<std::int64_t>(*real);
    if (const auto* one = std::get_if<std::string>(&given); one && wanted == list_of_names) return std::vector{*one};
    if (const auto* opaque = std::get_if<glm::vec3>(&given); opaque && wanted == Value(glm::vec4()).index())
        return glm::vec4(*opaque, 1);
    const char* type = wanted == list_of_names ? "str or list of str" : type_name(parameter.default_value);
    throw std::invalid_argument(command.name + ": " + parameter.name + " must be " + type + ", not " +
                                type_name(given) + " (" + brief(python_literal(given)) + ")");
}

void check_choice(const Command& command, const Parameter& parameter, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text || parameter.choices.empty() || std::ranges::find(parameter.choices, *text) != parameter.choices.end())
        return;
    std::string list;
    for (const std::string& choice : parameter.choices) list += (list.empty() ? "" : ", ") + brief(choice);
    throw std::invalid_argument(command.name + ": " + parameter.name + " is " + brief(python_literal(value)) +
                                ": choose one of " + list);
}

void check_range(const Command& command, const Parameter& parameter, const Value& value) {
    const auto check = [&](double number) {
        const bool below = parameter.low && number < *parameter.low, above = parameter.high && number > *parameter.high;
        if (std::isfinite(number) && !below && !above) return;
        throw std::invalid_argument(command.name + ": " + parameter.name + " is " + python_literal(value) +
                                    ": it must be " +
                                    (parameter.low || parameter.high ? range_text(parameter) : "finite"));
    };
    if (const auto* whole = std::get_if<std::int64_t>(&value)) check(static_cast<double>(*whole));
    if (const auto* real = std::get_if<double>(&value)) check(*real);
    if (const auto* three = std::get_if<glm::vec3>(&value))
        for (int i = 0; i < 3; ++i) check((*three)[i]);
    if (const auto* four = std::get_if<glm::vec4>(&value))
        for (int i = 0; i < 4; ++i) check((*four)[i]);
}

// Writes a list of one name as the name, which means the same.
std::string shortest_literal(const Value& value) {
    const auto* names = std::get_if<std::vector<std::string>>(&value);
    return python_literal(names && names->size() == 1 ? Value(names->front()) : value);
}

std::string parameter_names(const Command& command) {
    std::string names;
    for (const Parameter& parameter : command.parameters) names += (names.empty() ? "" : ", ") + parameter.name;
    return names.empty() ? "it takes none" : "it takes " + names;
}

// "mesh.cleanup": a group and a name, both identifiers of Python, so that gimbal.ops can have them.
void check_name(std::string_view name) {
    const auto is_identifier = [](std::string_view part) {
        const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
        return !part.empty() && letter(part[0]) &&
               std::ranges::all_of(part, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
    };
    const std::size_t dot = name.find('.');
    if (dot != std::string_view::npos && is_identifier(name.substr(0, dot)) && is_identifier(name.substr(dot + 1)))
        return;
    throw std::invalid_argument("the name of a command is " + brief(python_literal(std::string(name))) +
                                ": it must be a group and a name, as 'mesh.cleanup'");
}

std::string owner_words(bool built_in, const std::string& owner) {
    if (built_in) return "the program";
    return owner.empty() ? "a script" : "the plug-in " + owner;
}

// Reports the end of a command once: as cancelled if its job is destroyed without having run.
class EndReport {
public:
    explicit EndReport(CommandEnd ended) : ended_(std::move(ended)) {}
    ~EndReport() { report(CommandResult::Outcome::cancelled); }
    void report(CommandResult::Outcome outcome, std::string message = {}) {
        if (auto ended = std::exchange(ended_, nullptr)) ended({outcome, std::move(message)});
    }

private:
    CommandEnd ended_;
};

void run_and_report(Document& document, const CommandCall& call, Job& job, EndReport& end,
                    const std::function<void(double)>& progress) {
    using enum CommandResult::Outcome;
    try {
        const ProgressWatch watch(job, progress);
        perform_call(document, call, job);
    } catch (const Cancelled&) {
        end.report(cancelled);
        throw;
    } catch (const std::exception& error) {
        end.report(failed, error.what());
        throw;
    }
    end.report(done, job.note());
}

// Runs the work on this thread. The returned job is finished and keeps what the work threw.
JobPtr run_here(const std::string& label, std::function<void(Job&)> work) {
    auto job = std::make_shared<Job>(label);
    job->run(std::move(work));
    return job;
}

// One for all registries. A fork waits for it: a child must not find it locked by a thread of its parent.
std::mutex& registry_mutex() {
    static std::mutex& mutex = []() -> std::mutex& {
        static auto& made = *new std::mutex;  // the UI thread may use it while the process ends
        ::pthread_atfork([] { made.lock(); }, [] { made.unlock(); }, [] { made.unlock(); });
        return made;
    }();
    return mutex;
}

}  // namespace

const Parameter* Command::find_parameter(std::string_view parameter) const {
    for (const Parameter& one : parameters)
        if (one.name == parameter) return &one;
    return nullptr;
}

CommandRegistry::CommandRegistry() {
    std::vector<Command> commands;
    add_object_commands(commands);
    add_mesh_commands(commands);
    add_scene_commands(commands);
    add_scene_file_commands(commands);
    for (Command& command : commands) commands_.push_back(std::make_shared<const Command>(std::move(command)));
    built_in_ = commands_.size();
}

CommandPtr CommandRegistry::find(std::string_view name) const {
    std::lock_guard lock(registry_mutex());
    const auto found = std::ranges::find(commands_, name, &Command::name);
    return found == commands_.end() ? nullptr : *found;
}

std::vector<CommandPtr> CommandRegistry::all() const {
    std::lock_guard lock(registry_mutex());
    return commands_;
}

void CommandRegistry::add(Command command) {
    check_name(command.name);
    auto added = std::make_shared<const Command>(std::move(command));
    CommandPtr replaced;  // destroyed without the mutex, because it may own a callable of a script
    std::lock_guard lock(registry_mutex());
    const auto same = std::ranges::find(commands_, added->name, &Command::name);
    if (same == commands_.end()) {
        commands_.push_back(std::move(added));
    } else {
        const bool built_in = same - commands_.begin() < static_cast<std::ptrdiff_t>(built_in_);
        if (built_in || (*same)->owner != added->owner)
            throw std::invalid_argument("the name of the command '" + added->name + "' belongs to " +
                                        owner_words(built_in, (*same)->owner) + ": choose another one");
        replaced = std::exchange(*same, std::move(added));
    }
    ++version_;
}

void CommandRegistry::remove(std::string_view name) {
    CommandPtr removed;
    std::lock_guard lock(registry_mutex());
    const auto found = std::find_if(commands_.begin() + static_cast<std::ptrdiff_t>(built_in_), commands_.end(),
                                    [&](const CommandPtr& one) { return one->name == name; });
    if (found == commands_.end()) return;
    removed = std::move(*found);
    commands_.erase(found);
    ++version_;
}

Arguments CommandRegistry::checked(const Command& command, Arguments given) {
    for (const auto& [name, value] : given)
        if (!command.find_parameter(name))
            throw std::invalid_argument(command.name + " has no parameter '" + brief(name) + "'; " +
                                        parameter_names(command));
    Arguments complete;
    for (const Parameter& parameter : command.parameters) {
        const auto found = given.find(parameter.name);
        const bool missing = found == given.end() || found->second.index() == 0;
        if (missing && parameter.required)
            throw std::invalid_argument(command.name + " needs " + parameter.name + ": " + parameter.doc);
        Value value = missing ? parameter.default_value : converted(command, parameter, found->second);
        check_value(command, parameter, value);
        complete[parameter.name] = std::move(value);
    }
    return complete;
}

void CommandRegistry::check_value(const Command& command, const Parameter& parameter, const Value& value) {
    check_range(command, parameter, value);
    check_choice(command, parameter, value);
}

CommandCall CommandRegistry::check_call(CommandPtr command, Arguments given, const Scene& scene) {
    Arguments arguments = checked(*command, std::move(given));
    if (const std::string reason = command->reason(scene); !reason.empty()) throw CannotRunNow(*command, reason);
    return {std::move(command), std::move(arguments)};
}

std::string CommandCall::python_line() const {
    std::string list;
    for (const Parameter& parameter : command->parameters) {
        const auto found = arguments.find(parameter.name);
        if (found == arguments.end() || (!parameter.required && found->second == parameter.default_value)) continue;
        list += (list.empty() ? "" : ", ") + parameter.name + "=" + shortest_literal(found->second);
    }
    return "gimbal.ops." + command->name + "(" + list + ")";
}

void perform_call(Document& document, const CommandCall& call, Job& job) {
    if (!call.command->contract.mutates) return call.command->run(document, call.arguments, job);
    const UndoStep step(document, call.command->label);
    call.command->run(document, call.arguments, job);
}

JobPtr start_command(Document& document, CommandCall call, CommandEnd ended, std::function<void(double)> progress) {
    const Command& command = *call.command;
    if (command.start) return command.start(std::move(call), std::move(ended));
    auto end = std::make_shared<EndReport>(std::move(ended));
    auto work = [&document, call = std::move(call), end = std::move(end), progress = std::move(progress)](Job& job) {
        run_and_report(document, call, job, *end, progress);
    };
    return command.contract.heavy ? WorkerPool::shared().submit(command.label, std::move(work))
                                  : run_here(command.label, std::move(work));
}

JobPtr run_command(Document& document, const CommandRegistry& registry, const std::string& name, Arguments arguments,
                   CommandEnd ended) {
    try {
        CommandPtr command = registry.find(name);
        if (!command) throw std::invalid_argument("there is no command '" + name + "'");
        const ScenePtr scene = document.snapshot();
        CommandCall call = CommandRegistry::check_call(std::move(command), std::move(arguments), *scene);
        return start_command(document, std::move(call), std::move(ended));
    } catch (const std::exception& refused) {
        if (ended) ended({CommandResult::Outcome::failed, refused.what()});
        return run_here(name, [error = std::current_exception()](Job&) { std::rethrow_exception(error); });
    }
}

}  // namespace gimbal::document
