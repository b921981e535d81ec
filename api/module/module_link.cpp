// The application's side of the module: each call posts to the engine.
#include "gimbal/console/python/call.h"

#include "api/module/module_link.h"

#include "gimbal/console/python/errors.h"
#include "api/module/actions.h"
#include "api/module/binding/command_arguments.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/outside_step.h"
#include "api/module/binding/types.h"
#include "api/module/event_hub.h"
#include "api/module/python_of_link.h"
#include "api/module/script_commands.h"
#include "api/module/script_context.h"
#include "api/module/start_guard.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

template <>
struct Converter<module::ScriptNote> {
    static std::optional<module::ScriptNote> from(PyObject* object, const Place& place) {
        if (!PyUnicode_Check(object)) return module::ScriptNote{};  // the result is for scripts
        std::optional<std::string> text = from_python<std::string>(object, place);
        if (!text) return std::nullopt;
        return module::ScriptNote{std::move(*text)};
    }
};

template <>
struct Converter<document::CommandCall> {
    static PyRef to(const document::CommandCall& call) { return module::from_arguments(call.arguments); }
};

}  // namespace gimbal::console

namespace gimbal::module {
namespace {

using console::PyRef;

// The run that performs a script's command, as if it had been typed. Without a window the script is the only run, so
// the command runs beside it, on the handlers thread.
ScriptCommands::Starter starter_of(console::Engine& engine, bool has_window) {
    return [&engine, has_window](const document::CommandCall& call, const console::Callable& perform) {
        return engine.call<ScriptNote>({.where = has_window ? console::Where::run : console::Where::handlers,
                                        .title = call.command->label,
                                        .show_errors = true},
                                       perform, call);
    };
}

void call_or_print(const char* module_name, const char* function) {
    PyRef module = PyRef::steal(PyImport_ImportModule(module_name));
    PyRef result = module ? PyRef::steal(PyObject_CallMethod(module.get(), function, nullptr)) : PyRef();
    if (!result) print_to_stderr(console::take_traceback().text);
}

// The module's side of an engine.   Thread: any.   GIL: not needed.
class EngineContext final : public ScriptContext {
public:
    explicit EngineContext(console::Engine& engine) : engine_(engine) {}

    bool on_script_thread() const override { return engine_.on_script_thread(); }
    bool in_run() const override { return engine_.on_script_thread() && engine_.current_run() != 0; }
    bool cuts_run() const override { return console::thread_role() != console::ThreadRole::handlers; }
    void report_progress(std::string label, double fraction) override {
        engine_.report_progress(std::move(label), fraction);
    }
    std::shared_ptr<void> on_stop(std::function<void()> cancel) override {
        return std::make_shared<console::Engine::StopListener>(engine_, std::move(cancel));
    }
    console::PromiseKeeper& promises() override { return engine_; }
    void post_to_handlers(const char* title, std::function<void()> work) override {
        engine_.post_to_handlers(title, std::move(work));
    }

private:
    console::Engine& engine_;
};

// Ends the run's step also if a lack of memory leaves the scope: an open step refuses undo.
struct EndOfRun {
    document::Document& document;
    ~EndOfRun() { document.end_run(); }
};

}  // namespace

ModuleLink::ModuleLink(ModuleContext context) : parts_(std::move(context)) {}

ModuleLink::~ModuleLink() = default;

void ModuleLink::connect(console::EngineOptions& options) {
    options.extensions.push_back({"_gimbal", [this](console::Engine& engine) {
                                      script_ = std::make_unique<EngineContext>(engine);
                                      PyObject* module = create_module(parts_, *script_);
                                      if (!module) return module;
                                      engine_.store(&engine, std::memory_order_release);
                                      parts_.script_commands->set_starter(
                                          starter_of(engine, parts_.context.host->has_window()));
                                      if (parts_.context.link) serve_link(engine, parts_, module);
                                      return module;
                                  }});
    options.start_code = "import gimbal";
    options.run_began = [this](const console::RunInfo& run) {
        parts_.context.document->begin_run({run.title, run.id});
    };
    options.run_ended = [this](const console::RunInfo& run, console::RunState state) {
        end_run();
        if (LiveLink* link = parts_.context.link) link->run_ended(run.title, console::word_of_end(state));
    };
}

// First publishes what Python has written through buffers, so that the run's undo step contains it.
void ModuleLink::end_run() {
    std::string rejected;
    {
        const EndOfRun end{*parts_.context.document};
        rejected = parts_.exports->try_sync_all();
        close_steps_of_run(*parts_.context.document, *parts_.context.host);
    }
    if (!rejected.empty()) parts_.context.host->notify(rejected, NoteLevel::warning);
}

void ModuleLink::start_scripts_and_plugins() {
    GIMBAL_GIL_HELD();
    GIMBAL_NOT_ON(ui);
    if (parts_.context.safe_mode) return;
    call_or_print("gimbal.startup", "run");
    call_or_print("gimbal.plugins", "load_all");
    parts_.start_guard->finish();
}

void ModuleLink::click_menu_entry(std::uint64_t id, const std::string& label) {
    console::Engine* engine = engine_.load(std::memory_order_acquire);
    console::Callable callable = engine ? parts_.actions->find(id) : console::Callable();
    if (callable) engine->submit_call(std::move(callable), label);
}

void ModuleLink::click_panel_button(std::uint64_t id, const std::string& label) {
    console::Engine* engine = engine_.load(std::memory_order_acquire);
    console::Callable callable = engine ? parts_.actions->find(id) : console::Callable();
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

void ModuleLink::emit(const std::string& event) { parts_.events->emit(event); }

}  // namespace gimbal::module
