// Connects the application, its engine and the Python module `_gimbal`. Needs no Python.h, so the application can
// include it.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "api/module/module_parts.h"
#include "gimbal/console/engine.h"

namespace gimbal::module {

class ScriptContext;

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
    void end_run();                                  // Thread: script. GIL: held.
    std::unique_ptr<ScriptContext> script_;          // of the engine; outlives the module
    std::atomic<console::Engine*> engine_{nullptr};  // set by the script thread when the module exists
    ModuleParts parts_;
};

}  // namespace gimbal::module
