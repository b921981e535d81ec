#include "conformance/host_under_test.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include "conformance/native_module.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/loop/pump.h"

namespace gimbal::console::conformance {

namespace {
// Text can be taken from a block once. This one has it for the host's loop after we have read it.
class TakenText : public TextBlock {
public:
    explicit TakenText(TextBlock& from) : pieces(from.take(dropped_)) {}
    std::vector<TextPiece> take(std::uint64_t& dropped_lines) override {
        dropped_lines = std::exchange(dropped_, 0);
        return std::move(pieces);
    }

private:
    std::uint64_t dropped_ = 0;  // before the pieces, which are taken first

public:
    std::vector<TextPiece> pieces;
};
}  // namespace

EngineOptions options_of(const Job& job) {
    EngineOptions options = job.setup.options ? job.setup.options() : EngineOptions{};
    options.extensions.push_back(native_module());
    return options;
}

HostUnderTest::HostUnderTest(const Job& job) : HostUnderTest(job, options_of(job)) {}

HostUnderTest::HostUnderTest(const Job& job, EngineOptions options)
    : seconds_(job.seconds),
      own_ui_(*new UiQueue([] {})),
      engine_(std::make_unique<Engine>(std::move(options))) {
    if (job.setup.loop) loop_ = job.setup.loop(*engine_);
    wait_until("Python", [&] { return ready_ || !failure_.empty(); });
    if (!failure_.empty()) throw Failed("Python has not started: " + failure_);
}

HostUnderTest::~HostUnderTest() {
    loop_ = {};
    if (!engine_->quit(2)) [[maybe_unused]]
        const Engine* left = engine_.release();
}

void HostUnderTest::frame() {
    PumpHooks hooks;
    hooks.on_event = [this](const ConsoleEvent& event) { see(event); };
    const auto take = [this](ConsoleEvent& event) {
        if (auto* output = std::get_if<OutputText>(&event)) {
            auto taken = std::make_shared<TakenText>(*output->block);
            for (const TextPiece& piece : taken->pieces) text_ += piece.text;
            output->block = std::move(taken);
        }
        if (loop_.handle) loop_.handle(event);
    };
    pump(*engine_, take, std::chrono::milliseconds(4), hooks);
    if (loop_.draw) loop_.draw();
    own_ui_.drain(std::chrono::milliseconds(4));
}

void HostUnderTest::see(const ConsoleEvent& event) {
    if (on_event) on_event(event);
    if (const auto* running = std::get_if<HandlerRunning>(&event)) busy_handler_ = running->name;
    if (std::holds_alternative<HandlerEnded>(event)) busy_handler_.clear();
    if (const auto* ready = std::get_if<EngineReady>(&event)) ready_ = true, executable_ = ready->executable;
    if (const auto* failed = std::get_if<EngineFailed>(&event)) failure_ = failed->why;
    if (const auto* started = std::get_if<RunStarted>(&event)) running_ = started->run;
    if (const auto* ended = std::get_if<RunEnded>(&event)) ended_.push_back(*ended);
}

void HostUnderTest::wait_until(const std::string& what, const std::function<bool()>& wanted) {
    const auto deadline = Clock::now() + to_duration(seconds_);
    while (!wanted()) {
        if (Clock::now() > deadline)
            throw Failed("waited " + std::to_string(int(seconds_)) + " s for " + what +
                         (busy_handler_.empty() ? "" : ": \"" + busy_handler_ + "\" keeps the handlers thread busy"));
        frame();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void HostUnderTest::wait_for_text(const std::string& wanted) {
    wait_until("the text \"" + wanted + "\"", [&] { return text_.find(wanted) != std::string::npos; });
}

void HostUnderTest::wait_until_running(RunId run) {
    wait_until("the start of a run", [&] { return running_ == run; });
}

bool HostUnderTest::has_ended(RunId run) const { return std::ranges::count(ended_, run, &RunEnded::run) != 0; }

RunEnded HostUnderTest::wait_for_end(RunId run) {
    wait_until("the end of a run", [&] { return has_ended(run); });
    return *std::ranges::find(ended_, run, &RunEnded::run);
}

RunEnded HostUnderTest::run(const std::string& source) {
    const RunEnded end = wait_for_end(engine_->submit_cell(source));
    if (end.state != RunState::done) throw Failed("the code failed: " + end.error.text);
    return end;
}

void HostUnderTest::run_fails(const std::string& source, const std::string& error) {
    const RunEnded end = wait_for_end(engine_->submit_cell(source));
    const std::string got = end.state == RunState::done ? "no error" : end.error.type + ": " + end.error.message;
    require(got == error, "the error of " + source + " is \"" + got + "\" and not \"" + error + "\"");
}

void HostUnderTest::define(const std::string& name, const std::function<PyRef()>& make) {
    struct Shared {
        std::atomic<bool> done{false};
        bool defined = false;
    };
    const auto shared = std::make_shared<Shared>();
    engine_->post_to_handlers("define " + name, [shared, name, make] {
        const PyRef object = make();
        PyObject* main = object ? PyImport_AddModule("__main__") : nullptr;
        shared->defined = main && PyObject_SetAttrString(main, name.c_str(), object.get()) == 0;
        shared->done = true;
    });
    wait_until("the object " + name, [&] { return shared->done.load(); });
    require(shared->defined, "the object " + name + " cannot be made");
}

void HostUnderTest::on_a_native_thread(const std::function<void()>& work) {
    std::exception_ptr error;
    std::atomic<bool> done{false};
    std::thread thread([&] {
        try {
            work();
        } catch (...) { error = std::current_exception(); }
        done = true;
    });
    try {
        wait_until("a native thread", [&] { return done.load(); });
    } catch (...) {
        thread.detach();  // it hangs, and the process ends
        throw;
    }
    thread.join();
    if (error) std::rethrow_exception(error);
}

void HostUnderTest::quit() {
    require(engine_->quit(seconds_), "Engine::quit() has left Python behind");
    frame();
}

}  // namespace gimbal::console::conformance
