// Runs a script, or with -c the code of its argument, and prints what it prints.
#include <gimbal/console/loop/run_and_wait.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace gimbal::console;

int main(int argc, char** argv) {
    const bool is_code = argc == 3 && std::string_view(argv[1]) == "-c";
    if (argc < 2 || (argc == 2 && std::string_view(argv[1]) == "-c"))
        return std::fprintf(stderr, "usage: engine_only SCRIPT [ARGUMENT...] | -c CODE\n"), 2;
    Engine engine({});
    const RunResult result = is_code ? wait_for_run(engine, engine.submit_cell(argv[2]), print_output)
                                     : run_file(engine, argv[1], {argv + 2, argv + argc}, print_output);
    if (!engine.quit(1.5)) std::_Exit(result.exit_code);  // C code that does not return is left behind
    return result.exit_code;
}
