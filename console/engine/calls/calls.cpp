// Starts calls on their threads, and ends those that are left when the engine ends.
#include "gimbal/console/python/errors.h"
#include "engine/calls/calls.h"

#include <sched.h>

#include <algorithm>
#include <vector>

#include "gimbal/console/python/forked_child.h"
#include "engine/calls/evaluation.h"
#include "engine/runs/supervisor.h"

namespace gimbal::console::detail {

namespace {
// The run of a call.
class CallRun : public RunWork {
public:
    explicit CallRun(std::shared_ptr<CallState> state) : state_(std::move(state)) {}
    ~CallRun() override { call().end_closed(); }  // no effect if it has ended

    void execute(const Await& await) override { call().execute(await); }
    bool shows_errors() const override { return state_->call().options().show_errors; }
    void ended(const Traceback& error) override {
        if (error.type.empty()) call().end();
        else call().end_raised(error);
    }
    void dropped(const std::string& why) override { call().end_dropped(why); }

private:
    Call& call() { return state_->call(); }
    std::shared_ptr<CallState> state_;
};

PythonError refused(const char* why) { return no_result(NoResult::refused, why); }
}  // namespace

// True while the engine is there; it stays until the end of the scope.
class Calls::Use : NonCopyable {
public:
    explicit Use(const Calls& calls) : users_(calls.users_) {
        users_.fetch_add(1);
        alive_ = !calls.detached_.load();
    }
    ~Use() { users_.fetch_sub(1); }
    explicit operator bool() const { return alive_; }

private:
    std::atomic<int>& users_;
    bool alive_;
};

void Calls::detach() {
    detached_.store(true);
    while (users_.load() != 0) sched_yield();  // they post, which takes microseconds
}

bool Calls::add(const std::shared_ptr<CallState>& state) {
    std::lock_guard lock(mutex_);
    if (closed_ || (native_closed_ && state->call().is_native())) return false;
    alive_.emplace(&state->call(), state);
    state->call().set_listed();
    return true;
}

void Calls::forget(const Call& call) {
    std::lock_guard lock(mutex_);
    alive_.erase(&call);
}

void Calls::close() {
    std::map<const Call*, std::weak_ptr<CallState>> left;
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
        left.swap(alive_);
    }
    for (const auto& [key, weak] : left)
        if (const auto state = weak.lock()) state->call().end_closed();
}

void Calls::close_native() {
    std::vector<std::shared_ptr<CallState>> native;
    {
        std::lock_guard lock(mutex_);
        native_closed_ = true;
        for (const auto& [call, weak] : alive_)
            if (auto state = weak.lock(); state && state->call().is_native()) native.push_back(std::move(state));
    }
    for (const auto& state : native) state->call().end_closed();
}

std::string Calls::why_closed() const {
    const Use engine(*this);
    if (engine && parts_.control.has_failed()) return parts_.control.why_failed();
    return engine && parts_.control.is_quitting() ? "the program is quitting" : "the engine has ended";
}

bool Calls::is_closing() const {
    const Use engine(*this);
    return !engine || parts_.control.is_quitting() || parts_.control.has_failed();
}

// --- The start

void Calls::start(const std::shared_ptr<CallState>& state, CallWork work, EvalOptions options) {
    if (in_forked_child()) return;  // a call is always ready there
    Call& call = state->call();
    call.prepare(shared_from_this(), std::move(work), std::move(options));
    if (is_closing()) return call.end_closed();
    const std::chrono::milliseconds deadline = call.options().deadline;
    // Nobody can cancel a call that runs in here, because its Future is not known yet.
    const bool runs_in_here = call.options().where == Where::here && !call.work().post;
    if (runs_in_here && deadline == std::chrono::milliseconds(0)) return run_here(call);
    if (!add(state)) return call.end_closed();
    if (deadline < std::chrono::milliseconds(0)) return call.end_timed_out();
    if (deadline > std::chrono::milliseconds(0))
        parts_.supervisor.call_at(Clock::now() + std::min(deadline, longest_wait), [weak = std::weak_ptr(state)] {
            const auto late = weak.lock();
            return late ? late->call().deadline_passed() : Clock::time_point::max();
        });
    start_on_its_thread(state);
}

void Calls::start_native(const std::shared_ptr<CallState>& state, std::string title) {
    if (in_forked_child()) return;
    Call& call = state->call();
    call.begin_native(shared_from_this(), std::move(title));
    if (is_closing() || !add(state)) call.end_closed();
}

void Calls::start_on_its_thread(const std::shared_ptr<CallState>& state) {
    Call& call = state->call();
    if (const auto& post = call.work().post)
        return post([state] { state->call().execute_and_end(); },
                    [state](std::string why) { state->call().end(no_result(NoResult::closed, std::move(why))); });
    switch (call.options().where) {
        case Where::run: {
            if (!parts_.serves_runs)
                return call.end(refused("the script of a headless program is its only run: use Where::handlers"));
            auto run = std::make_shared<Run>();
            run->kind = RunKind::command;
            run->body = Run::Body::work;
            run->title = call.title();
            run->work = std::make_shared<CallRun>(state);
            return call.set_run(parts_.control.submit(run));
        }
        case Where::handlers:
            return parts_.handlers.post(
                {call.title(), [state] { state->call().execute_and_end(); }, [state] { state->call().end_closed(); }});
        case Where::here: return run_here(call);
    }
}

void Calls::run_here(Call& call) {
    if (thread_role() == ThreadRole::ui)
        return call.end(refused("Where::here would run Python on the UI thread, which draws: use Where::run or "
                                "Where::handlers"));
    const bool attached = with_gil([&] {
        const PendingError kept;
        call.execute_and_end();
    });
    if (attached) return;
    if (parts_.python_is_ready.load()) return call.end_closed();
    call.end(refused("Python has not started yet: wait for EngineReady, or use Where::run or Where::handlers"));
}

// --- For Call

void Calls::interrupt(const Call& call) {
    const Use engine(*this);
    if (!engine) return;
    if (const auto& interrupt = call.work().interrupt) return interrupt();
    if (call.options().where == Where::run) return parts_.control.stop_run(call.run());
    std::weak_ptr<CallState> weak;
    {
        std::lock_guard lock(mutex_);
        if (const auto found = alive_.find(&call); found != alive_.end()) weak = found->second;
    }
    // The assist thread does it, because that needs the GIL and the other threads are busy.
    parts_.assist.post([weak] {
        if (const auto state = weak.lock()) state->call().interrupt_thread();
    });
}

void Calls::remove_queued(RunId run) {
    const Use engine(*this);
    if (engine && run != 0) parts_.control.remove(run);
}

bool Calls::post(On where, const std::string& title, std::function<void()> function, std::function<void()> dropped) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return false;
    }
    const Use engine(*this);
    if (!engine) return false;
    if (where == On::ui) parts_.events.post(UiFunction{std::make_shared<std::function<void()>>(std::move(function))});
    else parts_.handlers.post({title, std::move(function), std::move(dropped)});
    return true;
}

void Calls::report_progress(RunId run, const std::string& title, double fraction) {
    const Use engine(*this);
    if (engine && current_run() == run) parts_.show_progress(run, title, fraction);
}

void Calls::report(std::exception_ptr error, const std::string& title) {
    post(
        On::handlers, title, [error] { std::rethrow_exception(error); }, nullptr);
}

void Calls::show(PyRef exception, const std::string& title) {
    set_exception(std::move(exception));
    parts_.reports.print_traceback(title);
}

PyRef Calls::evaluate(const std::string& expression, const EvalOptions& options, const Call::Await& await) {
    return evaluate_expression(expression, options, parts_.namespaces, await);  // Python lives, so the engine does
}

}  // namespace gimbal::console::detail
