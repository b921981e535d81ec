// The Python module `_gimbal` over the document. This header knows no Python, so the application can include it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "api/host.h"
#include "gimbal/console/engine.h"

namespace gimbal {

class ActionTable;
class EventHub;

struct ModuleContext {
    document::Document* document;
    const document::CommandRegistry* commands;
    Host* host;
    std::filesystem::path user_dir;     // plug-ins, settings, start-up scripts of the user
    std::filesystem::path scripts_dir;  // the program's scripts/
    bool safe_mode = false;             // no plug-ins, no start-up scripts
};

// For EngineOptions::extensions. `context` outlives the engine.
console::Extension gimbal_extension(const ModuleContext& context);

// Runs the start-up scripts, then loads the plug-ins (nothing in safe mode). An error in one is printed with its file
// and harms nothing.   Thread: script or handlers.   GIL: held.
void start_scripts_and_plugins(const ModuleContext& context);

// Tells the document of vertices that Python wrote through a buffer since it last heard of them. At the end of a run,
// before its undo step ends, so that the write belongs to it. Returns what is wrong with the written values, "" when
// nothing. Thread: any.   GIL: not needed.
std::string touch_exports(document::Document& document);

// What the window asks of Python, each by posting. Thread: any.   GIL: not needed.
class ModuleLink {
public:
    explicit ModuleLink(console::Engine& engine);
    void click_menu_entry(std::uint64_t id, const std::string& label);  // a run on the script thread
    void click_panel_button(std::uint64_t id,
                            const std::string& label);  // on the handlers thread: works while a script runs
    void set_plugin_enabled(const std::string& plugin_id, bool enabled);  // on the handlers thread
    void emit(const std::string& event);  // handlers of gimbal.on(event), joined while one is pending
private:
    console::Engine& engine_;
    std::shared_ptr<ActionTable> actions_;  // shared with the module, which fills it
    std::shared_ptr<EventHub> events_;
};

}  // namespace gimbal
