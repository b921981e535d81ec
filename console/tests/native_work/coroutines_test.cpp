// An async function of Python is awaited for C++, wherever it runs.
#include "tests/native_work/native_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
struct WithCoroutines : WithNativeWork {
    WithCoroutines() {
        output("import asyncio, threading, builtins\n"
               "async def double(value, seconds=0):\n"
               "    print('begun', value)\n"
               "    await asyncio.sleep(seconds)\n"
               "    return 2 * value\n"
               "async def fail(): raise LookupError('nothing here')\n"
               "builtins.double, builtins.fail = double, fail");
        subject.forget();
    }
    EvalOptions at(Where where) { return {.where = where}; }
};
}  // namespace

TEST_CASE_FIXTURE(WithCoroutines, "call() of an async function gives what it returns, in a run and beside it") {
    for (const Where where : {Where::run, Where::handlers}) {
        CHECK(result(subject.engine.call<int>(at(where), "builtins", "double", 4)).value() == 8);
        CHECK(result(subject.engine.call<int>(at(where), "builtins", "fail")).error().type == "LookupError");
        CHECK(eval<int>("await double(5)", at(where)).value() == 10);
    }
    CHECK(elsewhere([&] {
              return subject.engine.call<int>(at(Where::here), "builtins", "double", 3).get(0ms).value();
          }) == 6);
}

TEST_CASE_FIXTURE(WithCoroutines, "a coroutine beside an endless run ends") {
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    CHECK(result(subject.engine.call<int>(on_handlers, "builtins", "double", 4)).value() == 8);
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithCoroutines, "a deadline and a cancel end a coroutine that sleeps") {
    for (const Where where : {Where::run, Where::handlers}) {
        auto late = subject.engine.call<int>({.where = where, .deadline = 50ms}, "builtins", "double", 1, 3600);
        CHECK(result(std::move(late)).error().why == NoResult::timed_out);
        subject.forget();
        auto cancelled = subject.engine.call<int>(at(where), "builtins", "double", 2, 3600);
        subject.wait_for_text("begun 2");
        cancelled.cancel();
        CHECK(result(std::move(cancelled)).error().why == NoResult::cancelled);
    }
}

TEST_CASE_FIXTURE(WithCoroutines, "a call on a thread whose event loop runs is refused with a sentence") {
    give("call_here", [&] {
        static PyMethodDef method{"call_here",
                                  [](PyObject*, PyObject*) -> PyObject* {
                                      auto got = shared_engine().engine.call<int>({.where = Where::here}, "builtins",
                                                                                  "double", 1);
                                      set_error(got.get(0ms).error());
                                      return nullptr;
                                  },
                                  METH_NOARGS, nullptr};
        return PyRef::steal(PyCFunction_New(&method, nullptr));
    });
    const std::string said = output("async def main(): call_here()\nawait main()");
    CHECK(said.find("RuntimeError: C++ has called an async function") == 0);
}
