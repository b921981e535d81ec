// pybind11's gil_scoped_acquire and release use the same thread state as a GilGuard, whichever comes first.
#include <pybind11/embed.h>

#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"
#include "tests/hosts/thread_state_count.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
namespace py = pybind11;

namespace {
int sum() { return py::eval("sum([1, 2])").cast<int>(); }

void guard_first() {
    PyThreadState* own = nullptr;
    EXPECT(with_gil([&] { own = PyThreadState_Get(); }));
    for (int i = 0; i < 3; ++i) {
        const py::gil_scoped_acquire acquired;
        EXPECT(PyThreadState_Get() == own && sum() == 3);
        const GilGuard nested;
        EXPECT(nested && sum() == 3);
        const py::gil_scoped_release released;
        const GilGuard again;
        EXPECT(again && PyThreadState_Get() == own && sum() == 3);
    }
    EXPECT(with_gil([&] { EXPECT(PyThreadState_Get() == own); }));
}

void pybind11_first() {
    {
        const py::gil_scoped_acquire acquired;
        PyThreadState* theirs = PyThreadState_Get();
        const GilGuard nested;
        const py::gil_scoped_release released;
        const GilGuard guard;
        EXPECT(guard && PyThreadState_Get() == theirs && sum() == 3);
    }
    EXPECT(with_gil([] { EXPECT(sum() == 3); }));
}
}  // namespace

int main() {
    for (int i = 0; i < 2; ++i) {  // also with a second engine
        Host host;
        EXPECT(is_counted(host));
        // pybind11 makes its internals at the first use. A gil_scoped_acquire that did so would keep a deleted state.
        std::thread([] { with_gil([] { py::detail::get_internals(); }); }).join();
        const int before = count_thread_states();
        std::vector<std::thread> threads;
        for (int n = 0; n < 4; ++n) threads.emplace_back(n % 2 == 0 ? guard_first : pybind11_first);
        for (std::thread& thread : threads) thread.join();
        EXPECT(wait_until([&] { return count_thread_states() == before; }));
        EXPECT(host.run("1") == RunState::done);
        EXPECT(host.engine.quit(30));
    }
    return result();
}
