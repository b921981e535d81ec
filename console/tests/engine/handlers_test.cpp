// Handlers and callables, as C++ code uses them.
#include "gimbal/console/python/call.h"

#include <doctest/doctest.h>

#include <signal.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "gimbal/console/python/errors.h"
#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
// The callable that the console's namespace holds under `name`.
Callable named(EngineUnderTest& subject, const char* name) {
    auto found = subject.engine.eval<Callable>(name, {.where = Where::handlers});
    subject.wait_until("the callable", [&] { return found.ready(); });
    return found.get(std::chrono::milliseconds(0)).value();
}
void post_call(EngineUnderTest& subject, const std::string& name, const Callable& callable) {
    subject.engine.post_to_handlers(name, [callable] { PyRef::steal(PyObject_CallNoArgs(callable.get())); });
}
void complete_once(EngineUnderTest& subject) {
    const auto request = subject.engine.complete("prin", 4);
    subject.wait_for<CompletionList>([=](const CompletionList& list) { return list.request == request; });
}
}  // namespace

TEST_CASE_FIXTURE(WithEngine, "a handler runs while a script spins") {
    subject.submit_and_wait("def handler(): print('handled')");
    const Callable handler = named(subject, "handler");
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    post_call(subject, "handler", handler);
    subject.wait_for_text("handled");
    CHECK(subject.engine.is_busy());
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithEngine, "a handler that raises prints its name and traceback, and the next one runs") {
    subject.submit_and_wait("def broken(): 1 / 0\ndef fine(): print('fine')");
    post_call(subject, "on_click of my_plugin", named(subject, "broken"));
    post_call(subject, "fine", named(subject, "fine"));
    subject.wait_for_text("fine\n");
    CHECK(subject.text().find("in on_click of my_plugin:\nTraceback (most recent call last):\n") != std::string::npos);
    CHECK(subject.text().find("ZeroDivisionError: division by zero\n") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "a C++ exception in a handler is shown like a Python one") {
    subject.engine.post_to_handlers("import of x.obj", [] { throw std::invalid_argument("no faces in x.obj"); });
    subject.wait_for_text("ValueError: no faces in x.obj\n");
}

TEST_CASE_FIXTURE(WithEngine, "stop does not interrupt a handler") {
    subject.submit_and_wait(
        "import time\nstate = []\ndef slow():\n    for i in range(30): time.sleep(0.001)\n    state.append('whole')");
    post_call(subject, "slow", named(subject, "slow"));
    for (int i = 0; i < 20; ++i) {
        const RunId run = subject.engine.submit_cell(endless_loop);
        subject.wait_until_running(run);
        subject.engine.stop();
        subject.wait_for_end(run);
    }
    std::atomic<bool> drained{false};
    subject.engine.post_to_handlers("after it", [&] { drained = true; });
    subject.wait_until("the handler", [&] { return drained.load(); });
    CHECK(subject.output_of("state") == "['whole']\n");
}

TEST_CASE_FIXTURE(WithEngine, "a command is a run: it can be stopped, and its error is a traceback") {
    subject.submit_and_wait("def command():\n    " + endless_loop + "\ndef broken(): raise ValueError('no')");
    const RunId run = subject.engine.submit_call(named(subject, "command"), "spin");
    CHECK(subject.wait_for<RunStarted>([=](const RunStarted& s) { return s.run == run; }).title == "spin");
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    CHECK(subject.wait_for_end(subject.engine.submit_call(named(subject, "broken"), "broken")).error.message == "no");
}

TEST_CASE_FIXTURE(WithEngine, "a callable may be copied and dropped on any thread, and is released with the GIL held") {
    subject.submit_and_wait(
        "import weakref\ndef dropped(): pass\ngone = []\nweakref.finalize(dropped, gone.append, True)");
    {
        Callable callable = named(subject, "dropped");
        subject.submit_and_wait("del dropped");
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([callable] {
                for (int i = 0; i < 1000; ++i) Callable copy = callable;
            });
        threads.clear();
        CHECK(subject.output_of("gone") == "[]\n");
    }
    subject.wait_until("the release", [&] { return subject.output_of("gone") == "[True]\n"; });
}

TEST_CASE_FIXTURE(WithEngine, "a dropped callable is released while a script spins") {
    subject.submit_and_wait("def dropped(): pass\nweakref.finalize(dropped, print, 'released')");
    Callable callable = named(subject, "dropped");
    subject.submit_and_wait("del dropped");
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    callable = {};
    subject.wait_for_text("released");
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithEngine, "a process started by a handler or a cell has no blocked signals") {
    const char* code =
        "def mask():\n    import subprocess\n    line = subprocess.run(['grep', 'SigBlk', '/proc/self/status'], "
        "capture_output=True, text=True).stdout\n    print('mask', int(line.split()[1], 16))";
    subject.submit_and_wait(code);
    CHECK(subject.output_of("mask()") == "mask 0\n");
    subject.forget();
    post_call(subject, "mask", named(subject, "mask"));
    subject.wait_for_text("mask 0\n");
}

TEST_CASE_FIXTURE(WithEngine, "only the script thread takes signals") {
    complete_once(subject);  // so that the assist thread exists
    int threads = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream status(task.path() / "status");
        std::string line, name, mask;
        while (std::getline(status, line)) {
            if (line.starts_with("Name:")) name = line.substr(6);
            if (line.starts_with("SigBlk:")) mask = line.substr(8);
        }
        if (name != "handlers" && name != "assist" && name != "supervisor") continue;
        ++threads;
        CAPTURE(name);
        for (int number : {SIGINT, SIGTERM, SIGALRM, SIGCHLD, SIGUSR1})
            CHECK((std::stoull(mask, nullptr, 16) >> (number - 1) & 1) == 1);
    }
    CHECK(threads == 3);
}

TEST_CASE_FIXTURE(WithEngine, "progress events are joined, known or unknown, and the last one is always posted") {
    for (int i = 0; i < 10'000; ++i) subject.engine.report_progress("search", -1);
    for (int i = 0; i <= 10'000; ++i) subject.engine.report_progress("smooth", i / 10'000.0);
    subject.drain();
    int told = 0;
    for (const ConsoleEvent& event : subject.events) told += std::holds_alternative<Progress>(event);
    CHECK(told < 1000);
    CHECK(subject.find<Progress>([](const Progress& progress) { return progress.fraction == 1; }) != nullptr);
}
