// The arguments of a peer's call as those of a command of the document.
#pragma once
#include <string>

#include "api/document/commands/commands.h"
#include "gimbal/console/link/request.h"

namespace gimbal::live_link {

// Converts each argument to a value of the document. Throws LinkError(bad_argument), which names the parameter. Whether
// the command has it, its type and its range are checked by CommandRegistry::check_call().
document::Arguments arguments_of(const document::Command& command, const console::link::Request& request);

// The commands, as peers may ask for them: name, label, doc, heavy, mutates, parameters.
console::link::Value described(const document::CommandRegistry& registry);
// The objects of the scene: name, vertices, triangles, visible, selected, location.
console::link::Value described(const document::Scene& scene);

}  // namespace gimbal::live_link
