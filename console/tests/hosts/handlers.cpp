// Work on the handlers thread that does not end is named, can be stopped, and others go on. What waits at Quit is told.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
// PyRun_SimpleString prints its error, so that the engine sees none.
void spin_with_error() {
    PyObject* main = PyImport_AddModule("__main__");
    PyObject* names = PyModule_GetDict(main);
    Py_XDECREF(PyRun_String("while True: pass", Py_file_input, names, names));
}

void named_and_stopped(Host& host, const std::function<void()>& stop) {
    host.events.clear();
    std::atomic<bool> went_on{false};
    host.engine.post_to_handlers("on_click of my_plugin", spin_with_error);
    host.engine.post_to_handlers("the next", [&] { went_on = true; });
    EXPECT(host.wait_for<HandlerRunning>());
    EXPECT(host.find<HandlerRunning>()->name == "on_click of my_plugin");
    EXPECT(host.find<HandlerRunning>()->seconds >= 1);
    EXPECT(host.engine.runs().handler().has_value());
    EXPECT(host.engine.runs().can_stop());
    EXPECT(host.run("print('runs go on')") == RunState::done);
    stop();
    EXPECT(wait_until([&] { return went_on.load(); }));
    EXPECT(host.wait_for<HandlerEnded>());
    EXPECT(!host.engine.runs().handler().has_value());
    EXPECT(host.wait_for_text("in on_click of my_plugin:\n"));
    EXPECT(contains(host.text, "KeyboardInterrupt"));
}
}  // namespace

int main() {
    Host host;
    EXPECT(host.is_ready());
    named_and_stopped(host, [&] { host.engine.stop(); });
    named_and_stopped(host, [&] { host.engine.stop_handler(); });

    // Stop of a run that spins beside it leaves the handler alone.
    host.events.clear();
    host.engine.post_to_handlers("endless", spin_with_error);
    EXPECT(host.wait_for<HandlerRunning>());
    const RunId run = host.engine.submit_cell("while True: pass");
    EXPECT(host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; }));
    host.engine.stop();
    EXPECT(host.wait_for<RunEnded>([=](const RunEnded& ended) { return ended.run == run; }));
    EXPECT(host.engine.runs().handler().has_value());

    // Quit ends it, and drops what waits behind it.
    std::atomic<int> dropped{0};
    for (int i = 0; i < 3; ++i)
        host.engine.post_to_handlers(
            "waits", [] { EXPECT(false); }, [&] { ++dropped; });
    EXPECT(host.engine.quit(30));
    EXPECT(dropped == 3);
    host.engine.post_to_handlers(
        "too late", [] { EXPECT(false); }, [&] { ++dropped; });
    EXPECT(dropped == 4);
    return result();
}
