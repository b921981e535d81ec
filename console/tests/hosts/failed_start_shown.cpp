// The panel says once why Python has not started, whatever the user enters before and after.
#include "tests/hosts/host_panel.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    EngineOptions options = host_options();
    options.python_home = "/nowhere";
    HostImgui imgui;
    Host host(options);
    {
        HostPanel panel(host.engine, {});
        panel.enter("early = 1");
        EXPECT(panel.shows("EngineOptions::python_home must be the prefix of a Python"));
        panel.enter("late = 2");
        EXPECT(panel.shows(">>> late = 2"));
        EXPECT(panel.shows("Python has not started\n>>> "));
        EXPECT(panel.count("python_home") == 1);
        EXPECT(panel.count(">>> early = 1") == 1);
        EXPECT(panel.count("Python has not started") == 2);  // below each input
        if (failures > 0) std::fprintf(stderr, "the panel shows:\n%s\n", panel.text().c_str());
    }
    {
        HostPanel later(host.engine, {});  // opened after the event was handled
        later.enter("again = 3");
        EXPECT(later.shows("EngineOptions::python_home must be the prefix of a Python"));
        EXPECT(later.shows("Python has not started\n>>> "));
        EXPECT(later.count("python_home") == 1);
        if (failures > 0) std::fprintf(stderr, "the later panel shows:\n%s\n", later.text().c_str());
    }
    EXPECT(host.engine.quit(30));
    return result();
}
