// The state of every run as the UI sees it: which one runs, which ones wait, and how each one ended.
#pragma once
#include <atomic>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

struct RunStatus {
    RunId id = 0;
    RunKind kind = RunKind::cell;
    std::string title = {};
    ConsoleId console = 0;
    std::string source = {};  // the text it runs; "" for a file on disk, for a command, and when no longer kept
    std::string file = {};    // the name of its code in tracebacks: "<cell 3>", or a path
    RunState state = RunState::queued;
    bool removed = false;  // taken out of the queue: it never ran
    double started = 0;    // steady seconds; 0 until it starts
    double seconds = 0;    // how long it ran; 0 until it ends
};

// Follows the engine's events. Engine::try_dequeue_event() updates the model before it returns an event, so the model
// always includes the event that is being handled. Panels read the model and keep no copy of it.
// Thread: UI, except note_submitted().   GIL: not needed.
class RunModel {
public:
    void note_submitted() noexcept {
        submitted_.fetch_add(1);
    }  // Thread: any. Before RunQueued or RunRemoved is posted
    void handle(const ConsoleEvent& event);

    const RunStatus* current() const;                            // the run that runs; nullptr when none does
    const std::vector<RunId>& queued() const { return queue_; }  // in their order
    // A run is current, queued, or submitted so recently that RunQueued has not been dequeued. Until this is false,
    // more output of earlier runs can arrive.
    bool busy() const;
    const RunStatus* find(RunId run) const;  // nullptr: never heard of, or ended more than `max_runs` runs ago
    const RunStatus* find_file(std::string_view file) const;  // the newest run whose code has this name
    double seconds(const RunStatus& run) const;               // how long it ran, or has been running
    std::uint64_t ended() const { return ended_; }            // the number of runs that have ended so far
    double held_seconds() const;  // how long runs have been queued while none runs; 0 if none is queued or one runs

    // --- Of the current run.
    const std::optional<Progress>& progress() const { return progress_; }
    const std::optional<RunStopping>& stopping() const { return stopping_; }
    // The question that it or one of its threads has asked; nullptr: none.
    const InputRequested* input() const;

    // The open questions of all runs and threads, oldest first.
    const std::vector<InputRequested>& questions() const { return questions_; }
    bool can_stop() const { return busy() || !questions_.empty() || handler_.has_value(); }
    // The work on the handlers thread that has taken a second or more, until it ends.
    const std::optional<HandlerRunning>& handler() const { return handler_; }

    const std::string& why_failed() const { return why_failed_; }  // the sentence of EngineFailed; "": not failed

    static constexpr std::size_t max_runs = 100'000, max_source_bytes = std::size_t{8} << 20;  // the oldest go first

private:
    template <class Event>
    void take(const Event&) {}  // events that do not concern runs
    void take(const RunQueued& event);
    void take(const RunStarted& event);
    void take(const RunEnded& event);
    void take(const RunRemoved& event);
    void take(const RunStopping& event);
    void take(const Progress& event);
    void take(const InputRequested& event);
    void take(const InputDone& event);
    void take(const HandlerRunning& event);
    void take(const HandlerEnded& event);
    void take(const EngineFailed& event);
    RunStatus& add(const RunQueued& event);
    void drop_oldest();
    void keep_source(RunId run, std::size_t bytes);
    void leave_queue(RunId run);
    void clear_details();

    std::atomic<std::uint64_t> submitted_{0};
    std::uint64_t reported_ = 0;  // of those submitted, the ones whose first event has arrived
    std::uint64_t ended_ = 0;
    std::map<RunId, RunStatus> runs_;
    std::deque<RunId> with_source_;
    std::size_t source_bytes_ = 0;  // of these
    std::vector<RunId> queue_;
    RunId current_ = 0;
    std::optional<Progress> progress_;
    std::optional<RunStopping> stopping_;
    std::vector<InputRequested> questions_;
    std::optional<HandlerRunning> handler_;
    double held_since_ = 0;
    std::string why_failed_;
};

// "cleaning up: time.sleep(5), for 4.2 s"; "" right after Stop was pressed.
std::string stop_words_with_time(const RunStopping& stopping);

}  // namespace gimbal::console
