// The registry's look-up, the check of arguments, and running a command as one undo step.
#include "api/document/commands/commands.h"

#include <cmath>
#include <utility>

#include "api/document/commands/builtin_commands.h"

namespace gimbal::document {
namespace {

// What a Python programmer would call the type of a value.
const char* type_name(const Value& value) {
    static constexpr const char* names[] = {"str", "bool",      "int",       "float",
                                            "str", "3 numbers", "4 numbers", "list of str"};
    return names[value.index()];
}

std::string number_text(double number) {
    std::string text = python_literal(Value(number));
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

std::string range_text(const Parameter& parameter) {
    if (parameter.low && parameter.high)
        return "from " + number_text(*parameter.low) + " to " + number_text(*parameter.high);
    return parameter.low ? "at least " + number_text(*parameter.low) : "at most " + number_text(*parameter.high);
}

const std::size_t list_of_names = Value(std::vector<std::string>()).index();

// The value as the parameter's type: whole numbers are floats too, a float without a fraction is a whole number, and a
// name is a list of one.
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
    const char* type = wanted == list_of_names ? "str or list of str" : type_name(parameter.default_value);
    throw std::invalid_argument(command.name + ": " + parameter.name + " must be " + type + ", not " +
                                type_name(given) + " (" + python_literal(given) + ")");
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

// A list of one name is written as the name, which means the same.
std::string shortest_literal(const Value& value) {
    const auto* names = std::get_if<std::vector<std::string>>(&value);
    return python_literal(names && names->size() == 1 ? Value(names->front()) : value);
}

std::string parameter_names(const Command& command) {
    std::string names;
    for (const Parameter& parameter : command.parameters) names += (names.empty() ? "" : ", ") + parameter.name;
    return names.empty() ? "it takes none" : "it takes " + names;
}

const Parameter* find_parameter(const Command& command, const std::string& name) {
    for (const Parameter& parameter : command.parameters)
        if (parameter.name == name) return &parameter;
    return nullptr;
}

// Tells `done` how the command ended, also when its job was cancelled before it ran.
class Telling {
public:
    explicit Telling(std::function<void(const std::string&)> done) : done_(std::move(done)) {}
    ~Telling() {
        if (done_) done_("cancelled");
    }
    void tell(const std::string& error) {
        if (auto done = std::exchange(done_, nullptr)) done(error);
    }

private:
    std::function<void(const std::string&)> done_;
};

void run_now(Document& document, const Command& command, const Arguments& arguments, Job& job) {
    if (!command.contract.mutates) return command.run(document, arguments, job);
    const UndoStep step(document, command.label);
    command.run(document, arguments, job);
}

void run_and_tell(Document& document, const Command& command, const Arguments& arguments, Job& job, Telling& telling) {
    try {
        run_now(document, command, arguments, job);
    } catch (const std::exception& error) {
        telling.tell(error.what());
        throw;
    }
    telling.tell("");
}

}  // namespace

CommandRegistry::CommandRegistry() {
    add_object_commands(commands_);
    add_mesh_commands(commands_);
    add_scene_commands(commands_);
}

const Command* CommandRegistry::find(std::string_view name) const {
    for (const Command& command : commands_)
        if (command.name == name) return &command;
    return nullptr;
}

Arguments CommandRegistry::checked(const Command& command, Arguments given) const {
    for (const auto& [name, value] : given)
        if (!find_parameter(command, name))
            throw std::invalid_argument(command.name + " has no parameter '" + name + "'; " + parameter_names(command));
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

std::string CommandRegistry::python_line(const Command& command, const Arguments& arguments) {
    std::string list;
    for (const Parameter& parameter : command.parameters) {
        const auto found = arguments.find(parameter.name);
        if (found == arguments.end() || (!parameter.required && found->second == parameter.default_value)) continue;
        list += (list.empty() ? "" : ", ") + parameter.name + "=" + shortest_literal(found->second);
    }
    return "gimbal.ops." + command.name + "(" + list + ")";
}

JobPtr run_command(Document& document, const CommandRegistry& registry, const std::string& name, Arguments arguments,
                   std::function<void(const std::string& error)> done) {
    auto telling = std::make_shared<Telling>(std::move(done));
    const auto now = [&](std::function<void(Job&)> work) {  // on this thread, into a finished job
        auto job = std::make_shared<Job>(name);
        job->run(std::move(work));
        return job;
    };
    const auto refuse = [&](const std::string& reason) {
        telling->tell(reason);
        return now([&](Job&) { throw std::invalid_argument(reason); });
    };
    const Command* command = registry.find(name);
    if (!command) return refuse("there is no command '" + name + "'");
    try {
        arguments = registry.checked(*command, std::move(arguments));
    } catch (const std::invalid_argument& error) { return refuse(error.what()); }
    if (command->why_not)
        if (const std::string reason = command->why_not(*document.snapshot()); !reason.empty())
            return refuse(command->name + ": " + reason);
    if (!command->contract.heavy)
        return now([&](Job& job) { run_and_tell(document, *command, arguments, job, *telling); });
    return WorkerPool::shared().submit(command->label,
                                       [&document, command, arguments = std::move(arguments), telling](Job& job) {
                                           run_and_tell(document, *command, arguments, job, *telling);
                                       });
}

}  // namespace gimbal::document
