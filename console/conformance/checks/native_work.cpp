// Row 12: Python awaits native work, and C++ gets the results of coroutines.
#include "gimbal/console/python/awaitable.h"
#include "gimbal/console/python/bind.h"

#include "conformance/host_under_test.h"

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/call/promise.h"

namespace gimbal::console::conformance {

using namespace std::chrono_literals;
using bind::arg;
using NativeJob = console::Job;  // not that of a check

namespace {
// What the pieces of work share with the check. Each piece runs on a thread that ends with it.
struct Shared {
    std::atomic<bool> may_end{false};  // of the work that reports progress
    std::atomic<int> endless{0};       // pieces that run until they are cancelled
};

// Offers add(n), half_done(), fail() and endless(), which return jobs.
void offer(HostUnderTest& host, const std::shared_ptr<Shared>& shared) {
    Engine& engine = host.engine();
    const auto offer_job = [&](const char* name, auto work) {
        host.define(name, [&engine, shared, name, work] {
            return bind::function<gil::keeps>(
                name,
                [&engine, shared, name, work](int n) {
                    auto [future, piece] = make_job(
                        engine, name, [shared, work, n](NativeJob& job) { return work(*shared, job, n); });
                    std::thread(std::move(piece)).detach();
                    return to_awaitable(std::move(future));
                },
                arg("n") = 0);
        });
    };
    offer_job("add", [](Shared&, NativeJob&, int n) { return n * (n - 1) / 2; });
    offer_job("half_done", [](Shared& all, NativeJob& job, int) {
        for (job.set_progress(0.5); !all.may_end; std::this_thread::sleep_for(1ms)) job.poll();
    });
    offer_job("fail",
              [](Shared&, NativeJob&, int n) -> int { throw std::out_of_range("no item " + std::to_string(n)); });
    offer_job("endless", [](Shared& all, NativeJob& job, int) {
        for (++all.endless; !job.cancelled(); std::this_thread::sleep_for(1ms)) {}
        --all.endless;
        job.poll();
    });
}

void await_in_cells(HostUnderTest& host) {
    const RunId first = host.engine().submit_cell("sum = await add(10)\nassert sum == 45, sum");
    host.wait_until("a cell that awaits native work: does another task block the event loop?",
                    [&] { return host.has_ended(first); });
    require(host.wait_for_end(first).state == RunState::done, "a cell gets another result of native work");
    host.run("import asyncio, threading\nsums = await asyncio.gather(add(10), add(5), add(n=3))\n"
             "assert sums == [45, 10, 3], sums\n"
             "def elsewhere():\n    async def both(): return await add(4) + await add(5)\n"
             "    sums.extend([asyncio.run(both()), add(6).result()])\n"
             "thread = threading.Thread(target=elsewhere)\nthread.start()\nthread.join()\n"
             "assert sums[3:] == [16, 15], sums");
    host.run_fails("await fail(7)", "IndexError: no item 7");
    host.run_fails("fail(8).result()", "IndexError: no item 8");
}

void show_progress(HostUnderTest& host, Shared& shared) {
    std::vector<Progress> seen;
    host.on_event = [&](const ConsoleEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event)) seen.push_back(*progress);
    };
    const RunId run = host.engine().submit_cell("await half_done()");
    host.wait_until("the progress of native work", [&] { return !seen.empty(); });
    host.on_event = nullptr;
    shared.may_end = true;
    require(host.wait_for_end(run).state == RunState::done, "native work that shows its progress has failed");
    require(seen[0].run == run && seen[0].fraction == 0.5 && seen[0].label == "half_done",
            "the progress of native work is shown for another run");
}

// By asyncio, by the script and by Stop. Work that has not begun when it is cancelled never begins.
void cancel(HostUnderTest& host, const Shared& shared) {
    const auto wait_for_cancel = [&] {
        host.wait_until("native work to be cancelled", [&] { return shared.endless == 0; });
        host.run("assert job.cancelled(), job");
    };
    host.run("job = endless()\ntry: await asyncio.wait_for(job, 0.02)\nexcept asyncio.TimeoutError: pass\n"
             "else: raise AssertionError('wait_for() has no timeout')");
    wait_for_cancel();
    host.run("job = endless()\njob.cancel()\ntry: await job\nexcept asyncio.CancelledError: pass");
    wait_for_cancel();
    // Stop cancels what the run waits for. The loop sets the event when the task waits.
    host.run("waits = threading.Event()\nasync def wait():\n    global job\n    job = endless()\n"
             "    asyncio.get_running_loop().call_soon(waits.set)\n    await job");
    const RunId awaiting = host.engine().submit_cell("await wait()");
    host.wait_until("a task to wait", [&] { return host.eval<bool>("waits.is_set()"); });
    host.engine().stop();
    require(host.wait_for_end(awaiting).state == RunState::interrupted, "Stop has not ended an await");
    wait_for_cancel();
    const RunId waiting = host.engine().submit_cell("job = endless()\nwaits.clear()\njob.result()");
    host.wait_until("a run to wait", [&] { return !host.eval<bool>("waits.is_set()"); });
    host.engine().stop();
    require(host.wait_for_end(waiting).state == RunState::interrupted, "Stop has not ended result()");
    host.run("job.cancel()");  // Stop may have come just before the wait
    wait_for_cancel();
}

// The UI thread ends the work, as the answer of a dialog does.
void end_on_the_ui_thread(HostUnderTest& host) {
    Promise<std::string> promise(host.engine(), "answer");
    const auto future = std::make_shared<Future<std::string>>(promise.future());
    host.define("answer", [future] { return to_awaitable(std::move(*future)); });
    const RunId run = host.engine().submit_cell("assert await answer == 'yes'");
    host.wait_until_running(run);
    promise.set("yes");
    require(host.wait_for_end(run).state == RunState::done, "work that the UI thread ends has another result");
}

void get_results_of_coroutines(HostUnderTest& host) {
    host.run("async def doubled(n):\n    await asyncio.sleep(0.001)\n    return 2 * await add(n)");
    for (const Where where : {Where::run, Where::handlers}) {
        const int got = host.value(host.engine().call<int>({.where = where}, "__main__", "doubled", 10));
        require(got == 90, "the result of a coroutine is " + std::to_string(got) + " and not 90");
    }
}

double seconds_of_an_await(HostUnderTest& host) {
    host.run("import time\nbegin = time.perf_counter()\nfor i in range(50): await add(i)\n"
             "each = (time.perf_counter() - begin) / 50");
    return host.eval<double>("each");
}
}  // namespace

std::string await_native_work(const Job& job) {
    const auto shared = std::make_shared<Shared>();
    HostUnderTest host(job);
    offer(host, shared);
    await_in_cells(host);
    show_progress(host, *shared);
    cancel(host, *shared);
    end_on_the_ui_thread(host);
    get_results_of_coroutines(host);
    const double each = seconds_of_an_await(host);
    const Promise<int> pending(host.engine(), "pending");
    auto late = pending.future();
    host.quit();
    const auto ended = late.get(0ms);
    require(!ended && ended.error().why == NoResult::closed, "native work that is pending at the end is not 'closed'");
    require(pending.cancelled(), "native work is not asked to end when the engine does");
    char text[96];
    std::snprintf(text, sizeof text, "an await of work on a new thread takes %.0f us, with cancel and progress",
                  1e6 * each);
    return text;
}

}  // namespace gimbal::console::conformance
