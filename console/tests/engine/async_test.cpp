// asyncio at the prompt: await in cells, background tasks, and Stop for both.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/shell_interrupt.h"
#include "tests/engine/typed_cells.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct WithTasks : WithEngine {
    WithTasks() {
        subject.submit_and_wait("import asyncio");
        subject.forget();
    }
    ~WithTasks() {  // the engine is shared, so no task may live on into the next case
        subject.engine.cancel_background_tasks();
        subject.submit_and_wait("await asyncio.sleep(0)\nawait asyncio.gather(*asyncio.all_tasks() - "
                                "{asyncio.current_task()}, return_exceptions=True)");
        subject.wait_until("no task to live", [&] { return subject.engine.background_tasks() == 0; });
    }
    // A task that writes "tick" until it is cancelled, and then says so.
    void start_ticking() {
        subject.submit_and_wait(
            "async def tick():\n    try:\n        while True: print('tick'); await asyncio.sleep(0.01)\n"
            "    finally: print('no more')\nticking = asyncio.create_task(tick(), name='ticker')");
    }
    void wait_for_ticks(int wanted) {
        subject.forget();
        subject.wait_until("ticks", [&] {
            const std::string text = subject.text();
            std::size_t found = 0;
            for (std::size_t at = 0; (at = text.find("tick\n", at)) != std::string::npos; ++at) ++found;
            return found >= static_cast<std::size_t>(wanted);
        });
    }
};
}  // namespace

TEST_CASE_FIXTURE(WithTasks, "await works at the top level, and its value is shown and kept") {
    CHECK(subject.output_of("await asyncio.sleep(0, 'value')") == "'value'\n");
    CHECK(subject.output_of("_ * 2") == "'valuevalue'\n");
    CHECK(subject.output_of("x = await asyncio.sleep(0, 3)\ny = x + await asyncio.sleep(0, 4)\nprint(x)\ny") ==
          "3\n7\n");
    CHECK(subject.output_of("await asyncio.sleep(0)") == "");
}

TEST_CASE_FIXTURE(WithTasks, "async for, async with and async comprehensions work at the top level") {
    subject.submit_and_wait("import contextlib\nasync def count():\n    for i in range(3): yield i\n"
                            "@contextlib.asynccontextmanager\nasync def scope():\n    print('in')\n    try: yield 5\n  "
                            "  finally: print('out')");
    CHECK(subject.output_of("async for i in count(): print(i)") == "0\n1\n2\n");
    CHECK(subject.output_of("async with scope() as five:\n    print(five)") == "in\n5\nout\n");
    CHECK(subject.output_of("[2 * i async for i in count()]") == "[0, 2, 4]\n");
    CHECK(subject.output_of("for i in range(2):\n    await asyncio.sleep(0)\n    i") == "0\n1\n");
}

TEST_CASE_FIXTURE(WithTasks, "an error in an awaited cell has the traceback of the cell, without frames of the loop") {
    const RunEnded ended = subject.submit_and_wait("async def fail():\n    1 / 0\nawait fail()");
    CHECK(ended.state == RunState::failed);
    CHECK(ended.error.type == "ZeroDivisionError");
    CHECK(ended.error.line == 2);
    CHECK(ended.error.text.find("asyncio") == std::string::npos);
    CHECK(ended.error.text.find("background.py") == std::string::npos);
    CHECK(ended.error.text.find("    1 / 0\n") != std::string::npos);
}

TEST_CASE_FIXTURE(WithTasks, "exit() in an awaited cell ends only the run, and its context variables stay") {
    CHECK(subject.submit_and_wait("await asyncio.sleep(0)\nraise SystemExit").error.is_system_exit);
    subject.submit_and_wait("import contextvars\nvariable = contextvars.ContextVar('variable')\nawait "
                            "asyncio.sleep(0)\nheld = variable.set('set')");
    CHECK(subject.output_of("variable.get()") == "'set'\n");
}

TEST_CASE_FIXTURE(WithTasks, "asyncio.run works in a cell, before and after an await") {
    subject.submit_and_wait("async def three(): return 3");
    CHECK(subject.output_of("asyncio.run(three())") == "3\n");
    CHECK(subject.output_of("await three()") == "3\n");
    CHECK(subject.output_of("asyncio.run(three())") == "3\n");
    CHECK(subject.output_of("asyncio.get_event_loop().run_until_complete(three())") == "3\n");
}

TEST_CASE_FIXTURE(WithTasks, "tasks run while the prompt is idle and while a cell awaits") {
    start_ticking();
    wait_for_ticks(3);
    CHECK(subject.output_of("1 + 1").ends_with("2\n"));
    wait_for_ticks(3);
    subject.wait_for_end(subject.engine.submit_cell("await asyncio.sleep(0.1)"));
    wait_for_ticks(1);
    CHECK(subject.engine.background_tasks() == 1);
}

TEST_CASE_FIXTURE(WithTasks, "output of a task belongs to the run that started it, whichever run is current") {
    subject.submit_and_wait("async def later(word):\n    await asyncio.sleep(0.05)\n    print(word)\n"
                            "    asyncio.get_running_loop().call_later(0.05, print, word + ' again')\n"
                            "    await asyncio.to_thread(print, word + ' beside')\n    raise ValueError(word)");
    const RunId first = subject.submit_and_wait("first = asyncio.create_task(later('first'))").run;
    const RunId second =
        subject.submit_and_wait("second = asyncio.create_task(later('second'))\nawait asyncio.sleep(0.08)").run;
    const RunId third = subject.submit_and_wait("print('third')").run;
    subject.wait_for_text("first again");
    subject.wait_for_text("second again");
    subject.wait_for_text("ValueError: second");
    subject.wait_for_text("ValueError: first");
    CHECK(subject.output_of(first, Stream::out) == "first\nfirst beside\nfirst again\n");
    CHECK(subject.output_of(second, Stream::out) == "second\nsecond beside\nsecond again\n");
    CHECK(subject.output_of(third) == "third\n");
    CHECK(subject.output_of(first, Stream::err).find("ValueError: first") != std::string::npos);
    CHECK(subject.output_of(second, Stream::err).find("ValueError: second") != std::string::npos);
}

TEST_CASE_FIXTURE(WithTasks, "output of later scripts and cells belongs to them after asyncio was used") {
    const RunId cell = subject.submit_and_wait("asyncio.run(asyncio.to_thread(print, 'cell'))").run;
    const RunId script = subject
                             .wait_for_end(subject.engine.submit_source(
                                 "import asyncio\nasync def main(): print('script')\nasyncio.run(main())", "s.py"))
                             .run;
    CHECK(subject.output_of(cell) == "cell\n");
    CHECK(subject.output_of(script) == "script\n");
}

TEST_CASE_FIXTURE(WithTasks, "another thread cancels no tasks if there is no loop yet, or a script has closed it") {
    CHECK(subject.output_of("from gimbal_console.runtime import background\nfrom types import SimpleNamespace\n"
                            "stub = SimpleNamespace(on_script_thread=lambda: False, in_cell=lambda: False, "
                            "follow=lambda run: None)\n"
                            "background.Background(stub).cancel_from_anywhere()") == "0\n");
    CHECK(subject.output_of("asyncio.get_event_loop().close()\n"
                            "cancelled = asyncio.run(asyncio.to_thread(background.console.cancel_from_anywhere))\n"
                            "cancelled") == "0\n");
}

TEST_CASE_FIXTURE(WithTasks, "a task without a reference is not lost") {
    subject.submit_and_wait("import gc\nasync def later():\n    await asyncio.get_running_loop().create_future()\n"
                            "held = asyncio.create_task(later())\nheld = None\ngc.collect()\n");
    CHECK(subject.output_of("_ = gc.collect(); len(asyncio.all_tasks(asyncio.get_event_loop()))") == "1\n");
}

TEST_CASE_FIXTURE(WithTasks, "stop cancels the awaitable of a cell and waits for its finally") {
    const RunId run = subject.engine.submit_cell("try:\n    print('ready')\n    await asyncio.sleep(100)\n"
                                                 "finally:\n    await asyncio.sleep(0.02)\n    print('cleaned')");
    subject.wait_for_text("ready");
    subject.engine.stop();
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.state == RunState::interrupted);
    CHECK(ended.error.text.find("line 3, in <module>\n    await asyncio.sleep(100)\n") != std::string::npos);
    CHECK(subject.output_of(run, Stream::out) == "ready\ncleaned\n");
}

TEST_CASE_FIXTURE(
    WithTasks, "a second stop raises in code that swallowed the first, and a stubborn task goes on in the background") {
    const RunId run = subject.engine.submit_cell(
        "async def stubborn():\n    for i in range(2):\n        try:\n"
        "            asyncio.get_running_loop().call_later(0.01, print, f'wait {i}')\n            await "
        "asyncio.sleep(100)\n"
        "        except asyncio.CancelledError: pass\n    print('given in')\nawait stubborn()");
    subject.wait_for_text("wait 0");
    subject.engine.stop();
    subject.wait_for_text("wait 1");
    CHECK(subject.find<RunEnded>([&](const RunEnded& ended) { return ended.run == run; }) == nullptr);
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    subject.wait_for_text("given in");  // the second Stop cancelled it again
}

TEST_CASE_FIXTURE(WithTasks, "stop ends a coroutine that never awaits and one that blocks") {
    subject.submit_and_wait("import time");
    for (const std::string& code : {endless_loop, std::string("time.sleep(100)")}) {
        CAPTURE(code);
        const RunId run = subject.engine.submit_cell("async def busy():\n    print('ready')\n    " + code +
                                                     "\nawait busy()");
        subject.wait_for_text("ready");
        subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        subject.forget();
        const RunId nested = subject.engine.submit_cell("await asyncio.gather(busy(), asyncio.sleep(100))");
        subject.wait_for_text("ready");
        subject.engine.stop();
        CHECK(subject.wait_for_end(nested).state == RunState::interrupted);
        subject.forget();
    }
}

TEST_CASE_FIXTURE(WithTasks, "stop does not touch background tasks, neither at the idle prompt nor while a cell runs") {
    start_ticking();
    wait_for_ticks(2);
    for (int i = 0; i < 50; ++i) subject.engine.stop();
    interrupt_idle_engine(subject);
    wait_for_ticks(2);
    const RunId awaiting = subject.engine.submit_cell("print('ready')\nawait asyncio.sleep(100)");
    subject.wait_for_text("ready");
    subject.engine.stop();
    CHECK(subject.wait_for_end(awaiting).state == RunState::interrupted);
    wait_for_ticks(2);
    CHECK(subject.output_of("ticking.done()").ends_with("False\n"));
}

TEST_CASE_FIXTURE(WithTasks, "a SIGINT from the shell that a thread of the script takes reaches only a cell") {
    // The thread starts in a cell, so it does not block SIGINT. The script thread does while no cell runs.
    subject.submit_and_wait("import threading, time\nreleased = threading.Event()\n"
                            "other = threading.Thread(target=released.wait, daemon=True)\nother.start()");
    start_ticking();
    for (int i = 0; i < 10; ++i) {
        const std::string cell = i % 2 == 0 ? "pass" : "await asyncio.sleep(0)";  // asyncio changes the handler
        CAPTURE(cell);
        CHECK(subject.submit_and_wait(cell).state == RunState::done);
        subject.forget();
        interrupt_idle_engine(subject);
        subject.wait_for_text("tick\n");
        CHECK(subject.text().find("KeyboardInterrupt") == std::string::npos);
    }
    for (const std::string wait : {"time.sleep(100)", "await asyncio.sleep(100)"}) {
        CAPTURE(wait);
        subject.forget();
        const RunId run = subject.engine.submit_cell("print('ready')\n" + wait);
        subject.wait_for_text("ready");
        kill(getpid(), SIGINT);
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    }
    wait_for_ticks(2);
    subject.submit_and_wait("released.set()\nother.join()");
}

TEST_CASE_FIXTURE(WithTasks, "background tasks can be cancelled, also while a cell awaits") {
    start_ticking();
    subject.wait_for<BackgroundTasks>([](const BackgroundTasks& tasks) { return tasks.count == 1; });
    subject.engine.cancel_background_tasks();
    subject.wait_for_text("no more\n");
    subject.wait_for<BackgroundTasks>([](const BackgroundTasks& tasks) { return tasks.count == 0; });
    subject.forget();
    start_ticking();
    const RunId awaiting = subject.engine.submit_cell("print('ready')\nawait asyncio.sleep(0.3, 'slept')");
    subject.wait_for_text("ready");
    subject.engine.cancel_background_tasks();
    subject.wait_for_text("no more\n");
    CHECK(subject.wait_for_end(awaiting).state == RunState::done);  // it is not a background task
}

TEST_CASE_FIXTURE(WithTasks, "stop of a cell interrupts a background task that blocks the loop") {
    subject.submit_and_wait("async def hold():\n    print('holding')\n    " + endless_loop +
                            "\nholding = asyncio.create_task(hold(), name='holder')");
    subject.wait_for_text("holding");
    const RunId waiting = subject.engine.submit_cell("print('at last')");
    subject.wait_until("the waiting cell to be removed and the task to end", [&] {
        subject.engine.stop();  // repeatedly, as a person presses it
        if (!subject.find<RunRemoved>([&](const RunRemoved& removed) { return removed.run == waiting; })) return false;
        if (subject.text().find("because it blocked the event loop") == std::string::npos)
            subject.engine.submit_cell("0");
        return subject.text().find("'holder' (hold, <cell") != std::string::npos;
    });
    CHECK(subject.submit_and_wait("print('at last')").state == RunState::done);
}

TEST_CASE_FIXTURE(WithTasks, "cancelling the tasks a second time interrupts one that blocks the loop") {
    subject.submit_and_wait("import time\nasync def block():\n    print('blocking')\n    time.sleep(1000)\nheld = "
                            "asyncio.create_task(block())");
    subject.wait_for_text("blocking");
    subject.wait_until("the task to be interrupted", [&] {
        subject.engine.cancel_background_tasks();
        return subject.text().find("because it blocked the event loop") != std::string::npos;
    });
    CHECK(subject.submit_and_wait("pass").state == RunState::done);
}

TEST_CASE_FIXTURE(WithTasks,
                  "the error of a task is shown with its origin while the prompt is idle, unless code awaits it") {
    subject.submit_and_wait("async def fail(why):\n    await asyncio.sleep(0)\n    raise ValueError(why)");
    subject.submit_and_wait("kept = asyncio.create_task(fail('dropped'), name='lonely')");
    subject.wait_for_text("ValueError: dropped\n");
    const std::string text = subject.text();
    CHECK(text.find("task 'lonely' (fail, <cell ") != std::string::npos);
    CHECK(text.find("; started by <cell ") != std::string::npos);
    CHECK(text.find("    raise ValueError(why)\n") != std::string::npos);
    subject.forget();
    subject.submit_and_wait(
        "try: await asyncio.gather(asyncio.create_task(fail('gathered')))\nexcept ValueError: print('caught')");
    subject.submit_and_wait("try: await asyncio.create_task(fail('awaited'))\nexcept ValueError: print('caught')");
    subject.submit_and_wait("await asyncio.sleep(0.2)");
    CHECK(subject.text() == "caught\ncaught\n");
}

TEST_CASE_FIXTURE(WithTasks, "an error reported when a task is dropped belongs to the run that started it") {
    subject.submit_and_wait(
        "import gc\nkept = []\nasync def fail(why): raise ValueError(why)\n"
        "async def start(why):\n    inner = asyncio.create_task(fail(why))\n    await asyncio.sleep(0)\n"
        "    if why == 'kept': kept.append(inner)");
    const RunId idle = subject.submit_and_wait("started = asyncio.create_task(start('idle'))").run;
    subject.wait_for_text("ValueError: idle\n");  // dropped between the runs, when the task that started it ends
    const RunId first = subject.submit_and_wait("await asyncio.create_task(start('kept'))").run;
    const RunId second = subject.submit_and_wait("kept.clear(); _ = gc.collect(); print('second')").run;
    subject.wait_for_text("ValueError: kept\n");
    const RunId third = subject.submit_and_wait("timer = asyncio.get_event_loop().call_later(0.05, lambda: 1 / 0)").run;
    subject.wait_for_text("ZeroDivisionError");
    CHECK(subject.output_of(idle, Stream::err).find("ValueError: idle\n") != std::string::npos);
    CHECK(subject.output_of(first, Stream::err).find("; started by <cell ") != std::string::npos);
    CHECK(subject.output_of(first, Stream::err).find("ValueError: kept\n") != std::string::npos);
    CHECK(subject.output_of(second) == "second\n");
    CHECK(subject.output_of(third, Stream::err).find("ZeroDivisionError") != std::string::npos);
}

TEST_CASE_FIXTURE(WithTasks, "exit() in a task ends only that task and prints a message") {
    subject.submit_and_wait("async def leave():\n    raise SystemExit(3)\nheld = asyncio.create_task(leave())");
    subject.wait_for_text("called exit(), which ended this task only");
    CHECK(subject.output_of("1 + 1") == "2\n");
}

TEST_CASE_FIXTURE(WithTasks, "asyncio in a script file follows python3's rules") {
    const RunEnded top = subject.wait_for_end(
        subject.engine.submit_source("import asyncio\nawait asyncio.sleep(0)\n", "script.py"));
    CHECK(top.error.type == "SyntaxError");
    const RunEnded task = subject.wait_for_end(
        subject.engine.submit_source("import asyncio\nasync def f(): pass\ng = f()\n"
                                     "try: asyncio.create_task(g)\nfinally: g.close()",
                                     "script.py"));
    CHECK(task.error.message == "no running event loop");
    const RunEnded run = subject.wait_for_end(
        subject.engine.submit_source("import asyncio\nasync def f(): print('ran')\nasyncio.run(f())", "script.py"));
    CHECK(subject.output_of(run.run) == "ran\n");
}

TEST_CASE_FIXTURE(WithTasks, "a script that closes the loop loses its tasks and does not harm the console") {
    subject.submit_and_wait("asyncio.get_event_loop().close()");
    CHECK(subject.output_of("await asyncio.sleep(0, 'again')") == "'again'\n");
}

TEST_CASE("neither the start nor a cell without await imports asyncio") {
    const std::string cells = "async def f(): pass\n\nprint(1)\n'asyncio' in __import__('sys').modules\nawait "
                              "f()\n'asyncio' in __import__('sys').modules\n";
    const std::string block =
        "async def two():\n    yield 1\n    yield 2\n\nasync for i in two():\n    print('got', i)\n\n";
    CHECK(run_process(subject({"headless-terminal"}), block).out.find("got 1\ngot 2\n") != std::string::npos);
    const std::string out = run_process(subject({"headless-terminal"}), cells).out;
    CHECK(out.find("False") < out.find("True"));
    CHECK(out.find("True") != std::string::npos);
}

TEST_CASE("quitting cancels the background tasks, which clean up or are left behind") {
    const std::string task =
        "import asyncio\nasync def last():\n    try: await asyncio.sleep(1000)\n    finally:\n"
        "        import os; os.write(1, b'cleaned\\n')\n"
        "held = asyncio.create_task(last())\nheld = asyncio.get_event_loop().call_soon(print, 'ready')";
    const Ended ended = run_process(subject({"quit", task}));
    CAPTURE(ended.out);
    CAPTURE(ended.err);
    CHECK(ended.out.find("cleaned\nfinalised after ") == 0);
    const std::string stubborn =
        "import asyncio\nasync def last():\n    while True:\n        try: await asyncio.sleep(1000)\n"
        "        except asyncio.CancelledError: pass\nheld = asyncio.create_task(last())\nprint('ready')";
    CHECK(run_process(subject({"quit", stubborn})).out.find("finalised after ") == 0);
    const std::string spinning = "import asyncio\nasync def last():\n    print('ready')\n    " + endless_loop +
                                 "\nheld = asyncio.create_task(last())";
    CHECK(run_process(subject({"quit", spinning})).out.find("finalised after ") == 0);
}

TEST_CASE("after a coroutine that swallows everything was ended by force, the loop and its tasks run on") {
    const Ended ended = type_cells({"import asyncio\nasync def stubborn():\n    print('begun')\n    while True:\n"
                                    "        try: await asyncio.sleep(1000)\n        except BaseException: pass\n"
                                    "await stubborn()",
                                    "$wait begun", "$stop", "$stop", "$stop", "$stop",
                                    "print(await asyncio.sleep(0, 'loop'))",
                                    "task = asyncio.create_task(asyncio.sleep(0, 'task'))", "print(await task)"});
    CAPTURE(ended.out);
    CHECK_FALSE(contains(ended.out, "already running"));
    CHECK(contains(ended.out, "loop\n"));
    CHECK(contains(ended.out, "task\n"));
    CHECK(contains(ended.out, "finalised after "));
}
