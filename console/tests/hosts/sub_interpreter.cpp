// Sub-interpreters that a script or the host has left do not abort the process at Quit.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    Host host;
    EXPECT(host.is_ready());
    std::thread([] {
        EXPECT(with_gil([] {
            PyThreadState* own = PyThreadState_Get();
            EXPECT(Py_NewInterpreter() != nullptr);
            PyRun_SimpleString("kept = [1, 2]");
            PyThreadState_Swap(own);
        }));
    }).join();
#if PY_VERSION_HEX < 0x030D0000
    EXPECT(host.run("import _xxsubinterpreters\n_xxsubinterpreters.create()\nprint('made')") == RunState::done);
#else
    EXPECT(host.run("import _interpreters\n_interpreters.create('legacy')\nprint('made')") == RunState::done);
#endif
    EXPECT(host.engine.quit(30));
    return result();
}
