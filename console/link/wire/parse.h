// The header of a frame, from text. Nothing in it is trusted.
#pragma once
#include <string_view>

#include "gimbal/console/link/error.h"
#include "link/wire/names.h"

namespace gimbal::console::link::detail {

constexpr int most_nesting = 32;

// Throws LinkError(bad_message), which says what is wrong and where.
Object parse_object(std::string_view text);

// The header of a message that says the error. Its sentence may quote what a peer has sent, so it is shortened.
Object error_header(const Error& error);
constexpr std::size_t longest_sentence = 1000;  // characters

// What a header must hold; throws LinkError(bad_message), which names the key.
std::string text_of(const Object& header, std::string_view key);  // what name_problem() accepts
template <class T>
T number_of(const Object& header, std::string_view key, T least) {
    const auto found = header.find(key);
    if (found != header.end())
        if (const auto number = found->second.to<T>(); number && *number >= least) return *number;
    throw LinkError(Code::bad_message, "`" + std::string(key) + "` is " +
                                           (found == header.end() ? "missing" : found->second.json()) +
                                           ", not a number from " + std::to_string(least));
}

}  // namespace gimbal::console::link::detail
