// Row 1: the results of Python as C++ values.
#include "conformance/host_under_test.h"

#include <algorithm>
#include <cstdio>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

namespace {
template <class T>
void is(HostUnderTest& host, const char* expression, const T& wanted) {
    require(host.eval<T>(expression) == wanted, std::string("another value than that of ") + expression);
}

std::string message(const Result<double>& result) {
    return result ? "no error" : result.error().type + ": " + result.error().message;
}
}  // namespace

std::string use_results(const Job& job) {
    HostUnderTest host(job);
    host.run("width = 21\ndef areas(n, name): return {name: [n * 0.5, 2.0]}");
    is<std::int64_t>(host, "width * 2", 42);
    is<std::string>(host, "'Gr\\u00fc\\u00dfe'", "Gr\u00fc\u00dfe");
    is<std::optional<bool>>(host, "None", std::nullopt);
    is<std::vector<std::byte>>(host, "b'a'", {std::byte{'a'}});
    is<std::tuple<int, std::string>>(host, "(1, 'x')", {1, "x"});
    const auto areas = host.value(host.engine().call<std::map<std::string, std::vector<double>>>(
        {.where = Where::handlers}, host.eval<Callable>("areas"), 3, "north"));
    require(areas.at("north") == std::vector{1.5, 2.0}, "a function got other arguments or gave another result");
    require(host.value(host.engine().call<double>("math", "sqrt", 2.25)) == 1.5, "math.sqrt(2.25) is not 1.5");

    const auto raised = host.result(host.engine().eval<double>("1 / 0", {.where = Where::handlers}));
    require(message(raised) == "ZeroDivisionError: division by zero", "the error of 1 / 0 is " + message(raised));
    require(!raised.error().frames.empty() && raised.error().text.find("Traceback") == 0, "an error has no frames");
    const auto wrong = host.result(host.engine().eval<double>("'x'", {.where = Where::handlers}));
    require(message(wrong).find("'x', a str, not a float") != std::string::npos,
            "the error of a str for a float is " + message(wrong));

    std::vector<double> seconds;
    host.on_a_native_thread([&] {
        for (int i = 0; i < (job.quick ? 50 : 500); ++i) {
            const auto begin = Clock::now();
            require(host.engine()
                            .eval<std::int64_t>("1", {.where = Where::handlers})
                            .get(std::chrono::minutes(1))
                            .value() == 1,
                    "1 is not 1");
            seconds.push_back(seconds_since(begin));
        }
    });
    std::ranges::sort(seconds);
    host.quit();
    char text[64];
    std::snprintf(text, sizeof text, "eval(\"1\") takes %.0f us, the median", 1e6 * seconds[seconds.size() / 2]);
    return text;
}

}  // namespace gimbal::console::conformance
