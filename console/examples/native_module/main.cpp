// Runs a script that may use the module `native`. Ctrl-C stops the script, not the program. With --stub it prints the
// module's stub instead.
#include <gimbal/console/loop/run_and_wait.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "native.h"

using namespace gimbal::console;

namespace {
volatile std::sig_atomic_t interrupted = 0;
}

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "usage: native_module SCRIPT | --stub\n"), 2;
    if (std::string_view(argv[1]) == "--stub") return std::fputs(native_stub().c_str(), stdout), 0;
    std::signal(SIGINT, [](int) { interrupted = 1; });
    UiQueue ui([] {});  // this loop looks often enough by itself
    Engine engine({.extensions = {native_module(ui)}});
    const auto tick = [&] {
        if (interrupted) engine.stop();
        interrupted = 0;
        ui.drain(std::chrono::milliseconds(5));
    };
    const RunResult result = wait_for_run(engine, engine.submit_file(argv[1]), print_output, tick);
    tick();
    end_native_threads();
    if (!engine.quit(1.5)) std::_Exit(result.exit_code);  // C code that does not return is left behind
    return result.exit_code;
}
