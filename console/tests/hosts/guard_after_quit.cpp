// A guard is false before Python runs, once Quit has begun and after it.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
bool a_thread_gets_python() {
    bool attached = false;
    std::thread([&] { attached = with_gil([] { PyRun_SimpleString("pass"); }); }).join();
    return attached;
}
std::atomic<int> nested{0};

// Called by scripts, with the GIL held.
PyObject* call_back(PyObject*, PyObject*) {
    GilGuard guard;
    if (guard) ++nested;
    Py_RETURN_NONE;
}
PyMethodDef methods[] = {{"call_back", call_back, METH_NOARGS, nullptr}, {}};
PyModuleDef definition = {PyModuleDef_HEAD_INIT, "native", nullptr, -1, methods, nullptr, nullptr, nullptr, nullptr};
}  // namespace

int main() {
    EXPECT(!a_thread_gets_python());
    for (int i = 0; i < 2; ++i) {
        EngineOptions options = host_options();
        options.extensions.push_back({"native", [](Engine&) { return PyModule_Create(&definition); }});
        Host host(options);
        EXPECT(host.is_ready());
        EXPECT(a_thread_gets_python());
        nested = 0;
        // The exit function runs while Python is finalised, on the thread that finalises it.
        EXPECT(host.run("import native, atexit\nnative.call_back()\natexit.register(native.call_back)") ==
               RunState::done);
        EXPECT(nested == 1);
        EXPECT(host.engine.quit(30));
        EXPECT(nested == 2);
        EXPECT(!a_thread_gets_python());
    }
    return result();
}
