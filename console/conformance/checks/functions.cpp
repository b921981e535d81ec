// Row 6: C++ callables as arguments of Python functions.
#include "gimbal/console/python/bind.h"

#include "conformance/host_under_test.h"

#include <atomic>
#include <cstdio>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

namespace {
constexpr int threads = 4;
const EvalOptions on_handlers{.where = Where::handlers};

const char* const work = R"(
import threading
def work(a, b, callback): return callback(a) + callback(x=b)
def on_threads(threads, calls, callback):
    all_are_here = threading.Barrier(threads)
    def call_often():
        all_are_here.wait()
        for i in range(calls): callback(i)
    all = [threading.Thread(target=call_often) for _ in range(threads)]
    for thread in all: thread.start()
    for thread in all: thread.join()
def error_of(callback):
    try: callback(-1)
    except Exception as error: return f'{type(error).__name__}: {error}'
def keep(callback): kept.append(callback)
def drop_on_a_thread():
    thread = threading.Thread(target=kept.clear)
    thread.start()
    thread.join()
kept = []
)";

// What a callable holds. Its end waits for a thread that calls Python, so it must not hold the GIL.
class State {
public:
    explicit State(std::atomic<int>& ends) : ends_(ends) {}
    ~State() {
        std::thread([] { with_gil([] { PyErr_Clear(); }); }).join();
        ++ends_;
    }
    // Thread: any Python thread.
    void seen() {
        std::lock_guard lock(mutex_);
        threads_.insert(std::this_thread::get_id());
        ++calls_;
    }
    int calls() const { return calls_; }
    std::size_t threads_seen() const {
        std::lock_guard lock(mutex_);
        return threads_.size();
    }

private:
    std::atomic<int>& ends_;
    std::atomic<int> calls_{0};
    mutable std::mutex mutex_;
    std::set<std::thread::id> threads_;
};

// Returns the seconds of a call. The threads of the script compete with a run for the GIL.
double call_on_threads(HostUnderTest& host, int calls, const std::shared_ptr<State>& state) {
    const auto count = bind::Function::of<gil::keeps>(
        "count", [state](int x) { return state->seen(), x; }, bind::arg("x"));
    const RunId spinning = host.engine().submit_cell("while True: unused = bytes(1000)");
    host.wait_until_running(spinning);
    const int before = state->calls();
    const auto begin = Clock::now();
    auto done = host.engine().call<void>(on_handlers, "__main__", "on_threads", threads, calls, count);
    host.wait_until("Python threads that call a C++ function beside a script: is the GIL handed on? See "
                    "sys.getswitchinterval()",
                    [&] { return done.ready(); });
    const double seconds = seconds_since(begin);
    host.value(std::move(done));
    require(state->calls() - before == threads * calls, "calls of a C++ function are lost");
    require(state->threads_seen() == threads, "a C++ function is not called on the thread of its caller");
    host.engine().stop();
    host.wait_for_end(spinning);
    return seconds / (threads * calls);
}

void raise_errors(HostUnderTest& host) {
    const std::function<int(int)> fails = [](int x) -> int { throw std::out_of_range("no item " + std::to_string(x)); };
    const auto error = host.value(host.engine().call<std::string>(on_handlers, "__main__", "error_of", fails));
    require(error == "IndexError: no item -1", "the exception of a C++ function arrives as " + error);
    const auto positive = bind::Function::of<gil::keeps>(
        "positive", [](int x) { return x; }, bind::arg("x").at_least(0));
    const auto range = host.value(host.engine().call<std::string>(on_handlers, "__main__", "error_of", positive));
    require(range == "ValueError: positive(): x is -1, which is not at least 0",
            "a number out of its range arrives as " + range);
}
}  // namespace

std::string pass_functions(const Job& job) {
    const int calls = job.quick ? 50 : 1000;
    std::atomic<int> ends{0};
    double seconds = 0;
    {
        HostUnderTest host(job);
        host.run(work);
        const auto twice = bind::Function::of<gil::keeps>(
            "twice", [factor = 2](int x) { return factor * x; }, bind::arg("x"));
        require(host.value(host.engine().call<int>(on_handlers, "__main__", "work", 1, 20, twice)) == 42,
                "a C++ function has got other arguments, or its result is lost");
        raise_errors(host);
        seconds = call_on_threads(host, calls, std::make_shared<State>(ends));
        host.wait_until("the end of a function that nobody has", [&] { return ends == 1; });

        const auto keep = [&](bind::Function function) {
            host.value(host.engine().call<void>(on_handlers, "__main__", "keep", std::move(function)));
        };
        const auto state = [&] { return std::make_shared<State>(ends); };
        keep(bind::Function::of<gil::keeps>("kept", [state = state()] {}));
        host.run("drop_on_a_thread()");
        host.wait_until("the end of a function that a Python thread drops", [&] { return ends == 2; });
        keep(bind::Function::of<gil::releases>("kept", [state = state()] {}));  // until the end of Python
        host.quit();
    }
    require(ends == 3, "a function that Python had at its end is not destroyed");
    char text[128];
    std::snprintf(text, sizeof text, "%d calls on %d threads beside a run, %.1f us each; destroyed without the GIL",
                  threads * calls, threads, 1e6 * seconds);
    return text;
}

}  // namespace gimbal::console::conformance
