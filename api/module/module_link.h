// Connects the application and the Python module `_gimbal`. Needs no Python.h, so the application can include it.
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "api/host.h"
#include "gimbal/console/engine.h"

namespace gimbal::module {

class ActionTable;
class EventHub;
class ExportLedger;
class StartGuard;

struct ModuleContext {
    document::Document* document;
    const document::CommandRegistry* commands;
    Host* host;
    std::filesystem::path user_dir;     // the user's plug-ins, settings and start-up scripts
    std::filesystem::path scripts_dir;  // the program's scripts/
    bool safe_mode = false;             // loads no plug-ins and runs no start-up scripts
};

// Owns what the application and the module share: the callbacks, the event handlers and the exported vertex buffers.
// The application owns the link. Make it before the engine and destroy it after the engine; what `context` points to
// outlives both.
// Thread: any.   GIL: not needed, except where a member says so.
class ModuleLink {
public:
    explicit ModuleLink(ModuleContext context);
    ~ModuleLink();

    // Gives an engine the module `_gimbal` and makes each run one undo step. A link serves one engine.
    void connect(console::EngineOptions& options);

    // Runs the start-up scripts, then loads the plug-ins; does nothing in safe mode. Prints the traceback of a script
    // that fails and goes on with the next one.   Thread: script or handlers.   GIL: held.
    void start_scripts_and_plugins();

    // Each posts and returns at once. They do nothing until the module exists.
    void click_menu_entry(std::uint64_t id, const std::string& label);    // a run on the script thread
    void click_panel_button(std::uint64_t id, const std::string& label);  // on the handlers thread, beside a script
    void set_plugin_enabled(const std::string& plugin_id, bool enabled);  // on the handlers thread
    void emit(const std::string& event);  // to the handlers of gimbal.on(event); pending calls are merged into one

private:
    friend struct ModuleState;
    void end_step();  // Thread: script. GIL: held.
    ModuleContext context_;
    std::atomic<console::Engine*> engine_{nullptr};  // set by the script thread when the module exists
    std::shared_ptr<ActionTable> actions_;
    std::shared_ptr<EventHub> events_;  // the document's listener holds it weakly
    std::unique_ptr<StartGuard> start_guard_;
    std::shared_ptr<ExportLedger> exports_;  // every exported buffer holds it: an array may outlive the module
};

}  // namespace gimbal::module
