// Errors as values: a code of docs/link.md, section 8, and a sentence.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "gimbal/console/link/array.h"
#include "gimbal/console/link/value.h"

namespace gimbal::console::link {

enum class Code {
    bad_frame,
    bad_message,
    too_large,
    too_many,
    too_slow,
    wrong_version,
    not_authenticated,
    not_local,
    not_permitted,
    unknown_command,
    unknown_event,
    not_found,
    bad_argument,
    bad_array,
    in_use,
    old_frame,
    failed,
    cancelled,
    deadline,
    not_answered,
    ended,
    torn,
    not_sealed,
    bad_segment,
    closed,
    not_connected,
};

const char* code_name(Code code);
Code code_named(std::string_view name);  // failed for a name that this version does not know

struct Error {
    Code code = Code::failed;
    std::string message{};

    bool operator==(const Error&) const = default;
};

// What a constructor throws, and what a command may throw to answer an error.
class LinkError : public std::runtime_error {
public:
    explicit LinkError(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
    LinkError(Code code, std::string message) : LinkError(Error{code, std::move(message)}) {}
    const Error& error() const { return error_; }

private:
    Error error_;
};

// The answer to a call: a value with arrays, or an error.
struct Reply {
    Value value;
    Arrays arrays;
    std::optional<Error> error;

    Reply(Value value = {}, Arrays arrays = {}) : value(std::move(value)), arrays(std::move(arrays)) {}
    Reply(Error error) : error(std::move(error)) {}
    explicit operator bool() const { return !error; }
};

}  // namespace gimbal::console::link
