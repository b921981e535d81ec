// A second Engine beside a living one is refused, and the first goes on.
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    Host first;
    std::string refusal;
    try {
        Engine second(host_options());
    } catch (const AlreadyRunning& error) { refusal = error.what(); }
    EXPECT(contains(refusal, "already has an Engine"));
    EXPECT(contains(refusal, "quit()"));  // the remedy
    EXPECT(first.run("print(6 * 7)") == RunState::done);
    EXPECT(first.text == "42\n");
    EXPECT(first.engine.quit(30));
    return result();
}
