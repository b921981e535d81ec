// numpy's C code can be initialised once in a process. A second Engine says so instead of crashing.
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    {
        Host first;
        EXPECT(first.run("import numpy; print(numpy.arange(3).sum())") == RunState::done);
        EXPECT(first.text == "3\n");
        EXPECT(first.engine.quit(30));
    }
    std::string refusal;
    try {
        Engine second(host_options());
    } catch (const PythonUnavailable& error) { refusal = error.what(); }
    EXPECT(contains(refusal, "numpy"));
    EXPECT(contains(refusal, "new process"));
    return result();
}
