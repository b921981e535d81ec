// A host that has started Python itself gets an exception from the constructor, and its Python goes on.
#include "gimbal/console/python/python.h"

#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    Py_InitializeEx(0);
    std::string refusal;
    try {
        Engine engine(host_options());
    } catch (const PythonUnavailable& error) { refusal = error.what(); }
    EXPECT(contains(refusal, "already started Python"));
    EXPECT(contains(refusal, "make the Engine instead"));
    EXPECT(PyRun_SimpleString("assert 6 * 7 == 42") == 0);
    Py_FinalizeEx();
    Host after;  // the host's interpreter has ended
    EXPECT(after.run("print('ours')") == RunState::done);
    EXPECT(after.engine.quit(30));
    return result();
}
