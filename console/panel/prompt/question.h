// `name?`, `name??` and `?name`, as in IPython; a statement never looks so.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gimbal::console {

struct Question {
    std::string name;
    bool with_source = false;
};
std::optional<Question> question_in(std::string_view typed);  // without blanks at its end

}  // namespace gimbal::console
