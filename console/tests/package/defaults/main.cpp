// Runs a cell in an Engine without options and prints what it prints.
#include <gimbal/console/engine.h>
#include <gimbal/console/pump.h>

#include <cstdio>
#include <thread>

using namespace gimbal::console;

int main() {
    Engine engine({});
    engine.submit_cell("import asyncio, sys\nprint(sys.executable)\nprint(await asyncio.sleep(0, 6 * 7))");
    for (bool ended = false; !ended;) {
        const auto print = [&](ConsoleEvent& event) {
            std::uint64_t dropped_lines = 0;
            if (const auto* output = std::get_if<OutputText>(&event))
                for (const TextPiece& piece : output->block->take(dropped_lines))
                    std::fputs(piece.text.c_str(), stdout);
            ended |= std::holds_alternative<RunEnded>(event);
        };
        pump(engine, print, std::chrono::milliseconds(4));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return engine.quit(5) ? 0 : 1;
}
