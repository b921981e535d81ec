// Cells and files as runs: order, values, namespaces, ends.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine, "a cell's output, its value and its end arrive in order") {
    const RunId run = subject.engine.submit_cell("print('out')\n6 * 7");
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.state == RunState::done);
    CHECK(subject.output_of(run, Stream::out) == "out\n");
    CHECK(subject.output_of(run, Stream::result) == "42\n");
}

TEST_CASE_FIXTURE(WithEngine, "runs go one after the other in the order of submission") {
    std::vector<RunId> runs;
    for (int i = 0; i < 50; ++i) runs.push_back(subject.engine.submit_cell("print(" + std::to_string(i) + ")"));
    subject.wait_for_end(runs.back());
    std::string expected;
    for (int i = 0; i < 50; ++i) expected += std::to_string(i) + "\n";
    CHECK(subject.text() == expected);
}

TEST_CASE_FIXTURE(WithEngine, "stop ends an endless loop") {
    const RunId run = subject.engine.submit_cell("while True: pass");
    subject.wait_until_running(run);
    subject.engine.stop();
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.state == RunState::interrupted);
    CHECK(ended.error.type == "KeyboardInterrupt");
}
