// Row 5: modules made of rows of C++, and the modules of the host.
#include "gimbal/console/python/bind.h"
#include "gimbal/console/python/interpreter_call.h"

#include "conformance/host_under_test.h"

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stdexcept>

#include "conformance/checks.h"

namespace gimbal::console::conformance {

using bind::arg;

namespace {
struct NoTerrain : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Ball {
public:
    explicit Ball(double radius) : radius_(radius) {}
    double radius() const { return radius_; }
    void set_radius(double radius) { radius_ = radius; }

private:
    double radius_;
};

double simulate(double seconds, int steps) {
    if (steps == 13) throw NoTerrain("the world is flat");
    return seconds / steps;
}

// Returns when two threads are in it at once, which they are only without the GIL.
int meet() {
    static std::mutex mutex;
    static std::condition_variable changed;
    static int here = 0;
    std::unique_lock lock(mutex);
    const int number = ++here;
    changed.notify_all();
    changed.wait(lock, [] { return here == 2; });
    return number;
}

void rows(bind::Module& m) {
    m.exception<NoTerrain>("NoTerrain", "There is no terrain.", "ValueError");
    m.constant("gravity", 9.81);
    m.function<gil::keeps>("simulate", &simulate, "Simulate the world.", arg("seconds").above(0).unit("s"),
                           arg("steps").in_range(1, 1000) = 10, bind::returns("The seconds of a step."));
    m.function<gil::releases>("meet", &meet);
}

// Made by PyModule_Create, as EngineOptions::extensions takes it.
const bind::Module& ready_made() {
    static const bind::Module module("gimbal_conformance_bound", "Rows for a check.", [](bind::Module& m) {
        rows(m);
        m.type<Ball>("Ball", "A ball.")
            .constructor<gil::keeps>(bind::make<Ball, double>, arg("radius").above(0).unit("m"))
            .property<gil::keeps>("radius", &Ball::radius, &Ball::set_radius, arg("radius").above(0).unit("m"));
    });
    return module;
}

// Multi-phase, as an extension of a plain python3 is, so that sub-interpreters import it, too.
const bind::Module& in_phases() {
    static const bind::Module module("gimbal_conformance_phases", "The same in phases.", [](bind::Module& m) {
        rows(m);
        m.own_gil();
    });
    return module;
}

const char* const calls = R"(
import inspect, threading
import gimbal_conformance_bound as bound, gimbal_conformance_phases as phases

def is_equal(value, wanted): assert value == wanted, f'{value!r} and not {wanted!r}'
def error_of(function, *args, **kwargs):
    try: return function(*args, **kwargs)
    except Exception as error: return f'{type(error).__name__}: {error}'
def on_a_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    return lambda: (thread.join(), results[0])[1]

for module in bound, phases:
    is_equal(module.simulate(5), 0.5)
    is_equal(module.simulate(steps=2, seconds=1), 0.5)
    is_equal(module.gravity, 9.81)
    is_equal(str(inspect.signature(module.simulate)), '(seconds, steps=10)')
    is_equal(module.simulate.__doc__.split('\n')[0], 'Simulate the world.')
    is_equal(on_a_thread(lambda: error_of(module.simulate, 1, steps=0))(),
             'ValueError: simulate(): steps is 0, which is not between 1 and 1000')
    is_equal(error_of(module.simulate, 'x'), "TypeError: simulate(): seconds is 'x', a str, not a float")
    is_equal(error_of(module.simulate, 1, 13), 'NoTerrain: the world is flat')
    assert issubclass(module.NoTerrain, ValueError) and module.NoTerrain.__module__ == module.__name__

ball = bound.Ball(radius=2)
ball.radius += 1
is_equal(ball.radius, 3.0)
assert 'radius is 0' in error_of(bound.Ball, 0), error_of(bound.Ball, 0)
other = on_a_thread(bound.meet)
is_equal(bound.meet() + other(), 3)
)";

// The call tip of the console reads a signature as inspect does.
const char* const look_at_modules = R"(
import importlib, inspect
def look_at(name):
    module = importlib.import_module(name)
    for key, value in vars(module).items():
        if getattr(value, '__text_signature__', None):
            try: inspect.signature(value)
            except ValueError as error: raise ValueError(f'the signature of {name}.{key} cannot be read: {error}')
)";

void look_at_modules_of_host(HostUnderTest& host, const std::vector<Extension>& extensions) {
    host.run(look_at_modules);
    for (const Extension& extension : extensions) {
        const auto seen = host.result(host.engine().call<void>("__main__", "look_at", extension.name));
        require(static_cast<bool>(seen), "the host's module '" + extension.name + "' does not work: " +
                                             (seen ? "" : seen.error().type + ": " + seen.error().message));
    }
}

void use_in_sub_interpreter(HostUnderTest& host) {
    host.on_a_native_thread([&] {
        Interpreter other = host.engine().interpreters().create().value();
        const double step = other.call<double>("gimbal_conformance_phases", "simulate", 5.0).value();
        require(step == 0.5, "a bound function gives another result in a sub-interpreter");
        other.close(std::chrono::seconds(5)).value();
    });
}
}  // namespace

std::string bind_a_module(const Job& job) {
    PyImport_AppendInittab("gimbal_conformance_phases", [] { return in_phases().init(); });
    EngineOptions options = options_of(job);
    const std::vector<Extension> of_host(options.extensions.begin(), options.extensions.end() - 1);
    options.extensions.push_back(ready_made().extension());
    HostUnderTest host(job, std::move(options));
    host.run(calls);
    require(ready_made().stub().find("def simulate(seconds: float, steps: int = 10) -> float") != std::string::npos,
            "the stub is another one: " + ready_made().stub());
    use_in_sub_interpreter(host);
    look_at_modules_of_host(host, of_host);
    host.run("import timeit\nbest = min(timeit.repeat(lambda: bound.simulate(1, steps=2), number=10_000)) / 10_000");
    const double seconds = host.eval<double>("best");
    host.quit();
    char text[96];
    std::snprintf(text, sizeof text, "a call with a keyword takes %.0f ns; the host has %zu module%s", 1e9 * seconds,
                  of_host.size(), of_host.size() == 1 ? "" : "s");
    return text;
}

}  // namespace gimbal::console::conformance
