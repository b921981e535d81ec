// Native threads that compute in sub-interpreters. Each has its own modules; from Python 3.12 on each has its own GIL,
// so that they compute at the same time. The numbers stay in one array, which the interpreters see without a copy.
#include <gimbal/console/python/interpreter_call.h>  // includes Python.h, so it comes first

#include <gimbal/console/loop/run_and_wait.h>

#include <cstdio>
#include <cstdlib>
#include <future>

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

constexpr const char* code = R"(
def fill(begin, end):
    for i in range(begin, end):
        numbers[i] = sum(k * k for k in range(i % 1000))
    print("filled", begin, "to", end - 1)
)";

void work(Engine& engine, const Array<double>& numbers, std::size_t part, std::size_t parts) {
    Interpreter interpreter = engine.interpreters().create({.name = "part " + std::to_string(part)}).value();
    const std::size_t begin = numbers.size() * part / parts, end = numbers.size() * (part + 1) / parts;
    interpreter.exec(code).value();
    interpreter.prepare_main("numbers", numbers).value();  // a memoryview of the array's memory
    interpreter.call<void>("__main__", "fill", begin, end).value();
    interpreter.close().value();
}

void use_interpreters(Engine& engine, std::size_t parts) {
    wait_for_run(engine, engine.submit_cell("import array\nnumbers = array.array('d', bytes(8 * 20_000))"),
                 print_output);
    auto numbers = wait_for_result(engine, engine.eval<Array<double>>("numbers"), print_output).value();
    std::vector<std::future<void>> threads;
    for (std::size_t part = 0; part < parts; ++part)
        threads.push_back(std::async(std::launch::async, [&, part] { work(engine, numbers, part, parts); }));
    for (auto& thread : threads) thread.get();
    wait_for_result(engine, engine.eval<void>("print('the last is', numbers[-1])"), print_output).value();
}

}  // namespace

int main(int argc, char** argv) {
    const int parts = argc == 2 ? std::atoi(argv[1]) : 0;
    if (parts < 1) return std::fprintf(stderr, "usage: interpreters THREADS\n"), 2;
    int code = 0;
    Engine engine({});
    try {
        std::printf("each interpreter has %s\n", has_own_gil() ? "its own GIL" : "the GIL of the main interpreter");
        std::fflush(stdout);
        use_interpreters(engine, static_cast<std::size_t>(parts));
    } catch (const ResultError& error) { code = (std::fprintf(stderr, "%s\n", error.what()), 1); }
    if (!engine.quit(1.5)) std::_Exit(code);  // C code that does not return is left behind
    return code;
}
