// A C++ exception of the host becomes a Python error at each border, or ends there. None crosses a frame of CPython.
#include "gimbal/console/python/bound.h"

#include "tests/hosts/host.h"
#include "tests/support/endless_loop.h"

#include <atomic>
#include <stdexcept>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
PyObject* load(PyObject*, PyObject*) { throw std::runtime_error("no such mesh"); }
PyObject* at(PyObject*, PyObject* const*, Py_ssize_t) { throw std::out_of_range("no vertex 9"); }
PyObject* odd(PyObject*, PyObject*, PyObject*) { throw 42; }
PyObject* get(PyObject*, void*) { throw std::invalid_argument("it has no name"); }
int set(PyObject*, PyObject*, void*) { throw std::invalid_argument("the name is taken"); }

PyMethodDef methods[] = {
    {"load", bound<&load>, METH_NOARGS, nullptr},
    {"at", as_method(bound<&at>), METH_FASTCALL, nullptr},
    {"odd", as_method(bound<&odd>), METH_VARARGS | METH_KEYWORDS, nullptr},
    {},
};
PyGetSetDef properties[] = {{"name", bound<&get>, bound<&set>, nullptr, nullptr}, {}};
PyType_Slot slots[] = {{Py_tp_getset, properties}, {}};
PyType_Spec spec = {"native.Mesh", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, slots};
PyModuleDef definition = {PyModuleDef_HEAD_INIT, "native", nullptr, -1, methods, nullptr, nullptr, nullptr, nullptr};

PyObject* make_native(Engine&) {
    PyObject* module = PyModule_Create(&definition);
    PyModule_AddObject(module, "Mesh", PyType_FromSpec(&spec));
    return module;
}

std::string error_of(Host& host, const std::string& code) {
    const RunId run = host.engine.submit_cell("import native\n" + code);
    const auto is_end = [=](const RunEnded& ended) { return ended.run == run; };
    if (!EXPECT(host.wait_for<RunEnded>(is_end))) return {};
    const Traceback& error = host.find<RunEnded>(is_end)->error;
    return error.type + ": " + error.message;
}
}  // namespace

int main() {
    EngineOptions options = host_options();
    options.extensions.push_back({"native", make_native});
    options.extensions.push_back({"broken", [](Engine&) -> _object* { throw std::runtime_error("no licence"); }});
    options.run_began = [](const RunInfo&) { throw std::runtime_error("no undo step"); };
    std::atomic<int> woken{0};
    options.wake = [&] {
        ++woken;
        throw std::runtime_error("no wake-up");
    };
    Host host(options);
    EXPECT(host.is_ready());
    EXPECT(host.wait_for_text("RuntimeError: no licence"));
    EXPECT(error_of(host, "native.load()") == "RuntimeError: no such mesh");
    EXPECT(host.wait_for_text("RuntimeError: no undo step"));
    EXPECT(error_of(host, "native.at(9)") == "IndexError: no vertex 9");
    EXPECT(contains(error_of(host, "native.odd()"), "RuntimeError: "));
    EXPECT(error_of(host, "native.Mesh().name") == "ValueError: it has no name");
    EXPECT(error_of(host, "native.Mesh().name = 1") == "ValueError: the name is taken");
    host.engine.post_to_handlers("a handler", [] { throw std::runtime_error("no handler"); });
    EXPECT(host.wait_for_text("RuntimeError: no handler"));

    const RunId run = host.engine.submit_cell(endless_loop);
    EXPECT(host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; }));
    {
        const Engine::StopListener listener(host.engine, [] { throw std::runtime_error("cannot cancel"); });
        host.engine.stop();
        EXPECT(host.wait_for<RunEnded>([=](const RunEnded& ended) { return ended.run == run; }));
    }
    EXPECT(woken > 0);
    EXPECT(host.engine.quit(30));
    return result();
}
