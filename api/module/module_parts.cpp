#include "api/module/event_hub.h"

#include "api/module/module_parts.h"

#include <utility>

#include "api/module/actions.h"
#include "api/module/binding/exports.h"
#include "api/module/link_functions.h"
#include "api/module/script_commands.h"
#include "api/module/start_guard.h"

namespace gimbal::module {

ModuleParts::ModuleParts(ModuleContext the_context)
    : context(std::move(the_context)),
      actions(std::make_shared<ActionTable>()),
      events(std::make_shared<EventHub>()),
      start_guard(std::make_unique<StartGuard>(context.user_dir / "starting")),
      script_commands(std::make_shared<ScriptCommands>(*context.commands)),
      link_functions(std::make_shared<LinkFunctions>()),
      exports(std::make_shared<ExportLedger>(*context.document)) {
    context.document->on_change([weak = std::weak_ptr(events)](document::Change change) {
        if (const std::shared_ptr<EventHub> hub = weak.lock()) hub->emit(change);
    });
}

ModuleParts::~ModuleParts() = default;

}  // namespace gimbal::module
