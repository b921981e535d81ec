// Runs a script with the module `native`. native.count(n) starts work on a C++ thread and returns a job: the script may
// `await` it, gather several, cancel it, or wait for its result(). native.title() and native.ask(question) are answered
// by the UI thread; the answer of ask() comes later, as that of a dialog does. native.show(text) is only posted there.
#include <gimbal/console/python/awaitable.h>  // includes Python.h, so the python headers come first
#include <gimbal/console/python/bound.h>
#include <gimbal/console/python/ui_call.h>

#include <gimbal/console/loop/run_and_wait.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <string>
#include <thread>
#include <vector>

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

// What the window of a real program would be. Thread: UI.
struct Window {
    UiQueue queue{[] {}};  // before the engine; the loop below looks often enough by itself
    Engine* engine = nullptr;
    std::list<std::pair<std::string, Promise<std::string>>> questions;

    Future<std::string> ask(std::string question) {
        return questions.emplace_back(std::move(question), Promise<std::string>(*engine)).second.future();
    }
    void answer() {  // a frame later, in place of the user
        for (auto& [question, answer] : questions) answer.set("yes to " + question);
        questions.clear();
    }
};
Window window;
std::vector<std::jthread> workers;  // joined when main() has ended; the GIL guards the vector

PyObject* count(PyObject*, PyObject* limit) {
    const auto n = from_python<std::int64_t>(limit, Place("n"));
    if (!n) return nullptr;
    auto [future, work] = make_job(*window.engine, "count", [n = *n](Job& job) {
        std::int64_t sum = 0;
        for (std::int64_t i = 0; i < n; ++i) {
            if (i % 1024 == 0) job.poll(), job.set_progress(static_cast<double>(i) / static_cast<double>(n));
            sum += i;
        }
        return sum;
    });
    workers.emplace_back(std::move(work));
    return to_awaitable(std::move(future)).release();
}

PyObject* create_module(Engine& engine) {
    window.engine = &engine;
    static PyMethodDef functions[] = {
        {"count", bound<&count>, METH_O, "Start to add the numbers below n. Returns a job."}, {}};
    static PyModuleDef definition{PyModuleDef_HEAD_INIT, "native", nullptr, -1, functions, {}, {}, {}, {}};
    PyRef module = PyRef::steal(PyModule_Create(&definition));
    const auto add = [&](const char* name, const PyRef& function) {
        return function && PyModule_AddObjectRef(module.get(), name, function.get()) == 0;
    };
    const bool whole =
        module && add("title", ui_function(window.queue, "title", [] { return std::string("Native"); })) &&
        add("ask",
            ui_function(window.queue, "ask", [](std::string question) { return window.ask(std::move(question)); },
                        {.parameters = {"question"}})) &&
        add("show", ui_function(window.queue, "show", [](std::string text) { std::printf("[%s]\n", text.c_str()); },
                                {.policy = UiPolicy::post, .parameters = {"text"}}));
    return whole ? module.release() : nullptr;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "usage: await_native SCRIPT\n"), 2;
    Engine engine({.extensions = {{"native", create_module}}});
    const RunResult result = wait_for_run(
        engine, engine.submit_file(argv[1]), print_output, [] { window.answer(); }, &window.queue);
    window.queue.drain(1s);
    window.queue.close();                                 // what asks from now on gets an error
    if (!engine.quit(1.5)) std::_Exit(result.exit_code);  // C code that does not return is left behind
    return result.exit_code;
}
