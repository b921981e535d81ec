// Runs a script with a time limit. Beside it a timer of C++ counts, and the script may have timers of its own.
#include <gimbal/console/engine.h>
#include <gimbal/console/loop/run_and_wait.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

int run_limited(Engine& engine, const char* script, std::chrono::milliseconds limit) {
    // The function runs on the handlers thread. It shares what it uses, because a call may run while its timer is
    // cancelled. The engine is there: quit() ends the handlers thread.
    const auto too_long = std::make_shared<std::atomic<bool>>(false);
    const auto stop = [&engine, too_long] {
        too_long->store(true);
        engine.stop();
    };
    const ScopedTimer limiting = engine.after(limit, stop, {.name = "time limit"});
    const ScopedTimer counting = engine.every(10ms, [] {}, {.name = "counting"});

    const RunResult result = run_file(engine, script, {}, print_output);
    std::printf("%s after %s\n", too_long->load() ? "stopped" : "done", counting.calls() > 3 ? "a while" : "a moment");
    return result.state == RunState::done ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: timers SCRIPT MILLISECONDS\n"), 2;
    Engine engine({});
    const int code = run_limited(engine, argv[1], std::chrono::milliseconds(std::atoi(argv[2])));
    if (!engine.quit(1.5)) std::_Exit(code);  // C code that does not return is left behind
    return code;
}
