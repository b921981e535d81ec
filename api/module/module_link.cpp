// The application's side of the module: each call posts to the engine.
#include "gimbal/console/python/call.h"

#include "api/module/module_link.h"

#include "gimbal/console/python/errors.h"
#include "api/module/actions.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/types.h"
#include "api/module/event_hub.h"
#include "api/module/start_guard.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::module {
namespace {

using console::PyRef;

void call_or_print(const char* module_name, const char* function) {
    PyRef module = PyRef::steal(PyImport_ImportModule(module_name));
    PyRef result = module ? PyRef::steal(PyObject_CallMethod(module.get(), function, nullptr)) : PyRef();
    if (!result) print_to_stderr(console::take_traceback().text);
}

// Ends the step also if a lack of memory leaves the scope: an open step refuses undo.
struct EndOfStep {
    document::Document& document;
    ~EndOfStep() { document.end_step(); }
};

}  // namespace

ModuleLink::ModuleLink(ModuleContext context)
    : context_(std::move(context)),
      actions_(std::make_shared<ActionTable>()),
      events_(std::make_shared<EventHub>()),
      start_guard_(std::make_unique<StartGuard>(context_.user_dir / "starting")),
      exports_(std::make_shared<ExportLedger>(*context_.document)) {
    context_.document->on_change([weak = std::weak_ptr(events_)](document::Change change) {
        if (const std::shared_ptr<EventHub> events = weak.lock()) events->emit(change);
    });
}

ModuleLink::~ModuleLink() = default;

void ModuleLink::connect(console::EngineOptions& options) {
    options.extensions.push_back({"_gimbal", [this](console::Engine& engine) {
                                      PyObject* module = create_module(*this, engine);
                                      if (module) engine_.store(&engine, std::memory_order_release);
                                      return module;
                                  }});
    options.start_code = "import gimbal";
    options.run_began = [this](const console::RunInfo& run) { context_.document->begin_step(run.title); };
    options.run_ended = [this](const console::RunInfo&, console::RunState) { end_step(); };
}

// First publishes what Python has written through buffers, so that the run's undo step contains it.
void ModuleLink::end_step() {
    std::string rejected;
    {
        const EndOfStep end{*context_.document};
        rejected = exports_->try_sync_all();
    }
    if (!rejected.empty()) context_.host->notify(rejected, NoteLevel::warning);
}

void ModuleLink::start_scripts_and_plugins() {
    GIMBAL_GIL_HELD();
    GIMBAL_NOT_ON(ui);
    if (context_.safe_mode) return;
    call_or_print("gimbal.startup", "run");
    call_or_print("gimbal.plugins", "load_all");
    start_guard_->finish();
}

void ModuleLink::click_menu_entry(std::uint64_t id, const std::string& label) {
    console::Engine* engine = engine_.load(std::memory_order_acquire);
    console::Callable callable = engine ? actions_->find(id) : console::Callable();
    if (callable) engine->submit_call(std::move(callable), label);
}

void ModuleLink::click_panel_button(std::uint64_t id, const std::string& label) {
    console::Engine* engine = engine_.load(std::memory_order_acquire);
    console::Callable callable = engine ? actions_->find(id) : console::Callable();
    if (!callable) return;
    (void)engine->call<void>({.where = console::Where::handlers, .title = label, .show_errors = true},
                             std::move(callable));
}

void ModuleLink::set_plugin_enabled(const std::string& plugin_id, bool enabled) {
    console::Engine* engine = engine_.load(std::memory_order_acquire);
    if (!engine) return;
    (void)engine->call<void>({.where = console::Where::handlers, .title = "plug-in " + plugin_id, .show_errors = true},
                             "gimbal.plugins", "set_enabled", plugin_id, enabled);
}

void ModuleLink::emit(const std::string& event) { events_->emit(event); }

}  // namespace gimbal::module
