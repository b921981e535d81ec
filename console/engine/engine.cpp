#include "gimbal/console/python/gil.h"
#include "gimbal/console/engine.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <utility>

#include "gimbal/console/python/forked_child.h"
#include "base/platform/child_processes.h"
#include "engine/engine_parts.h"
#include "engine/interpreter/attach_gate.h"
#include "engine/python/forked_children.h"
#include "engine/timers/timer_module.h"
#include "gimbal/console/base/host_descriptors.h"

namespace gimbal::console {

namespace {
// Beside a window, Python threads have a lower priority than the window.
int niceness(const HeadlessJob* job) { return job ? 0 : 5; }

EngineOptions with_name(EngineOptions options) {
    if (options.program_name.empty()) options.program_name = program_invocation_short_name;
    return options;
}

std::shared_ptr<Run> file_run(Run::Body body, const std::filesystem::path& file, std::vector<std::string> argv) {
    auto run = std::make_shared<Run>();
    run->kind = RunKind::file;
    run->body = body;
    run->title = file.filename().string();
    run->file_name = file.string();
    run->argv = std::move(argv);
    return run;
}
}  // namespace

EngineParts::EngineParts(Engine& engine, EngineOptions options_, const HeadlessJob* job)
    : options(with_name(std::move(options_))),
      forks(std::in_place, options.watch_forks),
      session(options.session_dir.empty() ? nullptr
                                          : std::make_unique<Session>(options.session_dir, job ? "terminal" : "window",
                                                                      options.search_paths, options.program_name)),
      events(options.wake),
      streams(options, events, run_names),
      gate(job && job->kind != JobKind::terminal),
      supervisor(events, gate, runs, listeners, handlers),
      loop(events, gate, runs),
      runner(loop),
      reports(options, streams.output()),
      execution(options, events, streams.output(), gate, runs, runner, reports, session.get()),
      control(events, streams.output(), run_names, run_model, runs, supervisor, loop, streams.input()),
      program(job ? std::make_unique<HeadlessProgram>(
                        *job, ProgramParts{execution, runs, runner, reports, loop, supervisor}, options.program_name)
                  : nullptr),
      handlers({"handlers", ThreadRole::handlers, niceness(job), &supervisor.woken(), &timers},
               [this](const std::string& name) { reports.print_traceback(name); }),
      timers(handlers, control, reports, streams.output().current_run),
      assist(events, runner.namespaces(), niceness(job)),
      progress(events),
      script(engine, *this),
      calls(std::make_shared<detail::Calls>(detail::CallParts{
          events, control, supervisor, handlers, assist, runner.namespaces(), reports, !job, script.is_ready_flag(),
          streams.output().current_run,
          [this](RunId run, std::string label, double fraction) { progress.post(run, std::move(label), fraction); }})),
      interpreters({engine, options, streams.output().current_run,
                    [this](const char* label) { return streams.install_in_interpreter(label); }, calls}) {
    if (options.watch_forks) prepare_forked_children();
}

void EngineParts::close_session() {
    if (session) session->end();
}

// A signal for which the host has a handler still reaches it. SIGINT is passed on from any thread
// (terminal_interrupt.h), and the host may install a handler for it later.
void EngineParts::block_signals() {
    host_mask.emplace();
    sigset_t blocked = asynchronous_signals();
    for (int number = 1; number < NSIG; ++number)
        if (number == SIGINT || host_signals.has_handler(number)) sigdelset(&blocked, number);
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

void EngineParts::give_back_process() {
    supervisor.finish();
    close_session();
    if (!program) host_signals.give_back();
    if (!program && options.guard_descriptors) forget_host_descriptors();
    host_mask.reset();
    forks.reset();
}

// The script does not end within the limit of Quit. The session still ends cleanly, and whatever waits ends too. The
// supervisor ends before SIGINT has the host's handler again, because it sends that signal.
bool EngineParts::leave_script() {
    ProcessClaim::spoil(
        "a second Engine cannot follow in this process, because the first has left Python behind: code still ran in it "
        "when quit() returned; start a new process");
    end_worker_processes();  // nobody else would end them
    control.leave_current();
    timers.abandon();
    handlers.abandon();
    supervisor.finish_until(Clock::now() + to_duration(0.3));
    close_session();
    if (!program) host_signals.give_back_end_signals();
    host_mask.reset();
    return false;
}

Engine::Engine(EngineOptions options) : Engine(std::move(options), nullptr) {}

Engine::Engine(EngineOptions options, const HeadlessJob* job)
    : parts_(std::make_unique<EngineParts>(*this, std::move(options), job)) {
    if (!job && thread_role() == ThreadRole::unknown) set_thread_role(ThreadRole::ui);
    if (!job && parts_->options.block_signals) parts_->block_signals();
    // Python would do it on the script thread, and free the name of the old locale while Xlib reads it on this one.
    if (!job) std::setlocale(LC_CTYPE, "");
    parts_->streams.begin();
    parts_->supervisor.start(parts_->options.handle_quit_signals);
    if (!job) parts_->script.start();
}

// A script that does not end still uses the parts, so they are left to it. The caller is about to call _exit. No
// function of the host is called from now on, except one that is already running.
Engine::~Engine() {
    if (in_forked_child()) {  // the threads and the interpreter are the parent's
        parts_->host_mask.reset();
        [[maybe_unused]] auto* left = parts_.release();
        return;
    }
    end_script(0);
    parts_->streams.end();
    parts_->calls->close();
    parts_->calls->detach();
    if (!parts_->script.started() && parts_->script.finalised()) return;
    parts_->execution.leave_behind();
    parts_->events.close();
    [[maybe_unused]] auto* left = parts_.release();
}

// --- Runs

RunId Engine::submit_cell(std::string source, CellOptions cell) {
    auto run = std::make_shared<Run>();
    run->console = cell.console;
    run->results = cell.results;
    run->title = source.substr(0, source.find('\n'));
    run->source = std::move(source);
    if (!cell.file_name.empty()) {
        run->kind = RunKind::file;
        run->title = std::move(cell.title);
        run->file_name = std::move(cell.file_name);
        run->first_line = std::max(cell.first_line, 1);
        run->whole_file = std::move(cell.whole_file);
    }
    return parts_->control.submit(run);
}

RunId Engine::submit_file(std::filesystem::path path, std::vector<std::string> argv) {
    const auto run = file_run(Run::Body::file, path, std::move(argv));
    run->path = std::move(path);
    return parts_->control.submit(run);
}

RunId Engine::submit_source(std::string source, std::string file_name, std::vector<std::string> argv) {
    const auto run = file_run(Run::Body::source, file_name, std::move(argv));
    run->source = std::move(source);
    return parts_->control.submit(run);
}

RunId Engine::submit_call(Callable callable, std::string title) {
    auto run = std::make_shared<Run>();
    run->kind = RunKind::command;
    run->body = Run::Body::call;
    run->title = std::move(title);
    run->callable = std::move(callable);
    return parts_->control.submit(run);
}

void Engine::start_call(std::shared_ptr<detail::CallState> state, detail::CallWork work, EvalOptions options) {
    parts_->calls->start(state, std::move(work), std::move(options));
}

void Engine::start_native(const std::shared_ptr<detail::CallState>& state, std::string title) {
    parts_->calls->start_native(state, std::move(title));
}

Interpreters& Engine::interpreters() { return parts_->interpreters.front(); }

void Engine::close_console(ConsoleId console) {
    const auto close = [parts = parts_.get(), console] {
        Namespaces& namespaces = parts->runner.namespaces();
        if (const auto closed = namespaces.find(console); closed && console != 0) cancel_timers_in(closed->names());
        namespaces.close(console);
    };
    parts_->handlers.post({"closing a console", close, nullptr});
}

EngineState Engine::state() const {
    const EngineParts& parts = *parts_;
    if (parts.has_quit.load()) return EngineState::ended;
    if (parts.control.is_quitting()) return EngineState::quitting;
    if (parts.control.has_failed()) return EngineState::failed;
    return parts.script.is_ready() ? EngineState::ready : EngineState::starting;
}

bool Engine::remove_queued(RunId run) { return parts_->control.remove(run); }

void Engine::stop() {
    const std::uint64_t handler = parts_->supervisor.handlers().reported();
    if (!parts_->control.stop() && handler != 0) parts_->interrupt_handler(handler);
}

const RunModel& Engine::runs() const { return parts_->run_model; }
bool Engine::is_busy() const { return parts_->runs.is_busy(); }
void Engine::set_size(int columns, int rows) { parts_->streams.set_size(columns, rows); }
void Engine::answer_input(QuestionId question, std::string line) {
    parts_->streams.input().answer(question, std::move(line));
}
void Engine::end_input(QuestionId question) { parts_->streams.input().end(question); }
RunId Engine::current_run() const { return parts_->streams.output().current_run.load(); }
bool Engine::on_script_thread() const { return parts_->gate.on_script_thread(); }
void Engine::cancel_background_tasks() { parts_->loop.cancel_tasks(); }
std::size_t Engine::background_tasks() const { return parts_->loop.task_count(); }

void Engine::post_to_handlers(std::string name, std::function<void()> body, std::function<void()> dropped) {
    if (parts_->control.is_quitting() || in_forked_child()) return dropped ? dropped() : void();
    parts_->handlers.post({std::move(name), std::move(body), std::move(dropped)});
}

void Engine::stop_handler() {
    if (const std::uint64_t piece = parts_->handlers.piece()) parts_->interrupt_handler(piece);
}

// The assist thread does it, because that needs the GIL and the handlers thread is busy.
void EngineParts::interrupt_handler(std::uint64_t piece) {
    if (handlers.piece() == piece) interpreters.interrupt_thread(handlers.python_id());
    assist.post([this, piece] { handlers.interrupt(piece); });
}

// --- While typing

std::uint64_t Engine::complete(std::string source, std::size_t cursor, ConsoleId console, bool patiently) {
    return parts_->assist.ask<CompletionList>(AssistKind::completion, console,
                                              [=](PyObject* names, const IsSuperseded& is_superseded) {
                                                  return completions(source, cursor, names, patiently, is_superseded);
                                              });
}

std::uint64_t Engine::call_tip(std::string source, std::size_t cursor, ConsoleId console) {
    return parts_->assist.ask<CallTip>(AssistKind::call_tip, console, [=](PyObject* names, const auto&) {
        return console::call_tip(source, cursor, names);
    });
}

std::uint64_t Engine::document(std::string source, std::size_t cursor, std::string completion, ConsoleId console) {
    return parts_->assist.ask<Documentation>(AssistKind::document, console, [=](PyObject* names, const auto&) {
        return documentation(source, cursor, completion, names);
    });
}

std::uint64_t Engine::inspect(std::string expression, bool with_source, ConsoleId console) {
    return parts_->assist.ask<Documentation>(AssistKind::inspect, console, [=](PyObject* names, const auto&) {
        return inspection(expression, with_source, names);
    });
}

std::uint64_t Engine::variables(ConsoleId console) {
    return parts_->assist.ask<VariableList>(
        AssistKind::variables, console, [parts = parts_.get(), console](auto*, const auto&) {
            const auto own = parts->runner.namespaces().find(console);
            return own ? console::variables(own->names(), own->at_start.get()) : VariableList{};
        });
}

// --- Events

void Engine::post(ConsoleEvent event) { parts_->events.post(std::move(event)); }

bool Engine::try_dequeue_event(ConsoleEvent& event) {
    GIMBAL_ON(ui);
    if (!parts_->events.try_dequeue(event)) return false;
    parts_->run_model.handle(event);
    if (auto* call = std::get_if<UiFunction>(&event)) (*std::exchange(call->function, nullptr))();
    return true;
}

void Engine::report_progress(std::string label, double fraction) {
    if (!in_forked_child()) parts_->progress.post(current_run(), std::move(label), fraction);
}

void ProgressReports::post(RunId run, std::string label, double fraction) {
    const auto now = Clock::now();
    {
        std::lock_guard lock(mutex_);
        const bool ends = fraction >= 1, is_new = label != label_;
        if (!ends && !is_new && now - posted_ < std::chrono::milliseconds(16)) return;
        label_ = label;
        posted_ = now;
    }
    events_.post(Progress{run, std::move(label), fraction});
}

Engine::StopListener::StopListener(Engine& engine, std::function<void()> on_stop) : engine_(engine) {
    EngineParts& parts = *engine.parts_;
    const RunId run = engine.current_run();
    key_ = parts.listeners.add(run, std::move(on_stop));
    // Stop may have been pressed before. One of the two sides comes second and sees the other.
    if (const auto current = parts.runs.current(); current && current->id == run && current->stop_requested.load())
        parts.listeners.call(run);
}

Engine::StopListener::~StopListener() { engine_.parts_->listeners.remove(key_); }

// --- The end

bool Engine::quit(double limit_seconds) {
    GIMBAL_ON(ui);
    if (in_forked_child()) return false;
    const bool ended = end_script(limit_seconds);
    parts_->streams.end();
    parts_->has_quit.store(true);
    parts_->calls->close();
    return ended;
}

void Engine::postpone_quit() {
    GIMBAL_ON(ui);
    if (!in_forked_child() && !parts_->control.is_quitting()) parts_->supervisor.postpone_quit();
}

bool Engine::end_script(double limit_seconds) {
    EngineParts& parts = *parts_;
    if (!parts.script.started()) return parts.script.finalised();
    const auto begin = Clock::now(), deadline = begin + to_duration(limit_seconds);
    const auto climb_until = begin + to_duration(std::min(0.5, limit_seconds));
    bool workers_ended = false;
    parts.script.set_quit_deadline(deadline);
    parts.control.begin_quit(deadline);
    attach_gate().close();
    parts.streams.input().close();
    parts.control.stop();
    parts.interpreters.begin_end();
    parts.runs.wake_up().notify();
    while (!parts.script.join_until(std::min(deadline, Clock::now() + to_duration(0.05)))) {
        const auto now = Clock::now();
        if (now >= deadline) return parts.leave_script();
        if (now < climb_until) parts.control.press_for_quit(now - begin);
        else if (now - begin > (deadline - begin) / 2 && !std::exchange(workers_ended, true))
            end_worker_processes();  // the script waits for them
    }
    if (!parts.script.finalised()) return parts.leave_script();  // a Python thread of the script lives on
    parts.give_back_process();
    return true;
}

}  // namespace gimbal::console
