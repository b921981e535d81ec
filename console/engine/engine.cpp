// The engine's public face: every call hands a value to one of its parts and returns.
#include "engine/engine_state.h"

#include <csignal>

#include "gimbal/console/python/forked_child.h"
#include "base/platform/worker_processes.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
std::unique_ptr<Session> session_for(const EngineOptions& options, bool terminal) {
    if (options.session_dir.empty()) return nullptr;
    return std::make_unique<Session>(options.session_dir, terminal ? "terminal" : "window", options.search_paths);
}
}  // namespace

Engine::State::State(Engine& engine_, EngineOptions options_, const HeadlessJob* job_)
    : engine(engine_),
      options(std::move(options_)),
      job(job_),
      session(session_for(options, job_ != nullptr)),
      events(options.wake, &run_log),
      gate(!has_console()),
      handlers({"handlers", ThreadRole::handlers, niceness()},
               [this](const std::string& name) { print_traceback(name); }),
      assist({"assist", ThreadRole::assist, niceness()}, [](const std::string&) { PyErr_Clear(); }) {}

Engine::Engine(EngineOptions options) : Engine(std::move(options), nullptr) {}

Engine::Engine(EngineOptions options, const HeadlessJob* job)
    : state_(std::make_unique<State>(*this, std::move(options), job)) {
    if (!job && thread_role() == ThreadRole::unknown) set_thread_role(ThreadRole::ui);
    if (state_->options.capture_output && state_->options.capture_descriptors) state_->capture.take();
    if (state_->options.capture_output) state_->output_thread.start();
    state_->supervisor.start(state_->options.handle_quit_signals);
    if (!job)
        state_->script.start({"script", 64u << 20, state_->niceness()},
                             [state = state_.get()] { state->script_main(); });
}

Engine::~Engine() {
    quit(0);
    // A script that would not end still uses the state: it is left to it, and the caller is about to _exit. Of the
    // host's own it uses nothing more that it is not in the middle of.
    if (!state_->script.started() && state_->finalised.load()) return;
    state_->left_behind.store(true);
    state_->events.close();
    state_->script.leave_behind();
    [[maybe_unused]] auto* left = state_.release();
}

RunId Engine::State::submit(std::shared_ptr<Run> run) {
    if (in_forked_child()) return 0;
    run->id = runs.next_id();
    if (run->body == Run::Body::cell && run->file_name.empty()) run->file_name = runs.next_cell_name();
    const RunId id = run->id;
    run_model.note_submitted();
    run_log.submitted({id, run->kind, run->title, run->file_name.empty() ? run->title : run->file_name,
                       run->source.empty() ? run->path.string() : run->source});
    if (quitting.load()) {
        events.post(RunRemoved{id, "the program is quitting"});
        return id;
    }
    events.post(RunQueued{id, run->kind, run->title, run->console, run->source, run->file_name});
    runs.push(std::move(run));
    loop.note_asked();
    // The end may have begun meanwhile, and nobody looks at the queue any more.
    if (quitting.load() && runs.remove(id)) events.post(RunRemoved{id, "the program is quitting"});
    return id;
}

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
    return state_->submit(std::move(run));
}

void Engine::close_console(ConsoleId console) {
    state_->handlers.post("closing a console",
                          [state = state_.get(), console] { state->runner.namespaces().close(console); });
}

RunId Engine::submit_file(std::filesystem::path path, std::vector<std::string> argv) {
    auto run = std::make_shared<Run>();
    run->kind = RunKind::file;
    run->body = Run::Body::file;
    run->title = path.filename().string();
    run->path = std::move(path);
    run->file_name = run->path.string();
    run->argv = std::move(argv);
    return state_->submit(std::move(run));
}

RunId Engine::submit_source(std::string source, std::string file_name, std::vector<std::string> argv) {
    auto run = std::make_shared<Run>();
    run->kind = RunKind::file;
    run->body = Run::Body::source;
    run->title = std::filesystem::path(file_name).filename().string();
    run->source = std::move(source);
    run->file_name = std::move(file_name);
    run->argv = std::move(argv);
    return state_->submit(std::move(run));
}

RunId Engine::submit_call(Callable callable, std::string title) {
    auto run = std::make_shared<Run>();
    run->kind = RunKind::command;
    run->body = Run::Body::call;
    run->title = std::move(title);
    run->callable = std::move(callable);
    return state_->submit(std::move(run));
}

bool Engine::remove_queued(RunId run) {
    if (!state_->runs.remove(run)) return false;
    state_->events.post(RunRemoved{run, "removed before its turn"});
    return true;
}

void Engine::stop() {
    if (!in_forked_child()) state_->stop();
}

void Engine::State::stop() {
    const std::vector<RunId> removed = runs.remove_all_queued();
    for (RunId run : removed) events.post(RunRemoved{run, "stopped before its turn"});
    if (const auto run = runs.current()) supervisor.stop_run(run);
    else if (!removed.empty() || quitting.load()) loop.interrupt_what_holds_it(AsyncLoop::held_seconds);
}

// A run that began meanwhile is stopped as well; one that will not end is not asked for long.
void Engine::State::press_for_quit(Clock::duration since_quit) {
    const auto run = runs.current();
    if (!run) return loop.interrupt_what_holds_it(0.2);
    if (run->forced.load()) return;
    if (!run->stop_requested.load()) supervisor.stop_run(run);
    else if (since_quit > to_duration(0.3)) supervisor.force_run(run);
}

void Engine::set_columns(int columns) { state_->results.set_columns(columns); }
std::vector<RunRecord> Engine::run_records() const { return state_->run_log.records(); }
const RunModel& Engine::runs() const { return state_->run_model; }
bool Engine::is_busy() const { return state_->runs.is_busy(); }
void Engine::answer_input(std::string line) { state_->input.answer(std::move(line)); }
RunId Engine::current_run() const { return state_->output.current_run.load(); }
bool Engine::on_script_thread() const { return state_->gate.on_script_thread(); }

void Engine::post_to_handlers(std::string name, std::function<void()> body) {
    if (!state_->quitting.load() && !in_forked_child()) state_->handlers.post(std::move(name), std::move(body));
}

void Engine::State::start_assist(bool wanted) {
    std::lock_guard lock(assist_start);
    assist_wanted = assist_wanted || wanted;
    if (assist_wanted && python_ready.load() && !quitting.load() && !assist.started()) assist.start();
}

void Engine::cancel_background_tasks() { state_->loop.cancel_tasks(); }
std::size_t Engine::background_tasks() const { return state_->loop.task_count(); }

void Engine::post(ConsoleEvent event) { state_->events.post(std::move(event)); }

bool Engine::try_dequeue_event(ConsoleEvent& event) {
    assert_on(ThreadRole::ui);
    if (!state_->events.try_dequeue(event)) return false;
    state_->run_model.handle(event);
    return true;
}

void Engine::report_progress(std::string label, double fraction) {
    if (in_forked_child()) return;
    const RunId run = current_run();
    const auto now = Clock::now();
    {
        std::lock_guard lock(state_->progress_mutex);
        const bool ends = fraction >= 1 || fraction < 0, is_new = label != state_->progress_label;
        if (!ends && !is_new && now - state_->progress_posted < std::chrono::milliseconds(16)) return;
        state_->progress_label = label;
        state_->progress_posted = now;
    }
    state_->events.post(Progress{run, std::move(label), fraction});
}

Engine::StopListener::StopListener(Engine& engine, std::function<void()> on_stop) : engine_(engine) {
    const RunId run = engine.current_run();
    key_ = engine.state_->listeners.add(run, std::move(on_stop));
    // Made after Stop was pressed: whoever comes second of the two sees the other.
    if (const auto current = engine.state_->runs.current();
        current && current->id == run && current->stop_requested.load())
        engine.state_->listeners.call(run);
}

Engine::StopListener::~StopListener() { engine_.state_->listeners.remove(key_); }

// A Quit that had to leave a script behind is a clean end all the same: it was asked for.
bool Engine::State::end_session(bool finalised_) {
    if (session) session->end();
    return finalised_;
}

bool Engine::State::leave_script() {
    end_worker_processes();  // nobody would tell them
    return end_session(false);
}

void Engine::State::end_capture() {
    std::lock_guard lock(capture_end);
    output_thread.finish();
    capture.give_back();
}

bool Engine::quit(double limit_seconds) {
    const bool ended = end_script(limit_seconds);
    state_->end_capture();
    return ended;
}

bool Engine::end_script(double limit_seconds) {
    State& state = *state_;
    if (!state.script.started()) return state.finalised.load();
    const auto begin = Clock::now(), deadline = begin + to_duration(limit_seconds);
    const auto climb_until = begin + to_duration(std::min(0.5, limit_seconds));
    bool workers_told = false;
    state.quit_deadline.store(std::chrono::duration<double>(deadline.time_since_epoch()).count());
    state.quitting.store(true);
    state.supervisor.quit_has_begun();
    state.input.fail();
    state.stop();
    state.runs.wake_up().notify();
    while (!state.script.join_until(std::min(deadline, Clock::now() + to_duration(0.05)))) {
        const auto now = Clock::now();
        if (now >= deadline) return state.leave_script();
        if (now < climb_until) state.press_for_quit(now - begin);
        else if (now - begin > (deadline - begin) / 2 && !std::exchange(workers_told, true))
            end_worker_processes();  // they are waited for
    }
    if (!state.finalised.load()) return state.leave_script();  // a Python thread of the script's own lives on
    state.supervisor.finish();
    return state.end_session(true);
}

}  // namespace gimbal::console
