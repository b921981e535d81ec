// Row 3: the threads of a script go on whatever the host does.
#include "conformance/host_under_test.h"

#include <thread>

#include "conformance/checks.h"
#include "conformance/native_module.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

namespace {
// A thread of the script that counts. `count()` may be called beside anything that has released the GIL.
class Counter {
public:
    Counter(HostUnderTest& host, double seconds) : host_(host), seconds_(seconds) {
        host.run("import threading\ncount, over = 0, False\n"
                 "def counting():\n    global count\n    while not over: count += 1\n"
                 "counter = threading.Thread(target=counting)\ncounter.start()");
    }
    void stop() { host_.run("over = True\ncounter.join()"); }
    // On a native thread, so that the UI thread may draw, or sleep, meanwhile.
    std::int64_t count() {
        std::int64_t seen = 0;
        std::thread([&] {
            seen = host_.engine()
                       .eval<std::int64_t>("count", {.where = Where::here})
                       .get(std::chrono::milliseconds(0))
                       .value_or(-1);
        }).join();
        return seen;
    }
    // Waits until the thread has counted a thousand times more. `meanwhile` is what the host does.
    std::int64_t goes_on(const std::string& what, const std::function<void()>& meanwhile) {
        const std::int64_t before = count();
        const auto deadline = Clock::now() + to_duration(seconds_);
        std::int64_t now = before;
        do {
            require(Clock::now() < deadline, "a Python thread stands still while the host " + what);
            meanwhile();
        } while ((now = count()) < before + 1000);
        return now - before;
    }

private:
    HostUnderTest& host_;
    const double seconds_;
};
}  // namespace

std::string python_threads_go_on(const Job& job) {
    HostUnderTest host(job);
    Counter counter(host, job.seconds);
    int frames = 0;
    const std::int64_t counted = counter.goes_on("draws", [&] {
        for (int i = 0; i < 10; ++i) host.frame(), ++frames;
    });
    counter.goes_on("idles", [] { std::this_thread::sleep_for(std::chrono::milliseconds(5)); });
    const RunId run = host.engine().submit_cell("import gimbal_conformance; gimbal_conformance.wait_at_gate()");
    host.wait_until("native code", is_somebody_at_gate);
    counter.goes_on("is in native code", [] {});
    require(is_somebody_at_gate(), "native code has returned too early");
    open_gate();
    require(host.wait_for_end(run).state == RunState::done, "the native code has failed");
    counter.stop();
    host.quit();
    return "it counts " + std::to_string(counted) + " during " + std::to_string(frames) +
           " frames, and on during a sleep and native code";
}

}  // namespace gimbal::console::conformance
