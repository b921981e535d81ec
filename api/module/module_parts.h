// What the application and the module `_gimbal` share: the callbacks, the event handlers and the exported buffers.
// Needs no Python.h.
#pragma once
#include <filesystem>
#include <memory>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "api/host.h"
#include "api/live_link.h"

namespace gimbal::module {

class ActionTable;
class EventHub;
class ExportLedger;
class LinkFunctions;
class ScriptCommands;
class StartGuard;

struct ModuleContext {
    document::Document* document;
    document::CommandRegistry* commands;
    Host* host;
    std::filesystem::path user_dir;     // the user's plug-ins, settings and start-up scripts
    std::filesystem::path scripts_dir;  // the program's scripts/
    bool safe_mode = false;             // loads no plug-ins and runs no start-up scripts
    LiveLink* link = nullptr;           // null: this Python serves none
};

// One for each module `_gimbal`. It outlives the module, and what `context` points to outlives it.
// Thread: any.   GIL: not needed.
struct ModuleParts {
    explicit ModuleParts(ModuleContext context);
    ~ModuleParts();

    const ModuleContext context;
    const std::shared_ptr<ActionTable> actions;
    const std::shared_ptr<EventHub> events;  // the document's listener holds it weakly
    const std::unique_ptr<StartGuard> start_guard;
    const std::shared_ptr<ScriptCommands> script_commands;
    const std::shared_ptr<LinkFunctions> link_functions;  // what the link calls holds it
    const std::shared_ptr<ExportLedger> exports;  // every exported buffer holds it: an array may outlive the module
};

}  // namespace gimbal::module
