// A Future of C++ for Python: awaited in any event loop, waited for, cancelled.
#include "tests/native_work/native_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(WithNativeWork, "a cell awaits native work, and gets its value") {
    Promise<std::vector<int>> promise(subject.engine, "List");
    give_job("job", promise.future());
    const RunId run = subject.engine.submit_cell("values = await job\nprint(values, job)");
    subject.wait_until_running(run);
    std::jthread([&] { promise.set(std::vector{1, 2}); }).join();
    CHECK(subject.wait_for_end(run).state == RunState::done);
    subject.drain();
    CHECK(subject.output_of(run) == "[1, 2] <job \"List\": done>\n");
    CHECK(output("print((await job) is values, (await job) is values)") == "True True\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "the work may end on the UI thread, which never runs Python") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    const RunId run = subject.engine.submit_cell("print(await job)");
    subject.wait_until_running(run);
    promise.set(5);
    subject.wait_for_end(run);
    subject.drain();
    CHECK(subject.output_of(run) == "5\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "asyncio.run() on any Python thread awaits it, also several loops the same work") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    const RunId run = subject.engine.submit_cell(
        "import asyncio, threading\n"
        "async def main(): seen.append(await job)\n"
        "seen = []\n"
        "threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(4)]\n"
        "for t in threads: t.start()\n"
        "asyncio.run(main())\n"
        "for t in threads: t.join()\n"
        "print(seen)");
    subject.wait_until_running(run);
    std::jthread([&] { promise.set(3); }).join();
    subject.wait_for_end(run);
    subject.drain();
    CHECK(subject.output_of(run) == "[3, 3, 3, 3, 3]\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "an error of the work is an exception at the await, as often as it is awaited") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    promise.fail(std::make_exception_ptr(std::out_of_range("no item 7")));
    CHECK(output("await job") == "IndexError: no item 7");
    CHECK(output("job.result()") == "IndexError: no item 7");
    CHECK(output("print(job)") == "<job \"native work\": failed>\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "a host translates its own exceptions and makes its own objects") {
    Promise<int> failing(subject.engine), counting(subject.engine);
    const auto raise = [](const std::exception_ptr&) { PyErr_SetString(PyExc_LookupError, "mine"); };
    const auto convert = [](int value) { return PyRef::steal(PyUnicode_FromFormat("%d items", value)); };
    give_job<int>("failing", failing.future(), {.raise = raise});
    give_job<int>("counting", counting.future(), {.convert = convert, .raise = nullptr});
    failing.fail(std::make_exception_ptr(std::runtime_error("")));
    counting.set(3);
    CHECK(output("await failing") == "LookupError: mine");
    CHECK(output("print(await counting)") == "3 items\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "cancelling the task cancels the work, and so does a timeout of asyncio") {
    std::atomic<int> told = 0;
    Promise<int> first(subject.engine), second(subject.engine);
    first.on_cancel([&] { ++told; });
    second.on_cancel([&] { ++told; });
    give_job("first", first.future());
    give_job("second", second.future());
    CHECK(output("import asyncio\nasync def wait(job): return await job\n"
                 "task = asyncio.create_task(wait(first))\nawait asyncio.sleep(0)\ntask.cancel()\n"
                 "try: await task\nexcept asyncio.CancelledError: print('cancelled')") == "cancelled\n");
    CHECK(told == 1);
    CHECK(output("try: await asyncio.wait_for(second, 0.01)\nexcept TimeoutError: print('late')\n"
                 "except asyncio.TimeoutError: print('late')") == "late\n");
    CHECK(told == 2);
}

TEST_CASE_FIXTURE(WithNativeWork, "Stop ends an await and cancels the work") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    // The loop calls print() once the task waits.
    const RunId run = subject.engine.submit_cell(
        "import asyncio\nasync def wait():\n    asyncio.get_running_loop().call_soon(print, 'waits')\n    await job\n"
        "await wait()");
    subject.wait_for_text("waits");
    subject.engine.stop();
    const RunEnded ended = subject.wait_for_end(run);
    CHECK_MESSAGE(ended.state == RunState::interrupted, ended.error.text);
    CHECK(promise.cancelled());
}

TEST_CASE_FIXTURE(WithNativeWork, "Stop ends result()") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    const RunId run = subject.engine.submit_cell("print('begun')\njob.result()");
    subject.wait_for_text("begun");
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(WithNativeWork, "several pieces of work are gathered") {
    std::vector<std::jthread> workers;
    for (const char* name : {"a", "b", "c"}) {
        auto [future, work] = make_job(subject.engine, name, [name](Job&) { return std::string(name); });
        give_job(name, std::move(future));
        workers.emplace_back(std::move(work));
    }
    CHECK(output("import asyncio\nprint(await asyncio.gather(a, b, c))") == "['a', 'b', 'c']\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "result() waits without the GIL, with a limit, and names what it waits for") {
    Promise<int> promise(subject.engine, "Slow");
    promise.set_progress(0.5);
    give_job("job", promise.future());
    CHECK(output("print(job, job.progress, job.title, job.done())") == "<job \"Slow\": 50 %> 0.5 Slow False\n");
    CHECK(output("job.result(timeout=0.01)") == "TimeoutError: \"Slow\" has not ended within 0.01 seconds and goes on");
    CHECK(output("job.result(-1)") == "ValueError: timeout is -1, below 0");
    const RunId run = subject.engine.submit_cell("import threading\nticks = 0\n"
                                                 "def tick():\n    global ticks\n    while not job.done(): ticks += 1\n"
                                                 "t = threading.Thread(target=tick); t.start()\nprint(job.result())");
    subject.wait_until_running(run);
    const auto before = value<std::int64_t>("globals().get('ticks', 0)");
    subject.wait_until("another thread to go on",
                       [&] { return value<std::int64_t>("globals().get('ticks', 0)") > before + 10; });
    std::jthread([&] { promise.set(9); }).join();
    subject.wait_for_end(run);
    subject.drain();
    CHECK(subject.output_of(run) == "9\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "cancel() and cancelled() tell what has happened") {
    Promise<int> promise(subject.engine, "Long");
    give_job("job", promise.future());
    CHECK(output("print(job.cancel(), job.cancelled())") == "True False\n");
    promise = Promise<int>(subject.engine);  // the work drops the first one
    CHECK(output("print(job.cancel(), job.cancelled(), job)") == "False True <job \"Long\": cancelled>\n");
    CHECK(output("import asyncio\ntry: job.result()\nexcept asyncio.CancelledError as e: print(e)") ==
          "Long was cancelled\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "work that ends after its loop has been closed harms nobody") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    CHECK(
        output("import asyncio\nloop = asyncio.new_event_loop()\n"
               "async def wait(): return await job\n"
               "t = loop.create_task(wait())\n"
               "loop.call_later(0.01, loop.stop); loop.run_forever()\n"
               "loop.close(); t._log_destroy_pending = False\ndel t, loop\nimport gc; gc.collect()\nprint('closed')") ==
        "closed\n");
    promise.set(1);
    CHECK(output("print(await job)") == "1\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "a loop that watches no descriptors awaits it, too") {
    Promise<int> promise(subject.engine);
    give_job("job", promise.future());
    std::jthread worker;
    const RunId run = subject.engine.submit_cell("import asyncio\nclass Plain(asyncio.SelectorEventLoop):\n"
                                                 "    def add_reader(self, *args): raise NotImplementedError\n"
                                                 "loop = Plain()\nasync def wait(): return await job\nprint('begun')\n"
                                                 "print(loop.run_until_complete(wait())); loop.close()");
    subject.wait_for_text("begun");
    promise.set(4);
    subject.wait_for_end(run);
    subject.drain();
    CHECK(subject.output_of(run) == "begun\n4\n");
}

TEST_CASE_FIXTURE(WithNativeWork, "the result of an eval() may be awaited by another run's thread") {
    give("start", [] { return PyRef::borrow(Py_None); });
    give_job("job", subject.engine.eval<int>("20 + 22", on_handlers));
    CHECK(output("print(await job)") == "42\n");
}
