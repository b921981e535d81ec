// Accepts a name or a dotted path only. Anything else that ends in `?` is a syntax error, which Python reports.
#include "panel/prompt/question.h"

namespace gimbal::console {

std::optional<Question> question_in(std::string_view typed) {
    std::string name(typed);
    const bool in_front = name.starts_with('?');
    std::size_t marks = 0;
    for (; !name.empty() && (in_front ? name.front() : name.back()) == '?'; ++marks)
        in_front ? name.erase(0, 1) : name.erase(name.size() - 1);
    const bool is_path = name.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.[]'\"-") ==
                         std::string::npos;
    const bool is_name = !name.empty() && (is_path || static_cast<unsigned char>(name.front()) >= 0x80) &&
                         !(name.front() >= '0' && name.front() <= '9');
    if (marks < 1 || marks > 2 || !is_name) return std::nullopt;
    return Question{std::move(name), marks == 2};
}

}  // namespace gimbal::console
