#include "gimbal/console/link/error.h"

#include <algorithm>
#include <array>

namespace gimbal::console::link {

namespace {
constexpr std::array names = {"bad_frame",
                              "bad_message",
                              "too_large",
                              "too_many",
                              "too_slow",
                              "wrong_version",
                              "not_authenticated",
                              "not_local",
                              "not_permitted",
                              "unknown_command",
                              "unknown_event",
                              "not_found",
                              "bad_argument",
                              "bad_array",
                              "in_use",
                              "old_frame",
                              "failed",
                              "cancelled",
                              "deadline",
                              "not_answered",
                              "ended",
                              "torn",
                              "not_sealed",
                              "bad_segment",
                              "closed",
                              "not_connected"};
static_assert(names.size() == static_cast<std::size_t>(Code::not_connected) + 1);
}  // namespace

const char* code_name(Code code) { return names[static_cast<std::size_t>(code)]; }

Code code_named(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? Code::failed : static_cast<Code>(found - names.begin());
}

}  // namespace gimbal::console::link
