// The queue to the UI thread, without an engine.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gimbal/console/thread_role.h"
#include "gimbal/console/ui_queue.h"

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {
constexpr auto long_limit = 30s;

// The test's thread plays the UI.
struct QueueOfTheUi {
    std::atomic<int> wakes{0};
    UiQueue queue{[this] { ++wakes; }};
    QueueOfTheUi() { set_thread_role(ThreadRole::ui); }
    void drain_until(const std::atomic<bool>& done) {
        while (!done) {
            queue.drain(1s);
            std::this_thread::yield();
        }
    }
};

// The message of the exception that it throws, or "".
template <class Function>
std::string message_of(Function function) {
    try {
        function();
    } catch (const std::exception& error) { return error.what(); }
    return "";
}
}  // namespace

TEST_CASE_FIXTURE(QueueOfTheUi, "posted functions run in the order of posting, and each post wakes the host") {
    std::vector<int> ran;
    for (int i = 0; i < 3; ++i) queue.post([&ran, i] { ran.push_back(i); });
    CHECK(wakes == 3);
    CHECK(ran.empty());
    CHECK(queue.drain(1s) == 3);
    CHECK(ran == std::vector{0, 1, 2});
    CHECK(queue.empty());
}

TEST_CASE_FIXTURE(QueueOfTheUi, "a drain that uses up its budget leaves the rest and wakes the host again") {
    for (int i = 0; i < 2; ++i) queue.post([] { std::this_thread::sleep_for(2ms); });
    CHECK(queue.drain(1us) == 1);
    CHECK_FALSE(queue.empty());
    CHECK(wakes == 3);
    CHECK(queue.drain(1us) == 1);
    CHECK(wakes == 3);
}

TEST_CASE_FIXTURE(QueueOfTheUi, "a question is answered by the UI thread") {
    int answer = 0;
    std::string error;
    std::atomic<bool> done{false};
    std::jthread asker([&] {
        answer = queue.ask([] { return thread_role() == ThreadRole::ui ? 42 : 0; }, long_limit);
        error = message_of([&] { queue.ask([] { throw std::runtime_error("no such panel"); }, long_limit); });
        done = true;
    });
    drain_until(done);
    CHECK(answer == 42);
    CHECK(error == "no such panel");
}

TEST_CASE_FIXTURE(QueueOfTheUi, "a question that is not answered in time never runs") {
    bool ran = false;
    std::string error;
    std::jthread([&] { error = message_of([&] { queue.ask([&] { ran = true; }, 10ms); }); }).join();
    CHECK(error == "the window has not answered in time");
    queue.drain(1s);
    CHECK_FALSE(ran);
}

TEST_CASE_FIXTURE(QueueOfTheUi, "closing ends the waiting questions with an error and refuses new functions") {
    std::string waiting, late;
    std::jthread asker([&] { waiting = message_of([&] { queue.ask([] {}, long_limit); }); });
    while (wakes == 0) std::this_thread::yield();
    queue.close();
    asker.join();
    std::jthread([&] { late = message_of([&] { queue.ask([] {}, long_limit); }); }).join();
    CHECK(waiting == "the window is closing");
    CHECK(late == "the window is closing");
    bool ran = false;
    queue.post([&] { ran = true; });
    queue.drain(1s);
    CHECK_FALSE(ran);
}
