// Row 9: posting returns at once, and native work lets Python threads run.
#include "conformance/host_under_test.h"

#include <atomic>
#include <cstdio>

#include "conformance/checks.h"
#include "conformance/native_module.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::console::conformance {

std::string push_events(const Job& job) {
    UiQueue queue([] {});
    HostUnderTest host(job);
    // The handlers thread is in native code, so nothing that is posted can be done before all is posted.
    std::atomic<int> handled{0}, drawn{0};
    const int posts = job.quick ? 100 : 10'000;
    host.engine().post_to_handlers("waits", [] {
        Py_XDECREF(PyRun_String("__import__('gimbal_conformance').wait_at_gate()", Py_eval_input, PyEval_GetBuiltins(),
                                PyEval_GetBuiltins()));
    });
    host.wait_until("native code", is_somebody_at_gate);
    const auto begin = Clock::now();
    for (int i = 0; i < posts; ++i) host.engine().post_to_handlers("count", [&] { ++handled; });
    for (int i = 0; i < posts; ++i) queue.post([&] { ++drawn; });
    const double each = seconds_since(begin) / (2 * posts);
    require(handled == 0 && drawn == 0, "posting has waited for the work");
    host.run("count = 0\nfor i in range(1000): count += 1");  // beside native work
    require(is_somebody_at_gate(), "native code has returned too early");
    open_gate();
    host.wait_until("the handlers", [&] { return handled == posts; });
    host.wait_until("the functions for the UI", [&] {
        queue.drain(std::chrono::milliseconds(4));
        return drawn == posts;
    });
    host.quit();
    char text[64];
    std::snprintf(text, sizeof text, "a post takes %.2f us", 1e6 * each);
    return text;
}

}  // namespace gimbal::console::conformance
