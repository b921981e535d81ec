// Sub-interpreters from C++: code, values, threads, Stop and the end.
#include "gimbal/console/python/interpreter_call.h"

#include <array>
#include <mutex>
#include <random>

#include "engine/interpreters/set.h"
#include "tests/engine/results_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
struct WithInterpreters : WithResults {
    // The UI thread waits for no interpreter, so what waits for one runs elsewhere().
    Interpreter create(InterpreterConfig config = {}) {
        return elsewhere([&] { return subject.engine.interpreters().create(config).value(); });
    }
    void close(Interpreter& one) {
        CHECK(elsewhere([&] { return static_cast<bool>(one.close(10s)); }));
    }
    std::string error_of(const std::function<Result<void>()>& function) {
        return elsewhere([&] {
            const Result<void> done = function();
            return done ? std::string("no error") : done.error().type + ": " + done.error().message;
        });
    }
};
}  // namespace

TEST_CASE_FIXTURE(WithInterpreters, "an interpreter has names and modules of its own") {
    Interpreter first = create({.name = "first"}), second = create();
    elsewhere([&] {
        CHECK(first.exec("import json\nwidth = 3\njson.mark = 'first'"));
        CHECK(first.eval<int>("width * 2").value() == 6);
        CHECK(second.eval<bool>("'width' in globals()").value() == false);
        CHECK(second.eval<bool>("hasattr(__import__('json'), 'mark')").value() == false);
    });
    CHECK(first.name() == "first");
    CHECK(second.name() == "interpreter " + std::to_string(second.id()));
    CHECK(first.has_own_gil() == has_own_gil());
    CHECK(has_own_gil() == (PY_VERSION_HEX >= 0x030C0000));
    CHECK(subject.engine.interpreters().list_all().size() == 2);
    close(first), close(second);
    CHECK(subject.engine.interpreters().list_all().empty());
}

TEST_CASE_FIXTURE(WithInterpreters, "values cross by copy, with the types of convert.h") {
    Interpreter one = create();
    elsewhere([&] {
        CHECK(one.call<double>("math", "hypot", 3, 4.0).value() == 5);
        using Table = std::map<std::string, std::vector<std::optional<int>>>;
        const Table table{{"a", {1, std::nullopt}}, {"b", {}}};
        CHECK(one.prepare_main("table", table));
        CHECK(one.exec("class Tools:\n    @staticmethod\n    def same(x): return x\n"));
        CHECK(one.eval<Table>("table").value() == table);
        CHECK(one.call<std::string>("__main__", "Tools.same", "ünï").value() == "ünï");
        CHECK(one.call<void>("__main__", "Tools.same", true));
        const auto wrong = one.eval<std::vector<double>>("[1.5, 'x']");
        CHECK(wrong.error().message == "item 1 of the list is 'x', a str, not a float");
        CHECK(one.eval<int>("undefined").error().type == "NameError");
    });
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "an array of the main interpreter arrives as a view of the same memory") {
    Interpreter one = create();
    subject.output_of("import array\nnumbers = array.array('d', [1, 2, 4])");
    auto numbers = value<Array<double>>("numbers");
    elsewhere([&] {
        CHECK(one.prepare_main("numbers", numbers));
        CHECK(one.eval<double>("sum(numbers)").value() == 7);
        CHECK(one.exec("numbers[0] = 10"));
        CHECK(one.eval<std::string>("numbers.format").value() == "d");
    });
    CHECK(numbers[0] == 10);
    SUBCASE("the owner is gone first") {
        subject.output_of("del numbers");
        numbers = {};
        subject.output_of("import gc; gc.collect()");
        CHECK(elsewhere([&] { return one.eval<double>("sum(numbers)").value(); }) == 16);
        close(one);
    }
    SUBCASE("the interpreter is closed first") {
        close(one);
        CHECK(value<double>("numbers[0]") == 10);
    }
}

TEST_CASE_FIXTURE(WithInterpreters, "each pair of a thread and an interpreter has one thread state, made once") {
    Interpreter first = create(), second = create();
    const auto states = [](const Interpreter& one) { return detail::InterpreterSet::record_of(one)->state_count(); };
    const auto no_states = [&] { return states(first) + states(second) == 0; };
    elsewhere([&] {
        for (int i = 0; i < 20; ++i) CHECK((first.exec("pass") && second.exec("pass")));
        CHECK(states(first) == 1);
        std::thread([&] { CHECK(first.exec("pass")); }).join();
        CHECK(states(second) == 1);
    });
    subject.wait_until("the states of the ended threads to go", no_states);
    close(second), close(first);
}

TEST_CASE_FIXTURE(WithInterpreters, "output begins with the interpreter's name and belongs to the run") {
    Interpreter one = create({.name = "worker"});
    elsewhere(
        [&] { CHECK(one.exec("print('one', 1)\nprint('two\\nlines')\nimport sys; sys.stderr.write('no newline')")); });
    subject.wait_for_text("[worker] no newline");
    CHECK(subject.text().find("[worker] one 1\n[worker] two\n[worker] lines\n") != std::string::npos);
    close(one);
    const std::string output = subject.output_of("from gimbal_console import interpreters\n"
                                                 "worker = interpreters.create(name='of a run')\n"
                                                 "worker.exec('print(40 + 2)')\n"
                                                 "worker.close()");
    CHECK(output == "[of a run] 42\n");
}

TEST_CASE_FIXTURE(WithInterpreters, "a traceback names the interpreter's code and shows its lines") {
    Interpreter one = create({.name = "worker"});
    const auto done = elsewhere([&] { return one.exec("def f(x):\n    return 1 / x\n\nf(0)\n"); });
    CHECK(done.error().type == "ZeroDivisionError");
    CHECK(done.error().text.find("File \"<worker>\", line 2, in f\n    return 1 / x\n") != std::string::npos);
    REQUIRE(done.error().frames.size() == 2);
    CHECK(done.error().frames[1].line == 2);
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "Stop ends code that a run waits for") {
    const RunId run = subject.engine.submit_cell(
        "from gimbal_console import interpreters\nspinning = interpreters.create(name='spinning')\n"
        "spinning.exec('print(\"spins\")\\nwhile True: pass')\n");
    subject.wait_for_text("spins");
    subject.engine.stop();
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.state == RunState::interrupted);
    CHECK(subject.output_of("print(spinning.is_running())\nspinning.exec('print(1)')\nspinning.close()") ==
          "False\n[spinning] 1\n");
}

TEST_CASE_FIXTURE(WithInterpreters, "code that swallows the interrupt gets more of them") {
    const RunId run = subject.engine.submit_cell(
        "from gimbal_console import interpreters\nspinning = interpreters.create(name='spinning')\n"
        "spinning.exec('''\nfor i in range(2):\n    try:\n        print(\"spins\")\n        while True: n = i\n"
        "    except KeyboardInterrupt: print(\"swallowed\")\nwhile True: pass''')\n");
    subject.wait_for_text("spins");
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    const std::string output = subject.output_of(run);
    CHECK(output.find("swallowed\n") != output.rfind("swallowed\n"));  // twice
    subject.output_of("spinning.close()");
}

TEST_CASE_FIXTURE(WithInterpreters, "closing one that runs code is an error, or stops the code within a limit") {
    Interpreter one = create({.name = "busy"});
    auto running = std::async(std::launch::async, [&] { return one.exec("print('runs')\nwhile True: pass"); });
    subject.wait_for_text("runs");
    CHECK(one.is_running());
    CHECK(error_of([&] { return one.close(); }) ==
          "refused: the interpreter 'busy' runs code: wait for it, interrupt it, or give close() a limit");
    CHECK(one.is_open());
    close(one);
    CHECK(running.get().error().type == "KeyboardInterrupt");
    CHECK(error_of([&] { return one.exec("pass"); }) == "closed: the interpreter 'busy' is closed");
    CHECK(error_of([&] { return one.close(); }) == "no error");
}

TEST_CASE_FIXTURE(WithInterpreters, "a thread of its own does one call after the other, and a deadline ends one") {
    Interpreter one = create();
    elsewhere(
        [&] { CHECK(one.exec("import time\ndef double(x): return 2 * x\ndef spin():\n    while True: pass\n")); });
    auto first = one.call_in_thread<int>("__main__", "double", 4);
    auto late = one.call_in_thread<void>({.deadline = 50ms}, "__main__", "spin");
    auto last = one.call_in_thread<int>("__main__", "double", 5);
    CHECK(result(std::move(first)).value() == 8);
    CHECK(result(std::move(late)).error().why == NoResult::timed_out);
    CHECK(result(std::move(last)).value() == 10);
    auto cancelled = one.call_in_thread<void>("__main__", "spin");
    subject.wait_until("the call to run", [&] { return one.is_running(); });
    cancelled.cancel();
    CHECK(result(std::move(cancelled)).error().why == NoResult::cancelled);
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "work that waits when the interpreter is closed ends with the error closed") {
    Interpreter one = create({.name = "busy"});
    elsewhere([&] { CHECK(one.exec("def spin():\n    print('spins')\n    while True: pass\n")); });
    auto running = one.call_in_thread<void>("__main__", "spin");
    std::vector<Future<void>> waiting;
    for (int i = 0; i < 3; ++i) waiting.push_back(one.call_in_thread<void>("__main__", "spin"));
    subject.wait_for_text("spins");
    close(one);
    CHECK(result(std::move(running)).error().type == "KeyboardInterrupt");
    for (auto& future : waiting) {
        const auto got = result(std::move(future));
        CHECK(got.error().why == NoResult::closed);
        CHECK(got.error().message == "the interpreter 'busy' is closed");
    }
    CHECK(result(one.call_in_thread<void>("__main__", "spin")).error().why == NoResult::closed);
}

TEST_CASE_FIXTURE(WithInterpreters, "the last handle closes the interpreter") {
    {
        Interpreter one = create();
        const Interpreter other = one;
        one = {};
        CHECK(other.is_open());
        CHECK(subject.engine.interpreters().list_all().size() == 1);
    }
    subject.wait_until("the end", [&] { return subject.engine.interpreters().list_all().empty(); });
}

TEST_CASE_FIXTURE(WithInterpreters, "an interpreter whose code has left a thread stays open") {
    Interpreter one = create({.name = "worker"});
    elsewhere([&] {
        CHECK(one.exec("import threading\ngo = threading.Event()\nthread = threading.Thread(target=go.wait)\n"
                       "thread.start()"));
    });
    CHECK(error_of([&] { return one.close(); }) ==
          "refused: the interpreter 'worker' cannot be closed: its code has left 1 thread running: join them first");
    elsewhere([&] { CHECK(one.exec("go.set(); thread.join()")); });
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "where waiting or calling is wrong, a sentence says so") {
    CHECK(subject.engine.interpreters().create().error().message ==
          "the UI thread must not wait until an interpreter is made: create it on another thread");
    Interpreter one = create({.name = "worker"}), empty;
    CHECK(one.exec("pass").error().message ==
          "the UI thread must not wait for the interpreter 'worker': use call_in_thread()");
    CHECK(one.close().error().why == NoResult::refused);
    CHECK(empty.exec("pass").error().message == "the Interpreter is empty");
    CHECK(result(empty.call_in_thread("a", "b")).error().message == "the Interpreter is empty");
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "a GilGuard is false in code of a sub-interpreter") {
    Interpreter one = create();
    static std::atomic<int> seen{-1};
    static PyMethodDef method{"look",
                              [](PyObject*, PyObject*) -> PyObject* {
                                  GilGuard guard;
                                  seen = static_cast<bool>(guard);
                                  Py_RETURN_NONE;
                              },
                              METH_NOARGS, nullptr};
    elsewhere([&] {
        // The address of the method crosses, as that of a C function may.
        CHECK(one.prepare_main("address", reinterpret_cast<std::int64_t>(&method)));
        const bool called = static_cast<bool>(
            one.exec("import ctypes\nmake = ctypes.pythonapi.PyCFunction_New\nmake.restype = ctypes.py_object\n"
                     "make.argtypes = [ctypes.c_void_p, ctypes.c_void_p]\nmake(address, None)()"));
        CHECK((called || has_own_gil()));  // ctypes has no support for own GILs before 3.13
    });
    if (seen != -1) CHECK(seen == 0);
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "what cannot be imported there says why") {
    Interpreter one = create({.name = "worker"});
    elsewhere([&] {
        const auto done = one.exec("import numpy");
        REQUIRE(!done);
        CHECK(done.error().type == "ImportError");
        CHECK(done.error().message.starts_with("numpy cannot be imported in the interpreter 'worker', because"));
    });
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "code of an interpreter runs beside a script that spins, and scripts beside it") {
    Interpreter one = create({.name = "worker"});
    SUBCASE("the script spins") {
        const RunId run = subject.engine.submit_cell("print('script spins')\nwhile True: pass");
        subject.wait_for_text("script spins");
        CHECK(elsewhere([&] { return one.eval<int>("sum(range(1000)) * 0 + 7").value(); }) == 7);
        subject.engine.stop();
        subject.wait_for_end(run);
    }
    SUBCASE("the interpreter spins") {
        auto running = std::async(std::launch::async, [&] { return one.exec("print('spins')\nwhile True: pass"); });
        subject.wait_for_text("[worker] spins");
        CHECK(subject.output_of("print(6 * 7)") == "42\n");
        CHECK(value<int>("1 + 1") == 2);  // on the handlers thread
        one.interrupt();
        CHECK(running.get().error().why == NoResult::interrupted);
    }
    close(one);
}

TEST_CASE_FIXTURE(WithInterpreters, "an interpreter is made and closed beside a script that spins") {
    const RunId run = subject.engine.submit_cell("print('script spins')\nwhile True: pass");
    subject.wait_for_text("script spins");
    for (const bool own_gil : {true, false}) {
        Interpreter one = create({.own_gil = own_gil});
        CHECK(one.is_open());
        close(one);
    }
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithInterpreters, "stop_handler() ends code that a handler waits for") {
    subject.output_of("from gimbal_console import interpreters\nspinning = interpreters.create(name='spinning')");
    auto future = subject.engine.eval<void>("spinning.exec('print(1)\\nwhile True: pass')", on_handlers);
    subject.wait_for_text("[spinning] 1");
    subject.engine.stop_handler();
    CHECK(result(std::move(future)).error().type == "KeyboardInterrupt");
    subject.output_of("spinning.close()\ndel spinning");
}

// CPython before 3.12 would give the request to whatever interpreter has the GIL at the moment.
TEST_CASE_FIXTURE(WithInterpreters, "a script that swallows interrupts is ended by force beside code of interpreters") {
    std::array<Interpreter, 3> interpreters{create(), create(), create()};
    std::vector<std::future<Result<void>>> spinning;
    for (Interpreter& one : interpreters) {
        spinning.push_back(std::async(std::launch::async, [&] { return one.exec("while True: pass"); }));
        subject.wait_until("code of an interpreter", [&] { return one.is_running(); });
    }
    for (int round = 0; round < 8; ++round) {
        const RunId run = subject.engine.submit_cell("def spin():\n    while True: pass\n"
                                                     "def swallow(function):\n    while True:\n"
                                                     "        try: function()\n"
                                                     "        except KeyboardInterrupt: pass\n"
                                                     "print('spins')\n"
                                                     "swallow(lambda: swallow(lambda: swallow(spin)))");
        subject.wait_until("the script", [&] {
            subject.drain();
            return subject.output_of(run) == "spins\n";
        });
        for (int press = 0; press < 3; ++press) subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    }
    for (std::size_t i = 0; i < interpreters.size(); ++i) {
        interpreters[i].interrupt();
        CHECK(spinning[i].get().error().why == NoResult::interrupted);
        close(interpreters[i]);
    }
}

// CPython takes the locks of an import before the `try` that releases them.
TEST_CASE_FIXTURE(WithInterpreters, "code that imports is interrupted after the import") {
    const std::string code = "import time\nbegun = imported = False\nuntil = time.monotonic() + 0.3\n"
                             "exec(compile('begun = True\\nwhile time.monotonic() < until: pass\\nimported = True', "
                             "'<frozen importlib._bootstrap>', 'exec'))\nwhile True: pass";
    SUBCASE("in an interpreter") {
        Interpreter one = create({.name = "worker"});
        const auto is_true = [&](const std::string& name) {
            return std::async(std::launch::async,
                              [&] { return one.eval<bool>("globals().get('" + name + "', False)").value(); })
                .get();
        };
        auto running = std::async(std::launch::async, [&] { return one.exec(code); });
        subject.wait_until("the import", [&] { return is_true("begun"); });
        one.interrupt();
        CHECK(running.get().error().why == NoResult::interrupted);
        CHECK(is_true("imported"));
        close(one);
    }
    SUBCASE("in a handler") {
        subject.output_of("space = {}\ndef work(code): exec(code, space)");
        auto future = subject.engine.call<void>({.where = Where::handlers}, "__main__", "work", code);
        subject.wait_until("the import",
                           [&] { return subject.output_of("print(space.get('begun', False))") == "True\n"; });
        subject.engine.stop_handler();
        CHECK(result(std::move(future)).error().type == "KeyboardInterrupt");
        CHECK(subject.output_of("print(space['imported'])") == "True\n");
    }
}

// N threads over M interpreters in random pairing, with creation and closing in between.
TEST_CASE_FIXTURE(WithInterpreters, "any threads over any interpreters, created and closed in any order") {
    constexpr int threads = 4, places = 3, rounds = 12;
    std::mutex mutex;
    std::array<Interpreter, places> interpreters;
    std::atomic<int> done{0}, closed{0}, wrong{0};
    const auto work = [&](unsigned seed) {
        std::mt19937 random(seed);
        for (int round = 0; round < rounds; ++round) {
            const int place = static_cast<int>(random() % places), what = static_cast<int>(random() % 8);
            Interpreter one;
            {
                std::lock_guard lock(mutex);
                one = interpreters[static_cast<std::size_t>(place)];
            }
            if (!one || !one.is_open()) {
                auto made = subject.engine.interpreters().create();
                if (!made) ++wrong;
                else if (made->exec("def twice(x): return 2 * x")) {
                    std::lock_guard lock(mutex);
                    interpreters[static_cast<std::size_t>(place)] = *made;
                }
                continue;
            }
            if (what == 0) {
                if (one.close(5s)) ++closed;
            } else if (what == 1) {
                auto future = one.call_in_thread<int>("__main__", "twice", round);
                const auto got = future.get(60s);
                if (got ? *got != 2 * round
                        : got.error().why != NoResult::closed && got.error().type != "KeyboardInterrupt")
                    ++wrong;
            } else {
                const auto got = one.call<int>("__main__", "twice", round);
                if (got) ++done;
                if (got ? *got != 2 * round
                        : got.error().why != NoResult::closed && got.error().type != "KeyboardInterrupt")
                    ++wrong;
            }
        }
    };
    elsewhere([&] {
        std::vector<std::thread> all;
        for (unsigned i = 0; i < threads; ++i) all.emplace_back(work, 7 + i);
        for (std::thread& one : all) one.join();
    });
    CHECK(wrong == 0);
    CHECK(done > 0);
    interpreters = {};
    subject.wait_until("the ends", [&] { return subject.engine.interpreters().list_all().empty(); });
}
