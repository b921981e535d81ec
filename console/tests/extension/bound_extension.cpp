// An extension of functions, a type, an exception and callables, by the multi-phase entry.
#include "gimbal/console/python/bind.h"

#include <atomic>
#include <stdexcept>

using namespace gimbal::console;
using bind::arg;

namespace {
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Counter {
public:
    explicit Counter(std::int64_t start) : count_(start) {}
    std::int64_t add(std::int64_t amount) { return count_ += amount; }
    std::int64_t count() const { return count_; }

private:
    std::atomic<std::int64_t> count_;
};

const bind::Module module("bound_extension", "Bound functions without an engine.", [](bind::Module& m) {
    m.own_gil();
    m.exception<Broken>("Broken", "It is broken.");
    m.constant("answer", 42);
    m.function<gil::keeps>(
        "divide",
        [](std::int64_t a, std::int64_t b) {
            if (b == 0) throw Broken("division by zero");
            return a / b;
        },
        "Whole division.", arg("a"), arg("b") = 1);
    // Returns when another thread has called it too, which it can only if the GIL is released.
    m.function<gil::releases>(
        "meet",
        [](std::int64_t count) {
            static std::atomic<std::int64_t> arrived{0};
            const std::int64_t mine = arrived.fetch_add(1), last = mine - mine % count + count;
            while (arrived < last) {}
            return last;
        },
        arg("count").in_range(1, 64));
    m.function<gil::keeps>(
        "adder",
        [](std::int64_t amount) {
            return bind::Function::of<gil::keeps>(
                "add", [amount](std::int64_t x) { return x + amount; }, arg("x"));
        },
        arg("amount"));
    m.function<gil::keeps>("call", [](PyRef function, std::int64_t x) {
        return PyRef::steal(PyObject_CallFunction(function.get(), "L", static_cast<long long>(x)));
    });
    m.function<gil::releases>("length", [](const Array<const double>& numbers, const Value&) {
        return static_cast<std::int64_t>(numbers.size());
    });
    m.type<Counter>("Counter", "A counter.")
        .constructor<gil::keeps>(bind::make<Counter, std::int64_t>, arg("start") = 0)
        .method<gil::releases>("add", &Counter::add, arg("amount").at_least(1) = 1)
        .property<gil::keeps>("count", &Counter::count);
    m.function<gil::keeps>("stub", [] { return module.stub(); });
});
}  // namespace

PyMODINIT_FUNC PyInit_bound_extension() { return module.init(); }
