// `name?`, `name??` and `?name`, as in IPython. None of them is valid Python.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gimbal::console {

struct Question {
    std::string name;
    bool with_source = false;
};
std::optional<Question> question_in(std::string_view typed);  // `typed` has no trailing blanks

}  // namespace gimbal::console
