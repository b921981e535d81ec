// The model of runs, from events alone: no engine, no ImGui.
#include "gimbal/console/run_model.h"

#include <doctest/doctest.h>

#include "gimbal/console/stop_words.h"

using namespace gimbal::console;

namespace {

struct Runs : RunModel {
    template <class Event>
    void tell(Event event) {
        handle(std::move(event));
    }
    RunState state_of(RunId run) const { return find(run)->state; }
};

}  // namespace

TEST_CASE("a run is queued, runs and ends") {
    Runs runs;
    CHECK_FALSE(runs.busy());
    runs.tell(RunQueued{1, RunKind::cell, "print(1)", 2});
    CHECK(runs.queued() == std::vector<RunId>{1});
    CHECK(runs.current() == nullptr);
    CHECK(runs.busy());
    runs.tell(RunStarted{1, RunKind::cell, "print(1)", 2, "print(1)", "<cell 1>"});
    REQUIRE(runs.current() != nullptr);
    CHECK(runs.current()->title == "print(1)");
    CHECK(runs.current()->console == 2);
    CHECK(runs.find_file("<cell 1>") == runs.current());
    CHECK(runs.find_file("<cell 2>") == nullptr);
    CHECK(runs.queued().empty());
    CHECK(runs.state_of(1) == RunState::running);
    CHECK(runs.seconds(*runs.current()) >= 0);
    runs.tell(RunEnded{1, RunState::failed, 2.5, {}});
    CHECK(runs.current() == nullptr);
    CHECK(runs.state_of(1) == RunState::failed);
    CHECK(runs.seconds(*runs.find(1)) == 2.5);
    CHECK(runs.ended() == 1);
    CHECK_FALSE(runs.busy());
}

TEST_CASE("the queue keeps its order, and a removed run is interrupted without having run") {
    Runs runs;
    for (RunId run : {1, 2, 3}) runs.tell(RunQueued{run, RunKind::cell, "a"});
    runs.tell(RunRemoved{2, "stopped"});
    CHECK(runs.queued() == std::vector<RunId>{1, 3});
    CHECK(runs.find(2)->removed);
    CHECK(runs.state_of(2) == RunState::interrupted);
    CHECK_FALSE(runs.find(1)->removed);
}

TEST_CASE("a handler that does not end can be stopped until it has ended") {
    Runs runs;
    CHECK_FALSE(runs.can_stop());
    runs.tell(HandlerRunning{"on_click", 1.0});
    runs.tell(HandlerRunning{"on_click", 2.0});
    REQUIRE(runs.handler());
    CHECK(runs.handler()->seconds == 2.0);
    CHECK(runs.can_stop());
    CHECK_FALSE(runs.busy());
    runs.tell(HandlerEnded{"on_click"});
    CHECK_FALSE(runs.handler());
    CHECK_FALSE(runs.can_stop());
}

TEST_CASE("the words for a handler that does not end count those that wait and those that were dropped") {
    CHECK(waiting_words({"tick", 2}) == "others wait for it");
    CHECK(waiting_words({"tick", 2, 1}) == "1 other waits for it");
    CHECK(handler_words({"tick", 2, 7}) == "tick has run on the handlers thread for 2.0 s; 7 others wait for it");
    CHECK(waiting_words({"tick", 2, 1'000'001, 2}) == "1,000,001 others wait for it, and 2 were dropped");
}

TEST_CASE("a submitted run makes the model busy before its first event arrives") {
    Runs runs;
    runs.note_submitted();
    CHECK(runs.busy());
    runs.tell(RunQueued{1, RunKind::cell, "a"});
    runs.tell(RunStarted{1, RunKind::cell, "a"});
    runs.tell(RunEnded{1, RunState::done, 0, {}});
    CHECK_FALSE(runs.busy());
    runs.note_submitted();
    runs.tell(RunRemoved{2, "the program is quitting"});  // refused at once: it never was in the queue
    CHECK_FALSE(runs.busy());
    CHECK(runs.find(2)->removed);
}

TEST_CASE("progress, Stop and input belong to the current run and go when it ends") {
    Runs runs;
    runs.tell(RunStarted{4, RunKind::command, "smooth"});
    runs.tell(Progress{9, "of another run", 0.5});
    runs.tell(RunStopping{9, StopRung::repeated, "of another run", 1});
    runs.tell(InputRequested{9, "of another run", false});
    CHECK_FALSE(runs.progress());
    CHECK_FALSE(runs.stopping());
    CHECK_FALSE(runs.input());
    runs.tell(Progress{4, "smoothing", 0.5});
    CHECK(runs.progress()->label == "smoothing");
    runs.tell(InputRequested{4, "name? ", true});
    CHECK(runs.state_of(4) == RunState::waiting_for_input);
    CHECK(runs.input()->hidden);
    runs.tell(InputDone{4});
    CHECK(runs.state_of(4) == RunState::running);
    CHECK_FALSE(runs.input());
    runs.tell(RunStopping{4, StopRung::in_c_code, "sum", 4.2});
    CHECK(runs.state_of(4) == RunState::stopping);
    CHECK(stop_words_with_time(*runs.stopping()) == "inside C code that cannot be interrupted: sum, for 4.2 s");
    runs.tell(RunEnded{4, RunState::interrupted, 5, {}});
    CHECK_FALSE(runs.progress());
    CHECK_FALSE(runs.stopping());
    CHECK(runs.state_of(4) == RunState::interrupted);
}

TEST_CASE("queued runs are held while no run is current") {
    Runs runs;
    CHECK(runs.held_seconds() == 0);
    runs.tell(RunQueued{1, RunKind::cell, "a"});
    CHECK(runs.held_seconds() >= 0);
    runs.tell(RunQueued{2, RunKind::cell, "b"});
    runs.tell(RunStarted{1, RunKind::cell, "a"});
    CHECK(runs.held_seconds() == 0);
    runs.tell(RunEnded{1, RunState::done, 100, {}});
    CHECK(runs.held_seconds() < 50);  // counted from the end of the run before
}

TEST_CASE("the model forgets the oldest runs that have ended and keeps those that have not") {
    Runs runs;
    for (RunId run = 1; run <= RunModel::max_runs + 10; ++run) {
        runs.tell(RunStarted{run, RunKind::cell, "a"});
        runs.tell(RunEnded{run, RunState::done, 0, {}});
    }
    CHECK(runs.find(10) == nullptr);
    CHECK(runs.find(11) != nullptr);
    CHECK(runs.find(RunModel::max_runs + 10) != nullptr);
}
