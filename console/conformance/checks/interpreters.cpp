// Row 13: native threads use sub-interpreters.
#include "gimbal/console/python/interpreter_call.h"

#include "conformance/host_under_test.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

using namespace std::chrono_literals;

namespace {
// `count()` counts the calls of its thread, by a value that dies with the thread state.
const char* const code = R"(
import threading
local, ended = threading.local(), []
class Calls:
    def __init__(self): self.count = 0
    def __del__(self, ended=ended): ended.append(self.count)
def count():
    if not hasattr(local, 'calls'): local.calls = Calls()
    local.calls.count += 1
    return local.calls.count
def spin():
    while True: unused = bytes(1000)
def work(n):
    total = 0
    for i in range(n): total += i * i
    return total
)";

std::vector<Interpreter> make(HostUnderTest& host, std::size_t count, double& seconds) {
    std::vector<Interpreter> made;
    const auto refused = host.engine().interpreters().create();
    require(!refused && refused.error().why == NoResult::refused, "the UI thread may wait for an interpreter");
    host.on_a_native_thread([&] {
        const auto begin = Clock::now();
        for (std::size_t i = 0; i < count; ++i) {
            auto one = host.engine().interpreters().create({.name = "number " + std::to_string(i)});
            require(static_cast<bool>(one), "an interpreter cannot be made: " + (one ? "" : one.error().message));
            made.push_back(std::move(*one));
        }
        seconds = seconds_since(begin) / static_cast<double>(count);
        for (Interpreter& one : made) {
            one.exec(code).value();
            require(!one.eval<bool>("'only_here' in globals()").value(), "two interpreters share their names");
            one.exec("only_here = 1").value();
        }
    });
    return made;
}

// Each thread calls each interpreter, beside a script that spins.
void call_from_threads(HostUnderTest& host, std::vector<Interpreter>& all, int threads, int calls) {
    const RunId spinning = host.engine().submit_cell("while True: unused = bytes(1000)");
    host.wait_until_running(spinning);
    std::atomic<int> wrong{0}, done{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < threads; ++i)
        callers.emplace_back([all, calls, &wrong, &done]() mutable {
            for (int n = 1; n <= calls; ++n)
                for (Interpreter& one : all) wrong += one.call<int>("__main__", "count").value_or(-1) != n;
            ++done;
        });
    while (done < threads) host.frame(), std::this_thread::sleep_for(1ms);
    for (std::thread& caller : callers) caller.join();
    host.engine().stop();
    host.wait_for_end(spinning);
    require(wrong == 0, "a thread has had several thread states in an interpreter, or a call has failed");
    for (Interpreter& one : all)
        host.wait_until("the thread states of ended threads to be freed", [&] {
            int ended = 0;
            host.on_a_native_thread([&] { ended = one.eval<int>("len(ended)").value(); });
            return ended == threads;
        });
}

// Returns how much faster two interpreters compute at once than one after the other, the median of five.
double speed_up(HostUnderTest& host, Interpreter& first, Interpreter& second, int n) {
    std::vector<double> ratios;
    const auto work = [n](Interpreter one) { one.call<std::int64_t>("__main__", "work", n).value(); };
    host.on_a_native_thread([&] {
        work(first), work(second);
        for (int i = 0; i < 5; ++i) {
            const auto begin = Clock::now();
            work(first), work(second);
            const double in_turn = seconds_since(begin);
            const auto again = Clock::now();
            std::thread other(work, second);
            work(first);
            other.join();
            ratios.push_back(in_turn / seconds_since(again));
        }
    });
    std::ranges::sort(ratios);
    return ratios[2];
}

void share_memory(HostUnderTest& host, Interpreter& one) {
    host.run("import array\nnumbers = array.array('d', [1, 2, 4])");
    auto numbers = host.eval<Array<double>>("numbers");
    host.on_a_native_thread([&] {
        one.prepare_main("numbers", numbers).value();
        one.exec("numbers[0] += sum(numbers)\ndel numbers").value();
    });
    require(numbers[0] == 8, "an interpreter sees a copy of an array");
}

void refuse_what_cannot_cross(HostUnderTest& host, Interpreter& one, const EngineOptions& options) {
    host.on_a_native_thread([&] {
        const auto wrong = one.eval<double>("'x'");
        require(!wrong && wrong.error().message.find("'x', a str, not a float") != std::string::npos,
                "the error of a str for a float is another one");
        for (const Extension& extension : options.extensions) {
            const auto imported = one.exec("import " + extension.name);
            require(!imported && imported.error().message.find(extension.name) != std::string::npos,
                    "the host's module " + extension.name + " is imported in an interpreter");
        }
    });
}

// Output has the interpreter's name, and Stop reaches code that a run waits for.
void use_from_a_script(HostUnderTest& host, bool captures) {
    host.run("from gimbal_console import interpreters\none = interpreters.create(name='worker')\n"
             "queue = interpreters.create_queue()\none.prepare_main(queue=queue)\n"
             "one.exec('queue.put(6 * 7)\\nprint(\"printed there\")')\nassert queue.get() == 42\n"
             "assert one.call(len, 'four') == 4\n"
             "try: one.call(len, (i for i in ()))\nexcept interpreters.NotShareableError as error: pass\n"
             "else: raise AssertionError('a generator has crossed')");
    if (captures && PY_VERSION_HEX < 0x030E0000) host.wait_for_text("[worker] printed there\n");
    host.run("began = interpreters.create_queue()\none.prepare_main(began=began)");
    const RunId spinning = host.engine().submit_cell("one.exec('began.put(1)\\nwhile True: unused = bytes(1000)')");
    host.wait_until("code of an interpreter", [&] { return host.eval<bool>("not began.empty()"); });
    host.engine().stop();
    require(host.wait_for_end(spinning).state == RunState::interrupted, "Stop has not ended code of an interpreter");
    host.run("del queue, began\none.close()");
}

// One runs code and has more queued, another one is idle.
void close_in_any_order(HostUnderTest& host, Interpreter& busy, Interpreter& idle) {
    auto running = busy.call_in_thread("__main__", "spin");
    auto queued = busy.call_in_thread("__main__", "spin");
    host.wait_until("code of an interpreter", [&] { return busy.is_running(); });
    host.on_a_native_thread([&] {
        idle.close().value();
        require(idle.exec("pass").error().why == NoResult::closed, "a closed interpreter takes code");
        const auto refused = busy.close();
        require(!refused && busy.is_open(), "an interpreter that runs code is closed without a limit");
        busy.close(10s).value();
    });
    const auto interrupted = host.result(std::move(running));
    require(!interrupted && interrupted.error().type == "KeyboardInterrupt", "close() has not interrupted the code");
    const auto dropped = host.result(std::move(queued));
    require(!dropped && dropped.error().why == NoResult::closed, "queued work of a closed interpreter is not 'closed'");
}
}  // namespace

std::string use_interpreters(const Job& job) {
    const EngineOptions options = options_of(job);
    const int threads = job.quick ? 2 : 8, calls = job.quick ? 10 : 100;
    double each = 0;
    HostUnderTest host(job);
    std::vector<Interpreter> all = make(host, job.quick ? 3 : 4, each);
    call_from_threads(host, all, threads, calls);
    const double ratio = speed_up(host, all[0], all[1], job.quick ? 100'000 : 1'000'000);
    share_memory(host, all[0]);
    refuse_what_cannot_cross(host, all[0], options);
    use_from_a_script(host, options.capture_output);
    close_in_any_order(host, all[0], all[1]);
    auto late = all[2].call_in_thread("__main__", "spin");
    host.wait_until("code of an interpreter", [&] { return all[2].is_running(); });
    host.quit();  // ends what runs there
    require(!all[2].is_open(), "an interpreter is open after the end");
    require(!late.get(0ms), "code of an interpreter goes on after the end");
    char gil[80] = "they share one GIL", text[160];
    if (has_own_gil())
        std::snprintf(gil, sizeof gil, "each has its own GIL: two at once are %.2f times as fast as in turn", ratio);
    std::snprintf(text, sizeof text, "%d threads over %zu interpreters, made in %.0f ms each; %s", threads, all.size(),
                  1e3 * each, gil);
    return text;
}

}  // namespace gimbal::console::conformance
