// An engine with the host's options and the host's main loop. Include this header first in a .cpp: it includes
// Python.h.
#pragma once
#include "gimbal/console/python/call.h"
#include "gimbal/console/python/gil.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/check.h"

namespace gimbal::console::conformance {

// Each wait goes on with frames of the host, and throws Failed after the deadline of the job. Thread: UI.
class HostUnderTest {
public:
    explicit HostUnderTest(const Job& job);  // waits until Python is ready
    HostUnderTest(const Job& job, EngineOptions options);
    ~HostUnderTest();  // leaves the engine to the end of the process if Python is left behind

    Engine& engine() { return *engine_; }
    const std::string& text() const { return text_; }  // of all streams so far
    std::string executable() const { return executable_; }
    UiQueue& ui() { return loop_.ui ? *loop_.ui : own_ui_; }  // the host's, or one that frame() drains
    bool has_own_ui() const { return loop_.ui == nullptr; }
    std::function<void(const ConsoleEvent&)> on_event = nullptr;  // sees each event

    void frame();  // takes the events and draws
    void wait_until(const std::string& what, const std::function<bool()>& wanted);
    void wait_for_text(const std::string& wanted);
    void wait_until_running(RunId run);
    bool has_ended(RunId run) const;
    RunEnded wait_for_end(RunId run);
    RunEnded run(const std::string& source);  // throws Failed unless it is done
    // Gives the console's namespace an object, which `make` makes on the handlers thread with the GIL held.
    void define(const std::string& name, const std::function<PyRef()>& make);
    // Submits code and throws Failed unless it ends by this error: "ValueError: steps is 0".
    void run_fails(const std::string& source, const std::string& error);
    template <class T>
    Result<T> result(Future<T> future) {
        wait_until("a result", [&] { return future.ready(); });
        return future.get(std::chrono::milliseconds(0));
    }
    template <class T>
    T eval(const std::string& expression, Where where = Where::handlers) {
        return value(engine_->eval<T>(expression, {.where = where}));
    }
    template <class T>
    T value(Future<T> future) {
        Result<T> got = result(std::move(future));
        if (!got) throw Failed(got.error().type + ": " + got.error().message);
        if constexpr (!std::is_void_v<T>) return std::move(*got);
    }
    void on_a_native_thread(const std::function<void()>& work);  // a wait that throws what the work throws
    void quit();                                                 // throws Failed if Python is left behind

private:
    void see(const ConsoleEvent& event);

    const double seconds_;
    std::string text_, executable_, failure_;
    std::string busy_handler_;  // work of the handlers thread that takes long
    UiQueue& own_ui_;           // never destroyed: a thread that is left behind may use it
    bool ready_ = false;
    RunId running_ = 0;
    std::vector<RunEnded> ended_;
    std::unique_ptr<Engine> engine_;
    Loop loop_;
};

EngineOptions options_of(const Job& job);  // the host's, with the module gimbal_conformance

}  // namespace gimbal::console::conformance
