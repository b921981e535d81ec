// Extensions of standard modules at their first import.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithEngine, "a spawned process is refused a typed function with a message, and nothing respawns") {
    const RunEnded ended = subject.submit_and_wait(
        "import multiprocessing\ndef typed(): pass\n"
        "multiprocessing.get_context('spawn').Process(target=typed).start()");
    CHECK(ended.error.type == "PicklingError");
    CHECK(ended.error.message.find("typed was typed in the console, so a spawned process cannot find it") !=
          std::string::npos);
    CHECK(ended.error.text.find("spawn_guard") == std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "work for a pool of spawned processes is refused") {
    const RunEnded ended = subject.submit_and_wait(
        "def typed(x): return x\nwith multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "    print(pool.map(abs, [-1]))\n    pool.map(typed, [1])");
    CHECK(subject.output_of(ended.run, Stream::out) == "[1]\n");
    CHECK(ended.error.type == "PicklingError");
}

TEST_CASE_FIXTURE(WithEngine, "a typed object sent to a spawned process is refused by its name with the remedy, "
                              "and nothing hangs") {
    subject.submit_and_wait(
        "import concurrent.futures, functools, multiprocessing\nspawn = multiprocessing.get_context('spawn')\n"
        "def typed(x): return x\nclass Typed:\n    def method(self, x): return x");
    const std::string executor = "with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as pool: ";
    const std::string pool = "with spawn.Pool(1) as pool: ", remedy = "put it into a file and import it";
    for (const auto& [code, name] : std::vector<std::pair<std::string, std::string>>{
             {executor + "pool.submit(typed, 1).result()", "typed was typed"},
             {executor + "pool.submit(functools.partial(typed, 1)).result()", "typed was typed"},
             {executor + "list(pool.map(Typed().method, [1]))", "Typed was typed"},
             {executor + "pool.submit(lambda: 1).result()", "the lambda of <cell "},
             {"with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn, initializer=typed, initargs=[1]) as "
              "pool: pool.submit(abs, 1).result()",
              "typed was typed"},
             {pool + "pool.map(lambda x: x, [1])", "the lambda of <cell "},
             {pool + "pool.map(str, [Typed()])", "Typed was typed"},
             {pool + "pool.apply_async(typed, [1]).get()", "typed was typed"},
             {"spawn.Pool(1, initializer=typed, initargs=[1])", "typed was typed"},
             {"spawn.Process(target=Typed().method, args=[1]).start()", "Typed was typed"},
             {"multiprocessing.set_start_method('spawn', force=True)\na, b = multiprocessing.Pipe(); child = "
              "multiprocessing.Process(target=b.recv); "
              "child.start()\ntry: a.send(Typed())\nfinally: child.terminate(); child.join(); "
              "multiprocessing.set_start_method('fork', force=True)",
              "Typed was typed"},
         }) {
        CAPTURE(code);
        const RunEnded ended = subject.submit_and_wait(code);
        CAPTURE(ended.error.text);
        CHECK(ended.error.type == "PicklingError");
        CHECK(ended.error.message.find(name) != std::string::npos);
        CHECK(ended.error.message.find(remedy) != std::string::npos);
        subject.forget();
    }
}

TEST_CASE_FIXTURE(WithEngine, "an unsaved script cannot start processes, and the error says to save it") {
    const RunId run = subject.engine.submit_source(
        "import multiprocessing\nif __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.map(abs, [-1]))\n",
        "unsaved script", {});
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.error.type == "PicklingError");
    CHECK(ended.error.message.find("save the script first") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "a thread of the script may print and raise") {
    subject.submit_and_wait("import threading\ndef work(): print('from a thread'); 1 / 0\n"
                            "t = threading.Thread(target=work); t.start(); t.join()");
    subject.wait_for_text("ZeroDivisionError");
    CHECK(subject.text().find("from a thread\n") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "a sub-interpreter imports the standard library as python3 does") {
    const RunEnded ended = subject.submit_and_wait(
        "try: import _interpreters as interpreters\nexcept ImportError: import _xxsubinterpreters as interpreters\n"
        "other = interpreters.create()\n"
        "problem = interpreters.run_string(other, 'import asyncio, linecache, pdb, "
        "multiprocessing.popen_spawn_posix')\n"
        "interpreters.destroy(other)\nproblem");
    CHECK(ended.error.text == "");
    CHECK(subject.output_of(ended.run) == "");
    CHECK(subject.output_of("import asyncio; await asyncio.sleep(0, 'in the first one')") == "'in the first one'\n");
}
