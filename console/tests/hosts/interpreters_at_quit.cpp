// Quit ends sub-interpreters that run code, have work queued or are idle, whoever uses them, and threads of scripts
// that wait for one; handles and results may outlive the engine; and a second engine makes interpreters again.
#include "gimbal/console/python/bind.h"
#include "gimbal/console/python/interpreter_call.h"

#include "tests/hosts/host.h"

#include <atomic>
#include <functional>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
// A thread of a script gets the time to end in its own way, although that is longer than other threads get.
void a_thread_that_quit_has_woken(const std::string& wait, const std::function<bool(Host&)>& waits) {
    Host host;
    EXPECT(host.is_ready());
    std::atomic<int> calls{0};
    std::vector<std::thread> native;
    for (int i = 0; i < 2; ++i)
        native.emplace_back([&] {
            auto made = host.engine.interpreters().create();
            while (made && made->exec("sum(range(100))")) ++calls;
        });
    EXPECT(host.run("import threading, time\n"
                    "from gimbal_console import interpreters\n"
                    "mine = interpreters.create()\n"
                    "def keep(function):\n"
                    "    global mark\n"
                    "    mark = function\n"
                    "def use():\n"
                    "    print('waits')\n"
                    "    try: " +
                    wait +
                    "\n"
                    "    finally:\n"
                    "        time.sleep(0.6)\n"
                    "        mark()\n") == RunState::done);
    std::atomic<bool> in_order{false};
    auto kept = host.engine.call<void>({.where = Where::handlers}, "__main__", "keep",
                                       bind::Function::of<gil::keeps>("mark", [&] { in_order = true; }));
    EXPECT(wait_until([&] { return kept.ready(); }));
    EXPECT(host.run("threading.Thread(target=use).start()") == RunState::done);
    EXPECT(host.wait_for_text("waits") && waits(host) && wait_until([&] { return calls >= 100; }));
    EXPECT(host.engine.quit(30));
    for (std::thread& thread : native) thread.join();
    EXPECT(in_order);
}
}  // namespace

int main() {
    a_thread_that_quit_has_woken("mine.exec('while True: x = bytes(10)')", [](Host& host) {
        return host.run("while not mine.is_running(): time.sleep(0.001)") == RunState::done;
    });
    a_thread_that_quit_has_woken("input()", [](Host& host) { return host.wait_for<InputRequested>(); });
    std::vector<Interpreter> kept;
    std::vector<Future<int>> results;
    for (int round = 0; round < 2; ++round) {
        Host host;
        EXPECT(host.is_ready());
        std::thread([&] {
            for (int i = 0; i < 3; ++i) {
                auto made = host.engine.interpreters().create();
                if (!EXPECT(made)) return;
                EXPECT(made->exec("def spin():\n    print('spins')\n    while True: pass\n"));
                kept.push_back(std::move(*made));
            }
        }).join();
        const std::size_t first = kept.size() - 3;
        Interpreter busy = kept[first], queued = kept[first + 1];
        Result<void> ended;
        std::thread caller([&] { ended = busy.exec("spin()"); });
        EXPECT(host.wait_for_text("spins"));
        for (int i = 0; i < 4; ++i) results.push_back(queued.call_in_thread<int>("__main__", "spin"));
        EXPECT(host.run("from gimbal_console import interpreters\n"
                        "mine = interpreters.create(); view = mine.call(eval, 'memoryview(bytearray(9999))')") ==
               RunState::done);
        const RunId run = host.engine.submit_cell("mine.exec('while True: pass')");
        EXPECT(host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; }));
        EXPECT(host.engine.quit(30));
        caller.join();
        EXPECT(!ended && ended.error().type == "KeyboardInterrupt");
        EXPECT(!busy.is_open());
        std::thread([&] { EXPECT(busy.exec("pass").error().why == NoResult::closed); }).join();
        EXPECT(host.engine.interpreters().list_all().empty());
    }
    for (auto& future : results) {
        const auto got = future.get(10s);
        EXPECT(!got && (got.error().why == NoResult::closed || got.error().type == "KeyboardInterrupt"));
    }
    std::thread([&] {
        EXPECT(kept[0].call<int>("__main__", "spin").error().why == NoResult::closed);
        EXPECT(kept[0].call_in_thread<int>("__main__", "spin").get(10s).error().why == NoResult::closed);
        EXPECT(kept[0].close());
    }).join();
    return result();
}
