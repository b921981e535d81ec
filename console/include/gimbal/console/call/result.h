// The result of Python code as a value: what it returned, or the error.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Why there is no result.
enum class NoResult {
    raised,       // the code has raised, or what it returned does not convert
    interrupted,  // Stop has ended it
    cancelled,    // Future::cancel() has ended it, or it was removed before its turn
    timed_out,    // the deadline has passed
    not_ready,    // the limit of Future::get() has passed; the code goes on
    closed,       // the engine quits, has ended, or could not start Python
    refused,      // this thread must not wait or call Python; or the result was taken before
};

// `type`, `message`, `frames` and `text` are those of the exception. Without one, `type` is the name of `why`,
// "timed_out" for example, and `message` a sentence.
struct PythonError : Traceback {
    NoResult why = NoResult::raised;
};
PythonError no_result(NoResult why, std::string message);  // an error without an exception

// What Result::value() throws.
class ResultError : public std::runtime_error {
public:
    explicit ResultError(PythonError error) : std::runtime_error(words(error)), error_(std::move(error)) {}
    const PythonError& error() const { return error_; }

private:
    static std::string words(const PythonError& error) {
        return error.why == NoResult::raised ? error.type + ": " + error.message : error.message;
    }
    PythonError error_;
};

// A value or an error. `*` and `->` need a value, error() an error. Thread: one at a time.   GIL: not needed.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : either_(std::in_place_index<0>, std::move(value)) {}
    Result(PythonError error) : either_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return either_.index() == 0; }
    T& operator*() & { return std::get<0>(either_); }
    const T& operator*() const& { return std::get<0>(either_); }
    T&& operator*() && { return std::get<0>(std::move(either_)); }
    T* operator->() { return &std::get<0>(either_); }
    const T* operator->() const { return &std::get<0>(either_); }
    const PythonError& error() const { return std::get<1>(either_); }

    T value() && {  // throws ResultError
        if (!*this) throw ResultError(error());
        return std::get<0>(std::move(either_));
    }
    const T& value() const& {
        if (!*this) throw ResultError(error());
        return std::get<0>(either_);
    }
    T value_or(T otherwise) const& { return *this ? std::get<0>(either_) : std::move(otherwise); }
    T value_or(T otherwise) && { return *this ? std::get<0>(std::move(either_)) : std::move(otherwise); }

private:
    std::variant<T, PythonError> either_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(PythonError error) : error_(std::move(error)), failed_(true) {}

    explicit operator bool() const { return !failed_; }
    const PythonError& error() const { return error_; }
    void value() const {
        if (failed_) throw ResultError(error_);
    }

private:
    PythonError error_;
    bool failed_ = false;
};

}  // namespace gimbal::console
