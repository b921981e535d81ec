// Runs its argument as a cell of the console and prints what the cell prints.
#include <gimbal/console/engine.h>

#include <chrono>
#include <cstdio>
#include <thread>

using namespace gimbal::console;

int main(int argc, char** argv) {
    // gimbal_console::paths defines both: the interpreter for sys.executable, and the console's Python half.
    Engine engine({.launcher = GIMBAL_CONSOLE_LAUNCHER, .search_paths = {GIMBAL_CONSOLE_PYTHON_DIR}});
    const RunId run = engine.submit_cell(argc > 1 ? argv[1] : "import sys; print(sys.version)");
    int exit_code = -1;
    while (exit_code < 0) {
        ConsoleEvent event;
        if (!engine.try_dequeue_event(event)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } else if (const auto* output = std::get_if<OutputText>(&event)) {
            std::uint64_t dropped_lines = 0;
            for (const TextPiece& piece : output->block->take(dropped_lines)) std::fputs(piece.text.c_str(), stdout);
        } else if (const auto* ended = std::get_if<RunEnded>(&event); ended && ended->run == run) {
            exit_code = ended->state == RunState::done ? 0 : 1;
        } else if (const auto* quit = std::get_if<QuitRequested>(&event)) {
            exit_code = quit->exit_code;  // Python did not start, or SIGTERM came
        }
    }
    engine.quit(1.5);
    return exit_code;
}
