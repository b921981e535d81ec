#include "api/document/io/json_text.h"

namespace gimbal::document {

bool is_nested_deeper(std::string_view json, std::size_t deepest, const Job& job) {
    std::size_t depth = 0, steps = 0;
    for (std::size_t at = 0; (at = json.find_first_of("\"[]{}", at)) != std::string_view::npos; ++at) {
        if ((++steps & 0xFFFF) == 0) job.poll();
        const char c = json[at];
        if (c == '[' || c == '{') {
            if (++depth > deepest) return true;
        } else if (c != '"') {
            if (depth > 0) --depth;
        } else {  // to the end of the string
            while ((at = json.find_first_of("\"\\", at + 1)) != std::string_view::npos && json[at] == '\\') ++at;
            if (at == std::string_view::npos) return false;
        }
    }
    return false;
}

std::string json_problem(const std::exception& error) {
    const std::string_view text(error.what());
    const std::size_t end = text.starts_with('[') ? text.find("] ") : std::string_view::npos;
    return std::string(text.substr(end == std::string_view::npos ? 0 : end + 2).substr(0, 160));
}

}  // namespace gimbal::document
