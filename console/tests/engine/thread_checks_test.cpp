// The contracts of threads and the GIL end the program where they are broken, in builds with GIMBAL_CHECKS.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/process.h"

using namespace gimbal::console::test;

#if GIMBAL_CHECKS
namespace {
constexpr int aborted = 128 + SIGABRT;

Ended broken(const char* contract) { return run_process(subject({"break", contract})); }
}  // namespace

TEST_CASE("the UI thread that asks for the GIL is stopped before it can wait for it") {
    const Ended ended = broken("ui-takes-the-gil");
    CHECK(ended.code == aborted);
    CHECK(ended.err.find("GilGuard") != std::string::npos);
    CHECK(ended.err.find("must not run on the UI thread") != std::string::npos);
    CHECK(ended.out == "Python runs\n");
}

TEST_CASE("a reference dropped without the GIL is told") {
    const Ended ended = broken("drop-without-the-gil");
    CHECK(ended.code == aborted);
    CHECK(ended.err.find("is called without the GIL") != std::string::npos);
    CHECK(ended.out == "Python runs\n");
}

TEST_CASE("a thread that keeps to the contracts goes on") {
    const Ended ended = broken("nothing");
    CHECK(ended.code == 0);
    CHECK(ended.out == "Python runs\nwent on\n");
}
#endif
