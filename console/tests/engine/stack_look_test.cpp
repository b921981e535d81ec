// Looking at the stack of a busy script does not affect the code that the signal interrupts.
#include <doctest/doctest.h>

#include <signal.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine, "a look at the stack preserves errno") {
    const std::string number = std::to_string(SIGRTMAX - 2);
    CHECK(subject.output_of("import ctypes\n"
                            "libc = ctypes.CDLL(None, use_errno=True)\n"
                            "ctypes.set_errno(7)\n"
                            "assert libc['raise'](" +
                            number +
                            ") == 0\n"
                            "print(ctypes.get_errno())") == "7\n");
}
