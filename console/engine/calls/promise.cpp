// A Promise is a Call without code: the host's work ends it.
#include "gimbal/console/call/promise.h"

#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "engine/calls/call.h"

namespace gimbal::console {

namespace {
class WithoutEngine final : public PromiseKeeper {
    void start_native(const std::shared_ptr<detail::CallState>& state, std::string title) override {
        state->call().begin_native(nullptr, std::move(title));
    }
};
}  // namespace

PromiseKeeper& without_engine() {
    static auto& one = *new WithoutEngine;  // threads may use it while the process ends
    return one;
}

namespace detail {

namespace {

// The same types as in python/errors.h, without Python.
const char* python_type(const std::exception& error) {
    if (dynamic_cast<const std::invalid_argument*>(&error)) return "ValueError";
    if (dynamic_cast<const std::out_of_range*>(&error)) return "IndexError";
    if (dynamic_cast<const std::bad_alloc*>(&error)) return "MemoryError";
    if (dynamic_cast<const std::length_error*>(&error)) return "MemoryError";
    if (dynamic_cast<const std::system_error*>(&error)) return "OSError";
    return "RuntimeError";
}

PythonError error_of(const std::exception_ptr& exception, const std::string& title) {
    PythonError error;
    try {
        std::rethrow_exception(exception);
    } catch (const JobCancelled&) {
        return no_result(NoResult::cancelled, title + " was cancelled");
    } catch (const ResultError& known) { return known.error(); } catch (const std::exception& known) {
        error.type = python_type(known);
        error.message = known.what();
    } catch (...) {
        error.type = "RuntimeError";
        error.message = title + " has thrown an exception that is no std::exception";
    }
    error.text = error.type + ": " + error.message + "\n";
    return error;
}

}  // namespace

PromiseState::PromiseState(PromiseKeeper& keeper, std::shared_ptr<CallState> state, std::string title)
    : state_(std::move(state)) {
    keeper.start_native(state_, std::move(title));
}

// The function of on_cancel() may own what belongs to the work, and a Future may live on.
PromiseState::~PromiseState() {
    if (claim())
        fail(cancelled()
                 ? std::make_exception_ptr(JobCancelled())
                 : std::make_exception_ptr(std::runtime_error(state_->title() + " has ended without a result")));
    state_->call().on_cancel(nullptr);
}

bool PromiseState::claim() { return !claimed_.exchange(true); }

void PromiseState::end(std::optional<PythonError> error, std::exception_ptr exception) {
    state_->call().end_native(std::move(error), std::move(exception));
}

void PromiseState::fail(std::exception_ptr exception) {
    PythonError error = error_of(exception, state_->title());
    end(std::move(error), std::move(exception));
}

bool PromiseState::cancelled() const { return state_->call().cancel_asked(); }
void PromiseState::on_cancel(std::function<void()> function) { state_->call().on_cancel(std::move(function)); }
void PromiseState::set_progress(double fraction) { state_->call().set_progress(fraction); }

}  // namespace detail

}  // namespace gimbal::console
