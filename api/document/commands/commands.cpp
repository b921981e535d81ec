// Looking up commands, checking arguments, and running a command as one undo step.
#include "api/document/commands/commands.h"

#include <cmath>
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

// Reports the end of a command once: as cancelled if its job is destroyed without having run.
class EndReport {
public:
    explicit EndReport(std::function<void(const CommandResult&)> ended) : ended_(std::move(ended)) {}
    ~EndReport() { report(CommandResult::Outcome::cancelled); }
    void report(CommandResult::Outcome outcome, std::string message = {}) {
        if (auto ended = std::exchange(ended_, nullptr)) ended({outcome, std::move(message)});
    }

private:
    std::function<void(const CommandResult&)> ended_;
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

}  // namespace

const Parameter* Command::find_parameter(std::string_view parameter) const {
    for (const Parameter& one : parameters)
        if (one.name == parameter) return &one;
    return nullptr;
}

CommandRegistry::CommandRegistry() {
    add_object_commands(commands_);
    add_mesh_commands(commands_);
    add_scene_commands(commands_);
    add_scene_file_commands(commands_);
}

const Command* CommandRegistry::find(std::string_view name) const {
    for (const Command& command : commands_)
        if (command.name == name) return &command;
    return nullptr;
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
        check_range(command, parameter, value);
        complete[parameter.name] = std::move(value);
    }
    return complete;
}

CommandCall CommandRegistry::check_call(const Command& command, Arguments given, const Scene& scene) {
    Arguments arguments = checked(command, std::move(given));
    if (const std::string reason = command.reason(scene); !reason.empty()) throw CannotRunNow(command, reason);
    return {&command, std::move(arguments)};
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

JobPtr start_command(Document& document, CommandCall call, std::function<void(const CommandResult&)> ended,
                     std::function<void(double)> progress) {
    auto end = std::make_shared<EndReport>(std::move(ended));
    const Command& command = *call.command;
    auto work = [&document, call = std::move(call), end = std::move(end), progress = std::move(progress)](Job& job) {
        run_and_report(document, call, job, *end, progress);
    };
    return command.contract.heavy ? WorkerPool::shared().submit(command.label, std::move(work))
                                  : run_here(command.label, std::move(work));
}

JobPtr run_command(Document& document, const CommandRegistry& registry, const std::string& name, Arguments arguments,
                   std::function<void(const CommandResult&)> ended) {
    try {
        const Command* command = registry.find(name);
        if (!command) throw std::invalid_argument("there is no command '" + name + "'");
        const ScenePtr scene = document.snapshot();
        CommandCall call = CommandRegistry::check_call(*command, std::move(arguments), *scene);
        return start_command(document, std::move(call), std::move(ended));
    } catch (const std::exception& refused) {
        if (ended) ended({CommandResult::Outcome::failed, refused.what()});
        return run_here(name, [error = std::current_exception()](Job&) { std::rethrow_exception(error); });
    }
}

}  // namespace gimbal::document
