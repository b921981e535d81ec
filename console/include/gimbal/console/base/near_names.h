// What to say of a name that is not there: the names that a person may have meant.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::console {

// At most five, the nearest first: those that differ by a few letters, then those that contain the name or are a part
// of it.
std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& known);
// The end of an error: "near it: `add`", else "there are: `add`, `scale`" with at most twelve, or "there is none".
std::string known_names_words(std::string_view name, std::vector<std::string> known);

}  // namespace gimbal::console
