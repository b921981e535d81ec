// Three things that a program's module does: a long call that Stop ends, a callback from a native thread, and an event
// to the program's own loop.
#include <gimbal/console/python/bound.h>  // these two include Python.h, so they come first
#include <gimbal/console/python/call.h>

#include "native.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

using namespace gimbal::console;

namespace {

// One engine per process, and the module lives as long as its interpreter.
Engine* engine = nullptr;
UiQueue* ui_queue = nullptr;
std::vector<std::jthread> tickers;  // used with the GIL held, or when no script runs any more

bool is_prime(long long n) {
    for (long long d = 2; d * d <= n; ++d)
        if (n % d == 0) return false;
    return n > 1;
}

// native.count_primes(limit) -> int. Other Python threads run meanwhile.
PyObject* count_primes(PyObject*, PyObject* argument) {
    const long long limit = PyLong_AsLongLong(argument);
    if (limit == -1 && PyErr_Occurred()) return nullptr;
    std::atomic<bool> stopped = false;
    long long count = 0;
    without_gil([&] {
        const Engine::StopListener listener(*engine, [&] { stopped = true; });
        for (long long n = 2; n < limit && !stopped; ++n) count += is_prime(n);
    });
    // Stop has also sent an interrupt, which becomes KeyboardInterrupt here.
    if (PyErr_CheckSignals() < 0) return nullptr;
    return PyLong_FromLongLong(count);
}

// native.tick(callback, count): a native thread calls callback(0), callback(1), ..., and this call returns at once.
// The thread itself never touches Python: the calls run on the engine's handlers thread.
PyObject* tick(PyObject*, PyObject* arguments) {
    PyObject* function = nullptr;
    int count = 0;
    if (!PyArg_ParseTuple(arguments, "Oi:tick", &function, &count)) return nullptr;
    tickers.emplace_back([callback = Callable::of(function), count](const std::stop_token& stop) {
        for (int i = 0; i < count && !stop.stop_requested(); ++i) {
            (void)engine->call<void>({.where = Where::handlers, .title = "native.tick", .show_errors = true}, callback,
                                     i);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });
    Py_RETURN_NONE;
}

// native.show(text): an event for the program's loop.
PyObject* show(PyObject*, PyObject* argument) {
    const char* text = PyUnicode_AsUTF8(argument);
    if (!text) return nullptr;
    ui_queue->post([text = std::string(text)] { std::printf("shown: %s\n", text.c_str()); });
    Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"count_primes", bound<&count_primes>, METH_O, "count_primes(limit, /)\n--\n\nThe number of primes below `limit`."},
    {"tick", bound<&tick>, METH_VARARGS, "tick(callback, count, /)\n--\n\nCalls callback(0) to callback(count - 1)."},
    {"show", bound<&show>, METH_O, "show(text, /)\n--\n\nShows the text on the program's own thread."},
    {nullptr, nullptr, 0, nullptr},
};
PyModuleDef module{PyModuleDef_HEAD_INIT, "native", "What this program offers.", -1, functions, {}, {}, {}, {}};

}  // namespace

Extension native_module(UiQueue& ui) {
    ui_queue = &ui;
    return {"native", [](Engine& owner) {
                engine = &owner;
                return PyModule_Create(&module);
            }};
}

void end_native_threads() { tickers.clear(); }
