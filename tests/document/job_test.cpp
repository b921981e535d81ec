// Jobs and the worker pool: progress, errors, cancelling at each stage.
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "api/document/work/abandonable.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

void spin_until_cancelled(Job& job) {
    for (;;) job.poll();
}

}  // namespace

TEST_CASE("a job runs on a low-priority worker, reports its progress and finishes") {
    WorkerPool pool(1);
    int nice = 0;
    const JobPtr job = pool.submit("work", [&](Job& self) {
        nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
        self.set_progress(0.5);
    });
    job->wait();
    CHECK(job->finished());
    CHECK(job->label() == "work");
    CHECK(job->progress() == 0.5);
    CHECK(nice >= 10);
    job->rethrow();
}

TEST_CASE("a job keeps the exception of its work until rethrow") {
    WorkerPool pool(1);
    const JobPtr job = pool.submit("fails", [](Job&) { throw std::runtime_error("broken"); });
    job->wait();
    CHECK(error_of<std::runtime_error>([&] { job->rethrow(); }) == "broken");
}

TEST_CASE("cancel ends running work at its next poll") {
    WorkerPool pool(1);
    const JobPtr job = pool.submit("spins", spin_until_cancelled);
    CHECK_FALSE(job->wait_for(0.001));
    job->cancel();
    job->wait();
    CHECK_THROWS_AS(job->rethrow(), Cancelled);
}

TEST_CASE("cancel wakes a waiter before the work has ended, and a second wait waits for the end") {
    WorkerPool pool(1);
    // The test cannot see whether the waiter is already waiting when it cancels, so it repeats until it was.
    wait_until([&] {
        std::atomic<int> step{0};
        const JobPtr job = pool.submit("stubborn", [&](Job&) {
            step = 1;
            while (step != 2) std::this_thread::yield();
        });
        wait_until([&] { return step == 1; });
        bool woken_early = false;
        std::thread waiter([&] {
            const auto start = std::chrono::steady_clock::now();
            CHECK_FALSE(job->wait_for(1));
            woken_early = std::chrono::steady_clock::now() - start < std::chrono::milliseconds(900);
            step = 2;
            job->wait();
            CHECK(job->wait_for(1000));
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        job->cancel();
        waiter.join();
        return woken_early;
    });
}

TEST_CASE("a job that is cancelled in the queue ends at once and never runs") {
    WorkerPool pool(1);
    bool ran = false;
    const JobPtr first = pool.submit("spins", spin_until_cancelled);
    const JobPtr second = pool.submit("queued", [&](Job&) { ran = true; });
    second->cancel();
    CHECK(second->finished());
    CHECK_THROWS_AS(second->rethrow(), Cancelled);
    first->cancel();
    pool.submit("last", [](Job&) {})->wait();
    CHECK_FALSE(ran);
}

TEST_CASE("destroying the pool cancels the remaining jobs") {
    JobPtr running, queued;
    {
        WorkerPool pool(1);
        running = pool.submit("spins", spin_until_cancelled);
        queued = pool.submit("queued", spin_until_cancelled);
    }
    CHECK_THROWS_AS(running->rethrow(), Cancelled);
    CHECK_THROWS_AS(queued->rethrow(), Cancelled);
}

TEST_CASE("cancel leaves work that cannot be polled behind, and the next work waits for it") {
    auto let_go = std::make_shared<std::atomic<bool>>(false);
    auto started = std::make_shared<std::atomic<int>>(0);
    const auto stubborn = [let_go, started](Job&) {
        ++*started;
        while (!*let_go) std::this_thread::yield();
    };
    WorkerPool pool(2);
    const JobPtr first = pool.submit("first", [&](Job& job) { run_abandonable_void(job, stubborn); });
    wait_until([&] { return *started == 1; });
    first->cancel();
    first->wait();  // although the work continues
    CHECK_THROWS_AS(first->rethrow(), Cancelled);
    const JobPtr second = pool.submit("second", [&](Job& job) { run_abandonable_void(job, stubborn); });
    second->cancel();
    second->wait();
    CHECK(*started == 1);  // it was cancelled while it waited for the first one
    const JobPtr third = pool.submit("third", [&](Job& job) { run_abandonable_void(job, stubborn); });
    *let_go = true;
    third->wait();
    third->rethrow();
    CHECK(*started == 2);
}

TEST_CASE("work waits for everything that two cancelled jobs have left behind") {
    std::array<std::atomic<bool>, 2> let_go{}, started{}, ended{};
    WorkerPool pool(3);
    std::vector<JobPtr> left;
    for (std::size_t i = 0; i < 2; ++i)
        left.push_back(pool.submit("left behind", [&, i](Job& job) {
            run_abandonable_void(job, [&, i](Job&) {
                started[i] = true;
                while (!let_go[i]) std::this_thread::yield();
                ended[i] = true;
            });
        }));
    wait_until([&] { return started[0] && started[1]; });
    for (const JobPtr& job : left) {
        job->cancel();
        job->wait();
    }
    let_go[1] = true;
    wait_until([&] { return ended[1].load(); });
    std::atomic<bool> began{false}, first_had_ended{false};
    const JobPtr next = pool.submit("next", [&](Job& job) {
        run_abandonable_void(job, [&](Job&) {
            first_had_ended = ended[0].load();
            began = true;
        });
    });
    const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    while (!began && std::chrono::steady_clock::now() < soon) std::this_thread::yield();
    let_go[0] = true;
    next->wait();
    next->rethrow();
    CHECK(first_had_ended);
}

TEST_CASE("abandonable work passes on its result, its error and its progress") {
    Job job("test");
    CHECK(run_abandonable<int>(job, [](Job& inner) {
              inner.set_progress(0.25);
              return 42;
          }) == 42);
    CHECK_THROWS_AS(run_abandonable<int>(job, [](Job&) -> int { throw std::invalid_argument("no"); }),
                    std::invalid_argument);
    auto seen = std::make_shared<std::atomic<bool>>(false);
    std::thread watcher([&] {
        wait_until([&] { return job.progress() == 0.75; });
        *seen = true;
    });
    run_abandonable_void(job, [seen](Job& inner) {
        inner.set_progress(0.75);
        while (!*seen) std::this_thread::yield();
    });
    watcher.join();
}
