#include "gimbal/console/python/gil.h"
#include "engine/runs/run_control.h"

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

namespace {
constexpr const char* quitting_words = "the program is quitting";
constexpr const char* failed_words = "Python has not started\n";
}  // namespace

RunId RunControl::submit(const std::shared_ptr<Run>& run) {
    if (in_forked_child()) return 0;
    const RunId id = run->id = runs_.next_id();
    if (run->body == Run::Body::cell && run->file_name.empty()) run->file_name = runs_.next_cell_name();
    model_.note_submitted();
    names_.add(id, run->file_name.empty() ? run->title : run->file_name);
    if (is_quitting()) {
        drop(run, quitting_words);
        return id;
    }
    events_.post(run->queued());
    if (has_failed()) {
        end_as_failed(run);
        return id;
    }
    runs_.push(run);
    loop_.note_request();
    if (has_failed() && runs_.take_queued(id)) end_as_failed(run);
    // If Quit has begun meanwhile, the script thread may not look at the queue again.
    if (is_quitting() && runs_.take_queued(id)) drop(run, quitting_words);
    return id;
}

bool RunControl::remove(RunId id) {
    const auto run = runs_.take_queued(id);
    if (run) drop(run, "removed before its turn");
    return run != nullptr;
}

void RunControl::drop(const std::shared_ptr<Run>& run, const char* why) {
    events_.post(RunRemoved{run->id, why});
    run->drop(why);
}

void RunControl::stop_run(RunId id) {
    if (const auto run = runs_.current(); run && run->id == id && !run->has_ended.load()) supervisor_.stop_run(run);
}

// The events of a run that has run, so that whoever waits for one of them gets it. The user reads the whole sentence
// once, by EngineFailed; below the input it would come again and again.
void RunControl::end_as_failed(const std::shared_ptr<Run>& run) {
    Traceback error;
    error.type = "RuntimeError";
    error.message = why_;
    error.text = why_ + "\n";
    {
        std::lock_guard lock(failing_);
        events_.post(RunStarted{run->queued()});
        if (run->shows_errors()) output_.write(run->id, Stream::err, failed_words);
        events_.post(RunEnded{run->id, RunState::failed, 0, std::move(error)});
    }
    run->drop(why_);
}

void RunControl::fail(const std::string& why) {
    why_ = why;
    failed_.store(true);
    for (const auto& run : runs_.take_all_queued()) end_as_failed(run);
}

bool RunControl::stop() {
    if (in_forked_child()) return false;
    const QuestionId newest = input_.newest();  // before the look at the current run: a later one is not meant
    const auto removed = runs_.take_all_queued();
    for (const auto& run : removed) drop(run, "stopped before its turn");
    auto run = runs_.current();
    if (run && run->has_ended.load()) run = nullptr;  // its end was posted, so this stops what it left behind
    if (run) supervisor_.stop_run(run);
    else if (!removed.empty() || is_quitting()) loop_.interrupt_blocker(AsyncLoop::held_seconds);
    return input_.interrupt_threads(run ? run->id : 0, newest) || run || !removed.empty();
}

void RunControl::begin_quit(Clock::time_point deadline) {
    quitting_.store(true);
    supervisor_.quit_until(deadline);
}

// The current run may be one that has begun since Quit.
void RunControl::press_for_quit(Clock::duration elapsed) {
    const auto run = runs_.current();
    if (!run) return loop_.interrupt_blocker(0.2);
    if (run->forced.load()) return;
    if (!run->stop_requested.load()) supervisor_.stop_run(run);
    else if (elapsed > to_duration(0.3)) supervisor_.force_run(run);
}

// Python was left behind with it. Whoever waits for its end must get one.
void RunControl::leave_current() {
    const auto run = runs_.current();
    if (!run || run->is_quiet() || run->has_ended.exchange(true)) return;
    Traceback error;
    error.type = "KeyboardInterrupt";
    error.message = "the program has quit while this ran";
    const std::string why = error.message;
    events_.post(RunEnded{run->id, RunState::interrupted, seconds_since(run->started), std::move(error)});
    run->drop(why);
}

void RunControl::remove_refused() {
    for (const auto& run : runs_.take_all_queued()) drop(run, quitting_words);
}

}  // namespace gimbal::console
