// Row 8: the work queue and timers, of C++ and of scripts.
#include "conformance/host_under_test.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>

#include "conformance/checks.h"
#include "conformance/native_module.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

using namespace std::chrono_literals;

namespace {
// Work of the handlers thread that has begun is done after this.
void pass_work(HostUnderTest& host) {
    const auto passed = std::make_shared<std::atomic<bool>>(false);
    host.engine().call_soon([passed] { *passed = true; });
    host.wait_until("a call of call_soon()", [&] { return passed->load(); });
}

void keep_order(HostUnderTest& host) {
    const auto order = std::make_shared<std::vector<int>>();  // the handlers thread writes, then we read
    for (int i = 0; i < 3; ++i) host.engine().call_soon([order, i] { order->push_back(i); });
    pass_work(host);
    require(*order == std::vector{0, 1, 2}, "call_soon() changes the order");
}

// Returns the median lateness of a repeating timer beside a script that spins.
double keep_time_beside_a_script(HostUnderTest& host, std::size_t count) {
    const RunId spinning = host.engine().submit_cell("while True: unused = bytes(1000)");
    host.wait_until_running(spinning);
    struct Seen {
        std::vector<double> late;  // the handlers thread writes
        std::atomic<std::size_t> count{0};
        Clock::time_point begin = Clock::now();
    };
    const auto seen = std::make_shared<Seen>();
    ScopedTimer ticking = host.engine().every(10ms, [seen] {
        seen->late.push_back(std::fmod(seconds_since(seen->begin), 0.01));
        ++seen->count;
    });
    host.wait_until("the calls of a timer", [&] { return seen->count >= count; });
    require(ticking.cancel(), "a timer that repeats says that there is no call to come");
    require(!ticking.cancel(), "a cancelled timer has a call to come");
    pass_work(host);
    const auto calls = ticking.calls();
    pass_work(host);
    require(ticking.calls() == calls, "a cancelled timer is called");
    host.engine().stop();
    host.wait_for_end(spinning);
    std::ranges::sort(seen->late);
    return seen->late[seen->late.size() / 2];
}

// A call that is in native code for twenty intervals. The thread then makes up for none of them.
void leave_out_late_calls(HostUnderTest& host) {
    host.run("import gimbal_conformance\nfrom gimbal_console import timers\n"
             "late = timers.every(0.005, gimbal_conformance.wait_at_gate)");
    host.wait_until("a timer of a script", is_somebody_at_gate);
    const auto begin = Clock::now();
    host.wait_until("time to pass", [&] { return Clock::now() - begin > 100ms; });
    open_gate();
    host.wait_until("the next call of a late timer", [&] { return host.eval<int>("late.calls") > 2; });
    host.run("late.cancel()");
    const int missed = host.eval<int>("late.missed");
    require(missed >= 10, "a timer that was late for 20 intervals has left out only " + std::to_string(missed));
}

void use_from_a_script(HostUnderTest& host) {
    host.run("import threading\ncalled = []\nsoon, later = threading.Event(), threading.Event()\n"
             "timers.call_soon(soon.set)\ntimers.call_later(0.01, called.append, 'later')\n"
             "timers.call_later(0.02, later.set)\n"
             "never = timers.call_later(3600, called.append, 'never')\nassert never.cancel() and not never.active\n"
             "@timers.every(0.001)\ndef failing(): raise ValueError('bad')\n");
    host.wait_until("call_soon() and call_later() of a script",
                    [&] { return host.eval<bool>("soon.is_set() and later.is_set()"); });
    require(host.eval<bool>("called == ['later']"), "call_later() has called another function");
    host.wait_until("a timer to stop after five errors", [&] { return !host.eval<bool>("failing.active"); });
    const int calls = host.eval<int>("failing.calls");
    require(calls == 5, "a timer that fails is called " + std::to_string(calls) + " times in place of 5");
}
}  // namespace

std::string keep_time(const Job& job) {
    std::atomic<int> dropped{0};
    HostUnderTest host(job);
    keep_order(host);
    const double late = keep_time_beside_a_script(host, job.quick ? 10 : 100);
    leave_out_late_calls(host);
    use_from_a_script(host);
    const TimerOptions counted{.name = "pending", .dropped = [&] { ++dropped; }};
    const Timer pending = host.engine().after(
        1h, [] {}, counted);
    const Timer repeating = host.engine().every(
        1h, [] {}, counted);
    host.quit();
    require(dropped == 2 && !pending.is_active() && !repeating.is_active(), "timers go on after the end");
    char text[96];
    std::snprintf(text, sizeof text, "a timer is %.2f ms late beside a script that spins, the median", 1e3 * late);
    return text;
}

}  // namespace gimbal::console::conformance
