// Runs its argument as a cell of the console and prints what the cell prints.
#include <gimbal/console/loop/run_and_wait.h>

#include <cstdlib>

#include "shapes.h"

using namespace gimbal::console;

int main(int argc, char** argv) {
    Engine engine({.extensions = {shapes_module()}});
    const RunId run = engine.submit_cell(argc > 1 ? argv[1] : "import shapes; print(shapes.Circle(2).area)");
    const RunResult result = wait_for_run(engine, run, print_output);
    if (!engine.quit(1.5)) std::_Exit(result.exit_code);  // C code that does not return is left behind
    return result.exit_code;
}
