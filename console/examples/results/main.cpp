// Runs a script and uses what it has computed: `name`, the array `heights` and the function `areas(steps)`. A call that
// takes too long is ended, and a wrong value is an error that says what is wrong with it.
#include <gimbal/console/python/call.h>  // includes Python.h, so it comes first

#include <gimbal/console/loop/run_and_wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

void use_results(Engine& engine, const std::string& script) {
    const std::string source{std::istreambuf_iterator<char>(std::ifstream(script).rdbuf()), {}};
    wait_for_run(engine, engine.submit_cell(source, {.file_name = script}), print_output);

    const auto name = wait_for_result(engine, engine.eval<std::optional<std::string>>("name"), print_output).value();
    const auto heights = wait_for_result(engine, engine.eval<Array<const double>>("heights"), print_output).value();
    const double highest = *std::max_element(heights.begin(), heights.end());  // in the script's memory, not in a copy
    std::printf("%s: %zu heights, the highest is %g\n", name.value_or("without a name").c_str(), heights.size(),
                highest);

    const auto areas = wait_for_result(engine, engine.eval<Callable>("areas"), print_output).value();
    for (const int steps : {1, 1000}) {
        auto future = engine.call<std::map<std::string, double>>({.deadline = 2s}, areas, steps);
        for (const auto& [part, area] : wait_for_result(engine, std::move(future), print_output).value())
            std::printf("%d steps: %s has %g\n", steps, part.c_str(), area);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "usage: results SCRIPT\n"), 2;
    int code = 0;
    Engine engine({});
    try {
        use_results(engine, argv[1]);
    } catch (const ResultError& error) { code = (std::fprintf(stderr, "%s\n", error.what()), 1); }
    if (!engine.quit(1.5)) std::_Exit(code);  // C code that does not return is left behind
    return code;
}
