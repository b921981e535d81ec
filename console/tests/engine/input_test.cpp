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
    subject.answer("Ada \xC3\xA9");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run, Stream::result) == "'Ada \xC3\xA9'\n");
    CHECK(subject.find<InputDone>([=](const InputDone& done) { return done.run == run; }) != nullptr);
}

TEST_CASE_FIXTURE(WithEngine, "an empty line is a line, not the end of input") {
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_for<InputRequested>();
    subject.answer("");
    CHECK(subject.wait_for_end(run).state == RunState::done);
    CHECK(subject.output_of(run) == "''\n");
}

TEST_CASE_FIXTURE(WithEngine, "an unexpected answer is dropped and not kept for the next input()") {
    subject.engine.submit_cell("input()");
    const QuestionId first = subject.question();
    subject.answer("first");
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_until("the second question", [&] { return subject.question() != first; });
    subject.engine.answer_input(first, "stray");
    subject.answer("meant");
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
    subject.answer("abcdef");
    subject.wait_for_end(next);
    CHECK(subject.output_of(next) == "('abc', 'def\\n')\n");
}

TEST_CASE_FIXTURE(WithEngine, "getpass asks for hidden input with its prompt") {
    const RunId run = subject.engine.submit_cell("import getpass\ngetpass.getpass('Key: ')");
    const auto asked = subject.wait_for<InputRequested>();
    CHECK(asked.hidden);
    CHECK(asked.prompt == "Key: ");
    subject.answer("secret");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "'secret'\n");
}

TEST_CASE_FIXTURE(WithEngine, "handlers run while a script waits for input") {
    const RunId run = subject.engine.submit_cell("input()");
    subject.wait_for<InputRequested>();
    std::atomic<bool> called{false};
    subject.engine.post_to_handlers("note", [&] { called = true; });
    subject.wait_until("the handler", [&] { return called.load(); });
    subject.answer("x");
    CHECK(subject.wait_for_end(run).state == RunState::done);
}

namespace {

// Starts a thread that asks `name? ` after its run has ended.
constexpr const char* thread_that_asks = "import threading\n"
                                         "def ask():\n"
                                         "    try: print('got', input('name? '))\n"
                                         "    except BaseException as error: print('raised', type(error).__name__)\n"
                                         "threading.Thread(target=ask, daemon=True).start()";

}  // namespace

TEST_CASE_FIXTURE(WithEngine, "a thread may ask after its run has ended, and does not get the next run's answer") {
    const RunId run = subject.submit_and_wait(thread_that_asks).run;
    const QuestionId of_thread = subject.question();
    CHECK(subject.engine.runs().questions().back().run == run);
    CHECK_FALSE(subject.engine.runs().input());
    const RunId next = subject.engine.submit_cell("input('next? ')");
    subject.wait_until("two questions", [&] { return subject.engine.runs().questions().size() == 2; });
    CHECK(subject.engine.runs().input()->prompt.empty());
    subject.answer("5");
    subject.wait_for_end(next);
    CHECK(subject.output_of(next) == "next? '5'\n");
    subject.engine.answer_input(of_thread, "bob");
    subject.wait_for_text("got bob");
    CHECK(subject.output_of(run) == "name? got bob\n");
}

TEST_CASE_FIXTURE(WithEngine, "Stop ends the question that a thread of an ended run has left, and no other run's") {
    subject.submit_and_wait(thread_that_asks);
    subject.question();
    const RunId next = subject.engine.submit_cell("input('next? ')");
    subject.wait_until("two questions", [&] { return subject.engine.runs().questions().size() == 2; });
    subject.engine.stop();
    CHECK(subject.wait_for_end(next).state == RunState::interrupted);
    CHECK(subject.engine.runs().questions().size() == 1);
    subject.engine.stop();
    subject.wait_for_text("raised KeyboardInterrupt");
    CHECK(subject.engine.runs().questions().empty());
}

TEST_CASE_FIXTURE(WithEngine, "Stop ends the questions of the current run's threads") {
    const RunId run = subject.engine.submit_cell(std::string(thread_that_asks) + "\nthreading.Event().wait()");
    subject.question();
    CHECK(subject.engine.runs().find(run)->state == RunState::waiting_for_input);
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    subject.wait_for_text("raised KeyboardInterrupt");
}

TEST_CASE_FIXTURE(WithEngine, "further lines of a thread's answer are not the answers of another run") {
    subject.submit_and_wait(thread_that_asks);
    const QuestionId of_thread = subject.question();
    const RunId run = subject.engine.submit_cell("input(), input()");
    subject.wait_until("two questions", [&] { return subject.engine.runs().questions().size() == 2; });
    const QuestionId first = subject.question();
    subject.engine.answer_input(of_thread, "bob\nstray");
    subject.wait_for_text("got bob");
    subject.engine.answer_input(first, "5");
    subject.wait_until("the second question", [&] { return subject.question() != first; });
    subject.answer("6");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "('5', '6')\n");
}

TEST_CASE_FIXTURE(WithEngine, "several lines in one answer are the answers to several questions of the run") {
    const RunId run = subject.engine.submit_cell("import sys; input(), sys.stdin.readline(1), input()");
    subject.answer("one\ntwo\nthree\nfour");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "('one', 't', 'wo')\n");
    const RunId next = subject.engine.submit_cell("import getpass; input(), getpass.getpass(), input()");
    subject.answer("five\nsix");
    subject.wait_until("the password's question", [&] {
        const auto& questions = subject.engine.runs().questions();
        return !questions.empty() && questions.back().hidden;
    });
    subject.answer("secret");
    subject.wait_for_end(next);
    CHECK(subject.output_of(next).ends_with("('five', 'secret', 'six')\n"));
}

TEST_CASE_FIXTURE(WithEngine, "the end of input raises EOFError in input() and ends sys.stdin.read()") {
    const RunId run = subject.engine.submit_cell("try: input()\nexcept EOFError: print('end')");
    subject.engine.end_input(subject.question());
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "end\n");
    subject.forget();
    const RunId next = subject.engine.submit_cell("import sys; sys.stdin.read()");
    subject.answer("one");
    subject.wait_until("the second question",
                       [&] { return subject.find<InputRequested>([&, n = 0](auto&) mutable { return ++n == 2; }); });
    subject.engine.end_input(subject.question());
    subject.wait_for_end(next);
    CHECK(subject.output_of(next) == "'one\\n'\n");
}
