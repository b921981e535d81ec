// The one registry of named commands: menus, panels, `gimbal.ops` and the Info log all read it, so what the window does
// is echoed as the Python line that does it again.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/document/scene/document.h"

namespace gimbal::document {

using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, glm::vec3, glm::vec4,
                           std::vector<std::string>>;
using Arguments = std::map<std::string, Value>;

struct Parameter {
    std::string name, doc, unit;
    Value default_value;  // its alternative is the type; monostate: required string
    std::optional<double> low, high;
    bool required = false;
};

// Thread and GIL contract as data (design, 2).
struct Contract {
    bool heavy = false;
    bool mutates = true;
};

struct Command {
    std::string name;   // "mesh.smooth" -> gimbal.ops.mesh.smooth(...)
    std::string label;  // "Smooth"
    std::string doc;
    std::vector<Parameter> parameters;
    Contract contract;
    std::function<std::string(const Scene&)> why_not;  // "" when it may run; else the reason, shown in the menu
    std::function<void(Document&, const Arguments&, Job&)> run;
};

// Filled at start, read-only after.   Thread: any.   GIL: not needed.
class CommandRegistry {
public:
    CommandRegistry();  // the built-in commands
    const Command* find(std::string_view name) const;
    const std::vector<Command>& all() const { return commands_; }
    // Fills defaults, checks names, types and ranges. Throws std::invalid_argument naming parameter, value and range.
    Arguments checked(const Command& command, Arguments given) const;
    // "gimbal.ops.mesh.smooth(iterations=10, factor=0.5)": only what differs from the default, replayable.
    static std::string python_line(const Command& command, const Arguments& arguments);

private:
    std::vector<Command> commands_;
};

// Runs a command as one undo step. Heavy ones on the worker pool: the returned job is finished already for the others.
// `done` (may be empty) is called on the thread that ran it, with "" or the error's text.
// Thread: any.   GIL: not held for heavy commands.
JobPtr run_command(Document& document, const CommandRegistry& registry, const std::string& name, Arguments arguments,
                   std::function<void(const std::string& error)> done = {});

}  // namespace gimbal::document
