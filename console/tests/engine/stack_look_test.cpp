// The look at a busy script's stack leaves no trace in the code that its signal strikes.
#include <doctest/doctest.h>

#include <signal.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine, "native code that a look strikes finds errno as it was") {
    const std::string number = std::to_string(SIGRTMAX - 2);
    CHECK(subject.output_of("import ctypes\n"
                            "libc = ctypes.CDLL(None, use_errno=True)\n"
                            "ctypes.set_errno(7)\n"
                            "assert libc['raise'](" +
                            number +
                            ") == 0\n"
                            "print(ctypes.get_errno())") == "7\n");
}
