// The commands that scripts have added to the registry: their callables, and why they cannot run now.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "api/document/commands/commands.h"
#include "gimbal/console/call/future.h"
#include "gimbal/console/callable.h"

namespace gimbal::module {

// What a script's command needs of the scene, checked without Python.
enum class Needs { nothing, objects, selection, mesh };

// What a script's command returned: a text is a note for the user.
struct ScriptNote {
    std::string text;
};

// Thread: any.   GIL: not needed.
class ScriptCommands {
public:
    // Calls the callable with the arguments of the call, outside the calling thread.
    using Starter =
        std::function<console::Future<ScriptNote>(const document::CommandCall& call, const console::Callable& perform)>;

    // `registry` outlives this and every started command.
    explicit ScriptCommands(document::CommandRegistry& registry) : registry_(registry) {}

    void set_starter(Starter starter);  // before scripts run; none: only scripts can start the commands
    // Throws as CommandRegistry::add does. `perform` is called with one argument, a dict of the call's arguments.
    void add(document::Command command, Needs needs, console::Callable perform);
    void remove(std::string_view name);
    void set_reason(std::string_view name, std::string reason);  // "": it can run
    console::Callable find(std::string_view name) const;         // empty: no script has added it
    void clear();                                                // removes all, because Python ends

private:
    struct Entry;
    document::JobPtr start(const std::shared_ptr<Entry>& entry, document::CommandCall call,
                           document::CommandEnd ended) const;
    std::shared_ptr<Entry> entry_of(std::string_view name) const;

    document::CommandRegistry& registry_;
    Starter starter_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

}  // namespace gimbal::module
