// Numbers and arrays of numpy as results. A process of its own, because numpy cannot be loaded by a second engine.
#include "gimbal/console/python/call.h"

#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
template <class T>
Result<T> eval(Host& host, const char* expression) {
    auto future = host.engine.eval<T>(expression, {.where = Where::handlers});
    EXPECT(wait_until([&] { return future.ready(); }));
    return future.get(0ms);
}

template <class T>
bool is(Host& host, const char* expression, const T& wanted) {
    const auto got = eval<T>(host, expression);
    if (!got) std::fprintf(stderr, "%s: %s\n", expression, got.error().text.c_str());
    return got && *got == wanted;
}

template <class T>
bool fails(Host& host, const char* expression, const std::string& message) {
    const auto got = eval<T>(host, expression);
    if (!got && got.error().message == message) return true;
    std::fprintf(stderr, "%s: %s\n", expression, got ? "no error" : got.error().message.c_str());
    return false;
}
}  // namespace

int main() {
    Host host;
    if (host.run("import numpy as np") != RunState::done) return std::puts("numpy is not installed"), 0;
    EXPECT(host.run("cells = np.arange(6.0).reshape(2, 3)") == RunState::done);

    EXPECT(is(host, "(cells > 4).any()", true));
    EXPECT(is(host, "np.int64(-3)", std::int64_t{-3}));
    EXPECT(is(host, "np.float32(0.5)", 0.5));
    EXPECT(is(host, "np.float64(0.25)", 0.25));
    // numpy 2 shows its scalars in other words.
    const auto shown = [&](const char* value) {
        return *eval<std::string>(host,
                                  ("f'{" + std::string(value) + "!r}, a {type(" + value + ").__name__}'").c_str());
    };
    EXPECT(fails<std::int64_t>(host, "np.bool_(True)", "the result is " + shown("np.bool_(True)") + ", not an int"));
    EXPECT(fails<std::int64_t>(host, "np.float64(1)", "the result is " + shown("np.float64(1)") + ", not an int"));
    EXPECT(is(host, "np.array(1.5)", 1.5));  // no dimension, so one number
    EXPECT(is(host, "np.float16(1.5)", 1.5));
    for (const char* other : {"np.complex128(1 + 2j)", "np.complex64(1 + 2j)", "np.array(1 + 2j)", "np.array([1.5])",
                              "np.array('1.5')", "np.str_('1.5')", "np.array(True)", "np.zeros((1, 1))"}) {
        const auto number = eval<double>(host, other);  // numpy would make a number of each
        EXPECT(!number && number.error().message.ends_with("not a float"));
    }
    EXPECT(fails<std::vector<double>>(host, "np.zeros((2, 1))",
                                      "item 0 of the ndarray is array([0.]), a ndarray, not a float"));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these end the process if there is no memory
    EXPECT(!eval<std::vector<double>>(host, "np.broadcast_to(1.0, 2**59)"));  // an error, not the end of the program
#endif
    EXPECT(fails<std::uint8_t>(host, "np.int64(300)", "the result is 300, which is not between 0 and 255"));

    EXPECT(is(host, "cells[:, 1]", std::vector<double>{1, 4}));                   // copied with its strides
    EXPECT(is(host, "np.array([1, 2], np.float32)", std::vector<double>{1, 2}));  // converted item by item
    EXPECT(is(host, "cells", std::vector<std::vector<double>>{{0, 1, 2}, {3, 4, 5}}));
    EXPECT(is(host, "np.array([1, 2], '>i4')", std::vector<int>{1, 2}));
    EXPECT(fails<std::vector<int>>(host, "np.array([1, 2.5])",
                                   "item 0 of the ndarray is " + shown("np.float64(1)") + ", not an int"));
    EXPECT(fails<std::vector<double>>(host, "np.array(1.0)", "the result is array(1.), a ndarray, not a list"));

    auto array = eval<Array<double>>(host, "cells");
    if (EXPECT(array)) {
        EXPECT((array->shape() == std::vector<std::size_t>{2, 3}));
        (*array)[5] = 50;
        EXPECT(is(host, "float(cells[1, 2])", 50.0));
    }
    EXPECT(eval<Array<const double>>(host, "np.array(1.0)").value().size() == 1);
    EXPECT(eval<Array<const double>>(host, "np.empty((0, 3))").value().shape().size() == 2);
    EXPECT(fails<Array<const float>>(host, "cells", "the result is an array of float64, not of float32"));
    EXPECT(fails<Array<const double>>(host, "cells.T",
                                      "the result is an array that is not contiguous; numpy.ascontiguousarray() makes "
                                      "a copy that is"));
    EXPECT(fails<Array<double>>(host, "np.broadcast_to(1.0, (1,))", "the result is an array that is read-only"));
    EXPECT(fails<Array<const double>>(host, "cells.astype('>f8')",
                                      "the result is an array of format '>d', not of float64"));
    EXPECT(fails<Array<const double>>(host, "np.zeros(2, 'f8,i4')['f0']",
                                      "the result is an array that is not contiguous; numpy.ascontiguousarray() makes "
                                      "a copy that is"));
    EXPECT(fails<Array<const std::int64_t>>(host, "np.frombuffer(b'x' * 9, 'i8', offset=1)",
                                            "the result is an array that is not aligned; a copy of it is"));
    EXPECT(host.engine.quit(30));
    EXPECT(array->size() == 6);  // the handle may outlive the engine, and be destroyed
    return result();
}
