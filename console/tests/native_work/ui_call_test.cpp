// What needs the UI thread, called from Python threads.
#include "tests/native_work/native_fixture.h"

#include "gimbal/console/python/bind.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
struct WithUi : WithNativeWork {
    UiQueue ui{[] {}};
    template <class F>
    void give_function(const char* name, F function, UiCallOptions options = {}) {
        give(name, [&] { return ui_function(ui, name, function, options); });
    }
    template <class F>
    void give_awaitable(const char* name, F function) {
        give(name, [=, this] {
            return bind::function<gil::keeps>(
                name, [=, this] { return to_awaitable(ui_future(subject.engine, ui, name, function)); });
        });
    }
    // Runs the cell and serves the queue meanwhile.
    std::string served(const std::string& source) { return served(subject.engine.submit_cell(source)); }
    std::string served(RunId run) {
        const RunEnded* ended = nullptr;
        subject.wait_until("the cell", [&] {
            ui.drain(1ms);
            ended = subject.find<RunEnded>([&](const RunEnded& end) { return end.run == run; });
            return ended != nullptr;
        });
        const std::string error = ended->state == RunState::done ? "" : ended->error.type + ": " + ended->error.message;
        return subject.output_of(run, Stream::out) + error;
    }
};
}  // namespace

TEST_CASE_FIXTURE(WithUi, "a function runs on the UI thread and its answer comes back, from any Python thread") {
    give_function("twice", [](int value) { return is_ui_thread() ? 2 * value : -1; }, {.parameters = {"value"}});
    CHECK(served("print(twice(21), twice(value=4))") == "42 8\n");
    CHECK(served("import threading\nt = threading.Thread(target=lambda: print(twice(5))); t.start(); t.join()") ==
          "10\n");
    auto on_handler = subject.engine.eval<int>("twice(6)", on_handlers);
    subject.wait_until("the handlers thread", [&] { return ui.drain(1ms), on_handler.ready(); });
    CHECK(on_handler.get(0ms).value() == 12);
}

TEST_CASE_FIXTURE(WithUi, "arguments are checked on the caller's thread, before anything is posted") {
    std::atomic<int> calls = 0;
    give_function("place", [&](const std::string&, std::optional<double>) { ++calls; }, {.parameters = {"title", "x"}});
    CHECK(output("place(3)") == "TypeError: title is 3, an int, not a str");
    CHECK(output("place()") == "TypeError: place() misses title");
    CHECK(output("place('a', 1, 2)") == "TypeError: place() takes at most 2 arguments but 3 were given");
    CHECK(output("place('a', y=1)") == "TypeError: place() has no parameter 'y'");
    CHECK(output("place('a', title='b')") == "TypeError: place() got 'title' twice");
    CHECK(output("place('a', timeout=0)") == "ValueError: timeout is 0, not above 0");
    CHECK(ui.empty());
    CHECK(served("print(place('a'), place('b', 2), place(x=1, title='c'))") == "None None None\n");
    CHECK(calls == 3);
}

TEST_CASE_FIXTURE(WithUi, "the GIL is free while a thread waits for the answer") {
    give_function("answer", [] { return 1; });
    const RunId run = subject.engine.submit_cell("answer()");
    subject.wait_until("the question", [&] { return !ui.empty(); });
    CHECK(value<int>("1 + 1") == 2);  // on the handlers thread
    ui.drain(1s);
    CHECK(subject.wait_for_end(run).state == RunState::done);
}

TEST_CASE_FIXTURE(WithUi, "a posted function returns at once, and runs later") {
    std::atomic<int> seen = 0;
    std::string error;
    give_function("show", [&](int value) { seen = value; }, {.policy = UiPolicy::post});
    give_function("fail", [] { throw std::runtime_error("no room"); },
                  {.policy = UiPolicy::post, .on_error = [&](std::exception_ptr thrown) {
                       try {
                           std::rethrow_exception(thrown);
                       } catch (const std::exception& known) { error = known.what(); }
                   }});
    CHECK(output("print(show(8), fail())") == "None None\n");
    CHECK(seen == 0);
    ui.drain(1s);
    CHECK(seen == 8);
    CHECK(error == "no room");
}

TEST_CASE_FIXTURE(WithUi, "what the UI thread throws is an exception at the caller") {
    give_function("fail", [](int kind) -> int {
        if (kind == 0) throw std::invalid_argument("no such panel: 0");
        throw std::runtime_error("the panel is closed");
    });
    CHECK(served("fail(0)") == "ValueError: no such panel: 0");
    CHECK(served("fail(1)") == "RuntimeError: the panel is closed");
}

TEST_CASE_FIXTURE(WithUi, "a question that is not answered in time names itself, and is not asked later") {
    std::atomic<int> calls = 0;
    give_function("ask", [&] { ++calls; });
    CHECK(output("ask(timeout=0.05)") == "TimeoutError: ask() has not been answered within 0.05 seconds");
    ui.drain(1s);
    CHECK(calls == 0);
}

TEST_CASE_FIXTURE(WithUi, "Stop ends the wait, of a run and of a handler") {
    give_function("ask", [] {});
    const RunId run = subject.engine.submit_cell("ask()");
    subject.wait_until("the question", [&] { return !ui.empty(); });
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    ui.drain(1s);
    auto handler = subject.engine.eval<Value>("ask()", on_handlers);
    subject.wait_until("the question", [&] { return !ui.empty(); });
    subject.engine.stop_handler();
    CHECK(result(std::move(handler)).error().type == "KeyboardInterrupt");
    ui.drain(1s);
}

TEST_CASE_FIXTURE(WithUi, "an answer that comes later is a Future, which is cancelled when nobody waits any more") {
    std::vector<Promise<std::string>> dialogs;
    give_function("ask", [&](const std::string&) {
        dialogs.emplace_back(subject.engine);
        return dialogs.back().future();
    });
    const RunId run = subject.engine.submit_cell("print(ask('Name?'))");
    subject.wait_until("the dialog", [&] { return ui.drain(1ms), dialogs.size() == 1; });
    dialogs[0].set("Ada");
    subject.wait_for_end(run);
    subject.drain();
    CHECK(subject.output_of(run) == "Ada\n");
    CHECK(served("ask('Name?', timeout=0.05)") == "TimeoutError: ask() has not been answered within 0.05 seconds");
    subject.wait_until("the cancel", [&] { return ui.drain(1ms), dialogs[1].cancelled(); });
    dialogs[1].set("late");  // dropped
    const RunId failing = subject.engine.submit_cell("ask('Name?')");
    subject.wait_until("the dialog", [&] { return ui.drain(1ms), dialogs.size() == 3; });
    dialogs[2].fail(std::make_exception_ptr(std::invalid_argument("no name")));
    CHECK(subject.wait_for_end(failing).error.type == "ValueError");
}

TEST_CASE_FIXTURE(WithUi, "a host that ends its window answers with an error, also what waits already") {
    give_function("ask", [] {});
    const RunId run = subject.engine.submit_cell("ask()");
    subject.wait_until("the question", [&] { return !ui.empty(); });
    ui.close();
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.error.type == "RuntimeError");
    CHECK(ended.error.message == "ask() gets no answer: the program is ending");
    CHECK(output("ask()") == "RuntimeError: ask() gets no answer: the program is ending");
    ui.drain(1s);
}

TEST_CASE_FIXTURE(WithUi, "the state of a function is destroyed when Python drops it") {
    auto state = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = state;
    give("peek", [&] { return ui_function(ui, "peek", [state] { return *state; }); });
    state = nullptr;
    CHECK(served("print(peek())") == "1\n");
    CHECK(output("import builtins\ndel builtins.peek") == "");
    CHECK(watched.expired());
}

TEST_CASE_FIXTURE(WithUi, "threads ask while the UI thread posts and ends questions") {
    std::atomic<int> calls = 0;
    give_function("count", [&] { return ++calls; });
    CHECK(served("import threading\ndef ask():\n    for _ in range(100): count(timeout=60)\n"
                 "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
                 "for t in threads: t.start()\nfor t in threads: t.join()\nprint('end')") == "end\n");
    CHECK(calls == 800);
}

TEST_CASE_FIXTURE(WithUi, "a coroutine awaits an answer of the UI thread, and its loop goes on meanwhile") {
    give_awaitable("answer", [] { return is_ui_thread() ? 42 : -1; });
    give_awaitable("fail", []() -> int { throw std::invalid_argument("no such panel: 0"); });
    give_awaitable("nothing", [] {});
    const RunId run = subject.engine.submit_cell(
        "import asyncio\nasync def ticking():\n    for _ in range(3): await asyncio.sleep(0)\n    print('ticks')\n"
        "async def asking(): print(await answer())\nawait asyncio.gather(asking(), ticking())");
    subject.wait_until("the other coroutine", [&] {
        subject.drain();
        return subject.output_of(run, Stream::out) == "ticks\n";
    });
    CHECK(served(run) == "ticks\n42\n");
    CHECK(served("print(await nothing())") == "None\n");
    CHECK(served("await fail()") == "ValueError: no such panel: 0");
    CHECK(served(
              "import threading\nt = threading.Thread(target=lambda: print(answer().result())); t.start(); t.join()") ==
          "42\n");
}

TEST_CASE_FIXTURE(WithUi, "a question that is cancelled is not asked, and what it has returned is cancelled") {
    std::atomic<int> calls = 0;
    std::vector<Promise<int>> dialogs;
    give_awaitable("question", [&calls] { ++calls; });
    give_awaitable("dialog", [this, &dialogs] {
        dialogs.emplace_back(subject.engine);
        return dialogs.back().future();
    });
    CHECK(output("job = question(); job.cancel()") == "");
    CHECK(served("import asyncio\ntry: await job\nexcept asyncio.CancelledError: print('cancelled')") == "cancelled\n");
    CHECK(calls == 0);
    CHECK(output("job = dialog()") == "");
    subject.wait_until("the dialog", [&] { return ui.drain(1ms), dialogs.size() == 1; });
    CHECK(output("job.cancel()") == "");
    CHECK(dialogs[0].cancelled());
}

TEST_CASE_FIXTURE(WithUi,
                  "a host that ends its window refuses a coroutine's question, and the engine ends one that waits") {
    give_awaitable("question", [] {});
    give("early", [this] { return to_awaitable(ui_future(subject.engine, ui, "early", [] {})); });
    ui.close();
    CHECK(output("await question()") == "RuntimeError: question() gets no answer: the program is ending");
    std::string said;  // by a function: at Quit the output may have its own way again
    give("note", [&said] { return bind::function<gil::keeps>("note", [&said](std::string text) { said = text; }); });
    CHECK(output("import threading\ndef wait():\n    try: early.result()\n"
                 "    except RuntimeError as error: note(str(error))\n"
                 "t = threading.Thread(target=wait); t.start()") == "");
    CHECK(subject.engine.quit(30));
    CHECK(said == "the program is quitting");
    ui.drain(1s);
}
