// numpy's C code can be initialised once in a process. A second Engine says so instead of crashing.
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    {
        Host first;
        const bool has_numpy = first.run("import numpy; print(numpy.arange(3).sum())") == RunState::done;
        EXPECT(has_numpy ? first.text == "3\n" : contains(first.text, "No module named 'numpy'"));
        EXPECT(first.engine.quit(30));
        if (!has_numpy) return result();
    }
    std::string refusal;
    try {
        Engine second(host_options());
    } catch (const PythonUnavailable& error) { refusal = error.what(); }
    EXPECT(contains(refusal, "numpy"));
    EXPECT(contains(refusal, "new process"));
    return result();
}
