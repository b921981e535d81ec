// Runs test_python_api.py in an engine, as a script of the console.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine,
                  "gimbal_console.interpreters has the names and the behaviour of concurrent.interpreters") {
    const RunId run = subject.engine.submit_file(test_console() + "/tests/interpreters/test_python_api.py", {"-v"});
    const RunEnded ended = subject.wait_for_end(run);
    INFO(subject.output_of(run));
    CHECK(ended.state == RunState::done);
    CHECK(subject.output_of(run).find("\nOK") != std::string::npos);
}
