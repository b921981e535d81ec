// What the host adds to standard modules at their first import.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine, "a typed function is refused to a spawned process with a sentence, and nothing respawns") {
    const RunEnded ended = subject.submit_and_wait("import multiprocessing\ndef typed(): pass\n"
                                                   "multiprocessing.get_context('spawn').Process(target=typed).start()");
    CHECK(ended.error.type == "PicklingError");
    CHECK(ended.error.message.find("typed was typed in the console, so a spawned process cannot find it") != std::string::npos);
    CHECK(ended.error.text.find("spawn_guard") == std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "work for a pool of spawned processes is refused too") {
    const RunEnded ended = subject.submit_and_wait("def typed(x): return x\nwith multiprocessing.get_context('spawn').Pool(1) as pool:\n"
                                                   "    print(pool.map(abs, [-1]))\n    pool.map(typed, [1])");
    CHECK(subject.output_of(ended.run, Stream::out) == "[1]\n");
    CHECK(ended.error.type == "PicklingError");
}

TEST_CASE_FIXTURE(WithEngine, "a thread of the script's own may print and raise") {
    subject.submit_and_wait("import threading\ndef work(): print('from a thread'); 1 / 0\n"
                            "t = threading.Thread(target=work); t.start(); t.join()");
    subject.wait_for_text("ZeroDivisionError");
    CHECK(subject.text().find("from a thread\n") != std::string::npos);
}
