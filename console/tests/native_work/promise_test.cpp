// Futures of the host's own work: its value, its errors, its progress, and how it is asked to end.
#include "tests/native_work/native_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(WithNativeWork, "a Promise ends its Future with a value, on any thread") {
    Promise<std::string> promise(subject.engine, "Name");
    Future<std::string> future = promise.future();
    CHECK(!future.ready());
    std::jthread worker([promise]() mutable { promise.set("gimbal"); });
    CHECK(result(std::move(future)).value() == "gimbal");
}

TEST_CASE_FIXTURE(WithNativeWork, "the first value or error of a Promise counts") {
    Promise<int> promise(subject.engine);
    Future<int> future = promise.future();
    promise.set(1);
    promise.set(2);
    promise.fail(std::make_exception_ptr(std::runtime_error("late")));
    CHECK(result(std::move(future)).value() == 1);
}

TEST_CASE_FIXTURE(WithNativeWork, "what the work throws is the error of the Future") {
    auto [future, work] = make_job(subject.engine, "Measure",
                                   [](Job&) -> double { throw std::invalid_argument("no size: -1"); });
    std::jthread worker(std::move(work));
    const auto got = result(std::move(future));
    REQUIRE(!got);
    CHECK(got.error().why == NoResult::raised);
    CHECK(got.error().type == "ValueError");
    CHECK(got.error().message == "no size: -1");
}

TEST_CASE_FIXTURE(WithNativeWork, "a Promise that is dropped ends its Future with a sentence") {
    Future<int> future;
    { future = Promise<int>(subject.engine, "Count").future(); }
    REQUIRE(future.ready());
    CHECK(result(std::move(future)).error().message == "Count has ended without a result");
    std::function<void()> never_called;
    auto [cancelled, work] = make_job(subject.engine, "Wait", [](Job&) {});
    cancelled.cancel();
    work = nullptr;
    CHECK(result(std::move(cancelled)).error().why == NoResult::cancelled);
}

TEST_CASE_FIXTURE(WithNativeWork, "cancel() asks the work to end, by a flag and by a call") {
    std::atomic<bool> told = false, polls = false;
    Promise<int> promise(subject.engine);
    promise.on_cancel([&] { told = true; });
    auto [future, work] = make_job(subject.engine, "Spin", [&](Job& job) {
        for (;; polls = true) job.poll();
    });
    std::jthread worker(std::move(work));
    subject.wait_until("the work", [&] { return polls.load(); });
    future.cancel();
    CHECK(result(std::move(future)).error().why == NoResult::cancelled);
    Future<int> other = promise.future();
    other.cancel();
    CHECK(told);
    CHECK(promise.cancelled());
    CHECK(!other.ready());  // the work decides when it ends
    promise.set(3);
    CHECK(result(std::move(other)).value() == 3);
    bool at_once = false;
    promise.on_cancel([&] { at_once = true; });
    CHECK(at_once);
}

TEST_CASE_FIXTURE(WithNativeWork, "progress is seen by the Future") {
    Promise<void> promise(subject.engine);
    Future<void> future = promise.future();
    CHECK(future.progress() < 0);
    promise.set_progress(0.25);
    CHECK(future.progress() == 0.25);
    promise.set();
    CHECK(result(std::move(future)));
}

TEST_CASE_FIXTURE(WithNativeWork, "then() gives the value to the UI thread and to the handlers thread") {
    Promise<int> promise(subject.engine), other(subject.engine);
    std::atomic<int> seen = 0;
    promise.future().then(On::ui, [&](Result<int> got) { seen += is_ui_thread() ? *got : -100; });
    other.future().then(On::handlers, [&](Result<int> got) { seen += PyGILState_Check() ? *got : -100; });
    std::jthread([&] { promise.set(1), other.set(2); }).join();
    subject.wait_until("both", [&] { return seen == 3; });
}

TEST_CASE_FIXTURE(WithNativeWork, "an eval() waits for a Future beside a run") {
    Promise<int> promise(subject.engine);
    std::jthread worker([promise]() mutable { promise.set(7); });
    CHECK(elsewhere([&] { return promise.future().get(10s).value(); }) == 7);
    const auto refused = Promise<int>(subject.engine).future().get(10s);
    CHECK(!refused);  // dropped before: ready, so nothing waits
    Promise<int> open(subject.engine);
    CHECK(open.future().get(10s).error().why == NoResult::refused);  // the UI thread draws
}

// What an extension module in an ordinary python3 uses.
TEST_CASE("a Promise without an engine ends its Future, reports progress and can be cancelled") {
    auto [future, work] = make_job(without_engine(), "Count", [](Job& job) {
        job.set_progress(0.5);
        return 3;
    });
    std::jthread(std::move(work)).join();
    CHECK(future.progress() == 0.5);
    CHECK(future.get(10s).value() == 3);

    bool told = false;
    Promise<int> promise(without_engine(), "Endless");
    Future<int> waiting = promise.future();
    CHECK(waiting.get(0ms).error().why == NoResult::not_ready);
    promise.on_cancel([&] { told = true; });
    waiting.cancel();
    CHECK(told);
    CHECK(promise.cancelled());
    promise.fail(std::make_exception_ptr(JobCancelled()));
    CHECK(waiting.get(10s).error().why == NoResult::cancelled);

    std::optional<NoResult> why;
    promise.future().then(On::ui, [&](Result<int> got) { why = got.error().why; });
    CHECK(why.has_value());  // there is no such thread, and the function is called
}

TEST_CASE("a Future without an engine is closed in a forked child, unless its work had ended") {
    Promise<int> ended(without_engine(), "Ended"), open(without_engine(), "Open");
    ended.set(5);
    Future<int> value = ended.future(), lost = open.future();
    const pid_t child = ::fork();
    if (child == 0) {
        const bool right = value.get(1ms).value() == 5 && lost.ready() && lost.get(10s).error().why == NoResult::closed;
        ::_exit(right ? 7 : 8);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) == 7);
    CHECK(!lost.ready());
}
