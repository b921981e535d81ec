// The queue under the output: its entries, removal by mouse and key, and the message about runs that never started.
#include "panel/log/queue_lines.h"

#include <doctest/doctest.h>

#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct Queueing : PanelUnderTest {
    Queueing() {
        type(test::typed_endless_loop);
        wait_until_running();
    }
    void queue(const std::u32string& source, const std::string& shown) {
        type(source + U"\n");
        wait_for(shown);
    }
};
}  // namespace

TEST_CASE("queued runs are listed under the output, the first few by title") {
    Queueing p;
    for (int i = 1; i <= 4; ++i)
        p.queue(U"print(" + std::u32string(1, U'0' + static_cast<char32_t>(i)) + U")", "queued  " + std::to_string(i));
    CHECK(p.shows("queued  1  print(1)  \u00D7\nqueued  2  print(2)  \u00D7\n"));
    p.queue(U"print(5)", "and 1 more");
    CHECK(p.shows("queued  4  print(4)  \u00D7\n        and 1 more\n>>> "));
    CHECK_FALSE(p.shows("queued  5"));
}

TEST_CASE("a click on its cross removes a run from the queue, and a message says so") {
    Queueing p;
    p.queue(U"print('first')", "queued  1");
    p.queue(U"print('second')", "queued  2");
    int row = p.row_of("queued  1");
    p.mouse(p.x_of(2), p.y_of(row), InputEvent::Action::press);  // a click beside the cross does nothing
    p.step();
    CHECK(p.shows("queued  2"));
    p.mouse(p.x_of(27) + 4, p.y_of(row), InputEvent::Action::press);
    p.wait_for("1 queued run was not run: print('first')\n");
    CHECK(p.shows("queued  1  print('second')"));
    p.engine.stop();
    p.settle();
    CHECK_FALSE(p.shows("\nfirst\n"));
}

TEST_CASE("Delete at an empty prompt removes the run queued last; otherwise it erases text") {
    Queueing p;
    p.queue(U"print('first')", "queued  1");
    p.queue(U"print('second')", "queued  2");
    p.type(U"ab").press(key::home).press(key::del);
    CHECK(p.panel.typed() == "b");
    CHECK(p.shows("queued  2"));
    p.press(key::del).press(key::del);
    p.wait_for("1 queued run was not run: print('second')\n");
    CHECK(p.shows("queued  1  print('first')"));
}

TEST_CASE("Stop clears the queue and says so in one line, for every kind of run") {
    Queueing p;
    p.queue(U"print('a cell')", "queued  1");
    p.engine.submit_source("print('a file')", "/tmp/script.py");
    p.engine.submit_call({}, "Tools > Measure");
    p.wait_for("queued  3  Tools > Measure");
    p.press(key::letter('C'), key::control);
    p.settle();
    CHECK(p.shows("3 queued runs were not run: print('a cell'), script.py, Tools > Measure\n"));
    CHECK_FALSE(p.shows("queued  "));
    CHECK(p.shows("KeyboardInterrupt"));
}

TEST_CASE("titles are short lines of visible characters for any name of a command") {
    RunModel runs;
    ConsoleQueue queue(runs);
    const auto tell = [&](const RunQueued& event) {
        runs.handle(event);
        queue.handle(event);
    };
    tell({1, RunKind::command, "two\nlines\x1b[31m and \u65E5\u672C\u8A9E far more than fits here"});
    CHECK(queue.lines(40)[0] == "queued  1  two lines [31m and \u65E5\u672C\u2026  \u00D7");
    for (RunId run = 2; run < 20; ++run) tell({run, RunKind::cell, "run"});
    CHECK(queue.lines(80).back() == "        and 15 more");
    RemovedRuns removed;
    for (RunId run = 1; run < 20; ++run) {
        runs.handle(RunRemoved{run, ""});
        removed.add(RunRemoved{run, ""}, runs);
    }
    CHECK(removed.take_words().ends_with(", run, run and 14 more"));
    CHECK(removed.empty());
}
