// A host that has started Python with pybind11 gets an exception from the constructor, and its Python goes on. The same
// in the other direction: pybind11 refuses to start Python beside an Engine.
#include <pybind11/embed.h>

#include <thread>

#include "gimbal/console/python/gil.h"
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
namespace py = pybind11;

namespace {
template <class Error, class Start>
std::string refusal_of(Start&& start) {
    try {
        start();
    } catch (const Error& error) { return error.what(); }
    return {};
}
}  // namespace

int main() {
    {
        py::scoped_interpreter ours;
        py::object kept = py::dict();
        const std::string refusal = refusal_of<PythonUnavailable>([] { Engine engine(host_options()); });
        EXPECT(contains(refusal, "already started Python"));
        EXPECT(contains(refusal, "scoped_interpreter"));
        EXPECT(contains(refusal, "make the Engine instead"));  // the remedy
        py::exec("import signal\nassert 6 * 7 == 42\n"
                 "assert signal.getsignal(signal.SIGINT) is signal.default_int_handler");
        EXPECT(refusal == refusal_of<PythonUnavailable>([] { Engine engine(host_options()); }));
    }
    Host after;  // the host's interpreter has ended
    EXPECT(after.run("print('the Engine runs')") == RunState::done);
    EXPECT(after.wait_for_text("the Engine runs\n"));
    std::string refusal;
    std::thread([&] {
        const GilGuard guard;  // a debug build of pybind11 asks CPython for an error before it throws
        refusal = refusal_of<std::runtime_error>([] { py::scoped_interpreter second; });
    }).join();
    EXPECT(contains(refusal, "already running"));
    EXPECT(after.run("import json") == RunState::done);
    EXPECT(after.engine.quit(30));
    py::scoped_interpreter again;  // the Engine has ended
    EXPECT(py::eval("6 * 7").cast<int>() == 42);
    return result();
}
