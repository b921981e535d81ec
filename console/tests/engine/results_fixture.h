// What the tests of results share: an engine, and functions that wait for a Future with a deadline.
#pragma once
#include "gimbal/console/python/call.h"

#include <doctest/doctest.h>

#include <future>

#include "tests/engine/engine_fixture.h"

namespace gimbal::console::test {

inline constexpr EvalOptions on_handlers{.where = Where::handlers};

struct WithResults : WithEngine {
    // The result, for which the UI thread waits as a host does: it takes events meanwhile.
    template <class T>
    Result<T> result(Future<T> future) {
        subject.wait_until("a result", [&] { return future.ready(); });
        return future.get(std::chrono::milliseconds(0));
    }
    template <class T>
    Result<T> eval(const std::string& expression, EvalOptions options = on_handlers) {
        return result(subject.engine.eval<T>(expression, std::move(options)));
    }
    template <class T>
    T value(const std::string& expression) {
        return eval<T>(expression).value();
    }
    // The message of the TypeError, OverflowError or the like.
    template <class T>
    std::string message(const std::string& expression) {
        const auto got = eval<T>(expression);
        return got ? "no error" : got.error().type + ": " + got.error().message;
    }
    // Runs a function of the test on another thread, which may wait, and serves the engine meanwhile.
    template <class F>
    auto elsewhere(F function) {
        auto running = std::async(std::launch::async, std::move(function));
        subject.wait_until("the other thread",
                           [&] { return running.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
        return running.get();
    }
    void wait_for_handler(const std::string& name) {  // the handlers thread has begun it
        subject.wait_until(name.c_str(), [&] { return subject.text().find(name) != std::string::npos; });
    }
};

}  // namespace gimbal::console::test
