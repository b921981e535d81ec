// Measures how late timers of C++ call their function, beside two floors: a thread that waits on a condition variable
// until the same time, and the same thread with bare PyGILState_Ensure() before it looks at the clock, because the
// function of a timer holds the GIL. usage: timers_bench [ROUNDS]. Prints a Markdown table. The three take turns, a
// wait each.
#include "gimbal/console/python/gil.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/benched_engine.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal::console;

namespace {
constexpr auto delay = std::chrono::milliseconds(5);

double late_ms(Clock::time_point due) { return seconds_since(due) * 1e3; }

class Subject : BenchedEngine {
public:
    using BenchedEngine::spin, BenchedEngine::stop;
    double timer() {
        std::promise<double> late;
        const auto due = Clock::now() + delay;
        (void)engine_.after(delay, [&] { late.set_value(late_ms(due)); });
        return late.get_future().get();
    }
    // The later half of the calls of a repeating timer: each is measured against its phase.
    std::vector<double> repeating(int rounds) {
        std::vector<double> late;
        std::promise<void> done;
        std::atomic<const Timer*> own{nullptr};
        const auto began = Clock::now();
        ScopedTimer timer = engine_.every(delay, [&] {
            const Timer* handle = own.load();
            if (!handle || std::ssize(late) == rounds) return;
            late.push_back(late_ms(began + delay * static_cast<int>(handle->calls() + handle->missed())));
            if (std::ssize(late) == rounds) done.set_value();
        });
        own = &timer;
        done.get_future().get();
        timer.cancel();
        std::promise<void> passed;  // no call runs any more
        engine_.post_to_handlers("after it", [&] { passed.set_value(); });
        passed.get_future().get();
        return late;
    }
};

// A thread of its own, with the priority that the handlers thread has.
class Floor {
public:
    double wait(bool with_gil) {
        std::promise<double> late;
        {
            std::lock_guard lock(mutex_);
            due_ = Clock::now() + delay;
            gil_ = with_gil;
            late_ = &late;
        }
        changed_.notify_one();
        return late.get_future().get();
    }
    ~Floor() {
        {
            std::lock_guard lock(mutex_);
            over_ = true;
        }
        changed_.notify_one();
    }

private:
    void run() {
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 5);
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return over_ || late_; });
            if (over_) return;
            changed_.wait_until(lock, due_, [&] { return over_; });
            std::promise<double>* late = std::exchange(late_, nullptr);
            if (!gil_) {
                late->set_value(late_ms(due_));
                continue;
            }
            const PyGILState_STATE state = PyGILState_Ensure();
            const double measured = late_ms(due_);
            PyGILState_Release(state);
            late->set_value(measured);
        }
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    Clock::time_point due_{};
    bool gil_ = false, over_ = false;
    std::promise<double>* late_ = nullptr;
    std::jthread thread_{[this] { run(); }};  // last: joined first
};

void row(std::FILE* table, const char* what, const char* load, std::vector<double> late) {
    std::ranges::sort(late);
    std::fprintf(table, "| %s, %s | %.2f ms | %.2f ms | %.2f ms |\n", what, load, late[late.size() / 2],
                 late[late.size() * 99 / 100], late.back());
    std::fflush(table);
}

void rows(std::FILE* table, Subject& subject, Floor& floor, const char* load, int rounds) {
    std::vector<double> timer, bare, gil;
    for (int i = 0; i < rounds; ++i) {
        bare.push_back(floor.wait(false));
        gil.push_back(floor.wait(true));
        timer.push_back(subject.timer());
    }
    row(table, "floor: a condition variable", load, bare);
    row(table, "floor: the same, then the GIL", load, gil);
    row(table, "`engine.after()`", load, timer);
    row(table, "`engine.every()`", load, subject.repeating(rounds));
}
}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 500;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");
    block_asynchronous_signals();
    std::fprintf(table, "| a wait of 5 ms | late, median of %d | p99 | longest |\n| --- | --- | --- | --- |\n", rounds);
    Subject subject;
    Floor floor;
    rows(table, subject, floor, "idle", rounds);
    subject.spin();
    rows(table, subject, floor, "beside `while True: pass`", rounds);
    subject.stop();
}
