// A named action as data. Menus, forms, keys, Help and gimbal.ops read it. The owner of the action performs it.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

namespace gimbal::document {

class Document;
class Job;
class Scene;
struct CommandCall;
struct CommandResult;

using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, glm::vec3, glm::vec4,
                           std::vector<std::string>>;
using Arguments = std::map<std::string, Value>;

// What a text stands for. Forms offer a fitting field.
enum class TextKind { plain, path, object };

// The only source of a parameter's default and range: forms, the module and the stubs read it here.
struct Parameter {
    std::string name, doc, unit;
    Value default_value;  // its alternative is the parameter's type; monostate: a required string
    std::optional<double> low, high;
    bool required = false;
    TextKind kind = TextKind::plain;
    std::vector<std::string> choices{};  // of a text; empty: any
};

// The facts about threads and undo that the caller of a command must know (docs/design.md, section 6).
struct Contract {
    bool heavy = false;   // takes long: runs on a worker
    bool mutates = true;  // changes the document: runs as one undo step
};

using CommandEnd = std::function<void(const CommandResult&)>;
using StartCall = std::function<std::shared_ptr<Job>(CommandCall, CommandEnd)>;

struct Command {
    std::string name;   // "mesh.smooth"; gimbal.ops.mesh.smooth(...) starts it if the document performs it
    std::string label;  // "Smooth": its item in a menu, and the name of its undo step
    std::string doc;    // one sentence
    std::vector<Parameter> parameters;
    Contract contract;
    std::function<std::string(const Scene&)> why_not;  // why it cannot run now; "" or no function: it can
    // One of the three performs it. The document's may run on any thread, the window's runs on the UI thread. A
    // script's is started: Python performs it, and the window does not wait. See start_command().
    std::function<void(Document&, const Arguments&, Job&)> run;
    std::function<void()> perform{};
    StartCall start{};
    // Only of a script's command, whose place in the window is not part of the program.
    std::string menu{};   // "Mesh/Repair"; empty: no menu
    std::string keys{};   // "Ctrl-Alt-K"; empty: no key
    std::string owner{};  // the id of its plug-in

    bool of_script() const { return static_cast<bool>(start); }
    std::string reason(const Scene& scene) const { return why_not ? why_not(scene) : std::string(); }
    const Parameter* find_parameter(std::string_view parameter) const;  // nullptr: it has none of that name
};
using CommandPtr = std::shared_ptr<const Command>;

}  // namespace gimbal::document
