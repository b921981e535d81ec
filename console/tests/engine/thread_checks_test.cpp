// A call that breaks a contract of threads or the GIL ends the program, in builds with GIMBAL_CHECKS.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/process.h"

using namespace gimbal::console::test;

namespace {
[[maybe_unused]] constexpr int aborted = 128 + SIGABRT;

Ended broken(const char* contract) { return run_process(subject({"break", contract})); }
}  // namespace

#if GIMBAL_CHECKS
TEST_CASE("the UI thread cannot take the GIL") {
    const Ended ended = broken("ui-takes-the-gil");
    CHECK(ended.code == aborted);
    CHECK(ended.err.find("GilGuard") != std::string::npos);
    CHECK(ended.err.find("must not run on the UI thread") != std::string::npos);
    CHECK(ended.out == "Python runs\n");
}

TEST_CASE("a reference dropped without the GIL is reported") {
    const Ended ended = broken("drop-without-the-gil");
    CHECK(ended.code == aborted);
    CHECK(ended.err.find("is called without the GIL") != std::string::npos);
    CHECK(ended.out == "Python runs\n");
}

TEST_CASE("a bound function that says gil::keeps and releases the GIL is reported") {
    const Ended ended = broken("release-in-a-row-that-keeps");
    CHECK(ended.code == aborted);
    CHECK(ended.err.find("keeper, whose row says gil::keeps, has released the GIL") != std::string::npos);
}
#endif

TEST_CASE("Python code in a bound function that says gil::keeps may release the GIL") {
    const Ended ended = broken("python-in-a-row-that-keeps");
    CHECK(ended.code == 0);
    CHECK(ended.out == "Python runs\nwent on\n");
}

TEST_CASE("correct calls pass the checks") {
    const Ended ended = broken("nothing");
    CHECK(ended.code == 0);
    CHECK(ended.out == "Python runs\nwent on\n");
}
