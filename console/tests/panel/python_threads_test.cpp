// A Python thread of a script goes on whatever its host does: draws, sleeps, or sits in native code.
#include "gimbal/console/python/call.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
// The thread counts as long as the object lives.
class CountingThread {
public:
    explicit CountingThread(PanelUnderTest& panel) : panel_(panel) {
        panel_.engine.submit_cell("import threading\ncount, over = 0, False\n"
                                  "def counting():\n    global count\n    while not over: count += 1\n"
                                  "thread = threading.Thread(target=counting)\nthread.start()\n");
        panel_.settle();
    }
    ~CountingThread() {
        panel_.engine.submit_cell("over = True\nthread.join()");
        panel_.settle();
    }

    // On a native thread, so that the UI thread is free to do what the test says.
    std::int64_t count() const {
        std::int64_t seen = -1;
        std::thread([&] {
            seen = panel_.engine.eval<std::int64_t>("count", {.where = Where::here})
                       .get(std::chrono::milliseconds(0))
                       .value_or(-1);
        }).join();
        return seen;
    }
    // False after the deadline.
    bool counts_on(const std::function<void()>& meanwhile) const {
        const std::int64_t before = count();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(deadline_seconds);
        while (std::chrono::steady_clock::now() < deadline) {
            meanwhile();
            if (count() > before + 100) return true;
        }
        return false;
    }

private:
    PanelUnderTest& panel_;
};
}  // namespace

TEST_CASE("a Python thread goes on while the host draws") {
    PanelUnderTest panel;
    const CountingThread thread(panel);
    CHECK(thread.counts_on([&] { panel.frame({}); }));
}

TEST_CASE("a Python thread goes on while the host idles and takes no events") {
    PanelUnderTest panel;
    const CountingThread thread(panel);
    CHECK(thread.counts_on([] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }));
}

TEST_CASE("a Python thread goes on while a native thread sits in a call that has released the GIL") {
    PanelUnderTest panel;
    const CountingThread thread(panel);
    std::atomic<bool> inside{false}, leave{false};
    std::thread native([&] {
        with_gil([&] {
            without_gil([&] {
                inside = true;
                while (!leave) std::this_thread::yield();
            });
        });
    });
    while (!inside) std::this_thread::yield();
    CHECK(thread.counts_on([] {}));
    leave = true;
    native.join();
}

TEST_CASE("a Python thread goes on while a handler sits in native code and the console draws") {
    PanelUnderTest panel;
    const CountingThread thread(panel);
    std::atomic<bool> inside{false}, leave{false}, left{false};
    panel.engine.post_to_handlers("sits", [&] {
        without_gil([&] {
            inside = true;
            while (!leave) std::this_thread::yield();
        });
        left = true;
    });
    while (!inside) std::this_thread::yield();
    CHECK(thread.counts_on([&] { panel.step(); }));
    leave = true;
    panel.wait_until("the handler", [&] { return left.load(); });
}
