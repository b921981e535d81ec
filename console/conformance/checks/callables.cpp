// Row 7: callables that C++ keeps.
#include "conformance/host_under_test.h"

#include <thread>

#include "conformance/checks.h"

namespace gimbal::console::conformance {

std::string keep_callables(const Job& job) {
    const int copies = job.quick ? 100 : 10'000;
    Callable kept;
    {
        HostUnderTest host(job);
        host.run("class Callback:\n    def __call__(self, x): return x * 2\n    def __del__(self): print('is gone')\n"
                 "callback = Callback()");
        kept = host.eval<Callable>("callback");
        require(kept == host.eval<Callable>("callback"), "two handles of one object are not equal");
        require(!(kept == host.eval<Callable>("print")), "handles of two objects are equal");
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < copies; ++n) const Callable copy = kept;
            });
        for (std::thread& thread : threads) thread.join();
        require(host.value(host.engine().call<int>({.where = Where::handlers}, kept, 21)) == 42,
                "a kept callable gives another result");
        host.run("del callback");
        std::thread([&] { kept = {}; }).join();  // without the GIL
        host.wait_for_text("is gone");
        kept = host.eval<Callable>("len");
        host.quit();
        const auto late = host.result(host.engine().call<int>({.where = Where::handlers}, kept, "text"));
        require(!late && late.error().why == NoResult::closed, "a call after the end is not 'closed'");
    }
    return std::to_string(4 * copies) + " copies on 4 threads; the last one is destroyed without the GIL";
}

}  // namespace gimbal::console::conformance
