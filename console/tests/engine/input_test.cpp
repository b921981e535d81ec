// input() and getpass: an event asks, a line answers.
#include <doctest/doctest.h>

#include <atomic>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine, "input() shows its prompt, asks, and returns the line") {
    const RunId run = subject.engine.submit_cell("input('name? ')");
    const auto asked = subject.wait_for<InputRequested>();
    CHECK(asked.run == run);
    CHECK_FALSE(asked.hidden);
    CHECK(subject.output_of(run, Stream::out) == "name? ");
    subject.engine.answer_input("Ada \xC3\xA9");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run, Stream::result) == "'Ada \xC3\xA9'\n");
    CHECK(subject.find<InputDone>([=](const InputDone& done) { return done.run == run; }) != nullptr);
}

TEST_CASE_FIXTURE(WithEngine, "an empty line is a line, not the end of input") {
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_for<InputRequested>();
    subject.engine.answer_input("");
    CHECK(subject.wait_for_end(run).state == RunState::done);
    CHECK(subject.output_of(run) == "''\n");
}

TEST_CASE_FIXTURE(WithEngine, "an unexpected answer is dropped and not kept for the next input()") {
    subject.engine.answer_input("stray");
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_for<InputRequested>();
    subject.engine.answer_input("meant");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "'meant'\n");
}

TEST_CASE_FIXTURE(WithEngine, "stop ends input(), which works again afterwards") {
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_for<InputRequested>();
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    subject.forget();
    const RunId next = subject.engine.submit_cell("import sys; sys.stdin.readline(3), sys.stdin.readline()");
    subject.wait_for<InputRequested>();
    subject.engine.answer_input("abcdef");
    subject.wait_for_end(next);
    CHECK(subject.output_of(next) == "('abc', 'def\\n')\n");
}

TEST_CASE_FIXTURE(WithEngine, "getpass asks for hidden input with its prompt") {
    const RunId run = subject.engine.submit_cell("import getpass\ngetpass.getpass('Key: ')");
    const auto asked = subject.wait_for<InputRequested>();
    CHECK(asked.hidden);
    CHECK(asked.prompt == "Key: ");
    subject.engine.answer_input("secret");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "'secret'\n");
}

TEST_CASE_FIXTURE(WithEngine, "handlers run while a script waits for input") {
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_for<InputRequested>();
    std::atomic<bool> called{false};
    subject.engine.post_to_handlers("note", [&] { called = true; });
    subject.wait_until("the handler", [&] { return called.load(); });
    subject.engine.answer_input("x");
    CHECK(subject.wait_for_end(run).state == RunState::done);
}
