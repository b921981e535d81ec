// Recognises the words that Python prints around a file name.
#include "panel/log/source_link.h"

#include <charconv>

namespace gimbal::console {
namespace {

constexpr std::size_t max_bytes = 4096;  // no line of a traceback is longer

bool can_be_opened(std::string_view file) {
    return !file.empty() && (file.front() != '<' || is_cell_name(file) || file == "<script>");
}

// The number at `at`, or 0. Moves `at` past it.
int number_at(std::string_view text, std::size_t& at) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (error != std::errc() || number <= 0) return 0;
    at = static_cast<std::size_t>(end - text.data());
    return number;
}

std::optional<SourceLink> frame(std::string_view text) {
    constexpr std::string_view opens = "File \"", closes = "\", line ";
    const std::size_t begin = text.find(opens);
    if (begin == std::string_view::npos || text.substr(0, begin).find_first_not_of(" |+-") != std::string_view::npos)
        return std::nullopt;
    const std::size_t name = begin + opens.size(), name_end = text.find(closes, name);
    if (name_end == std::string_view::npos) return std::nullopt;
    std::size_t at = name_end + closes.size();
    const int line = number_at(text, at);
    if (line == 0) return std::nullopt;
    return SourceLink{std::string(text.substr(name, name_end - name)), line, static_cast<std::uint32_t>(begin),
                      static_cast<std::uint32_t>(at)};
}

// The category after the number distinguishes a warning from other text with colons.
std::optional<SourceLink> warning(std::string_view text) {
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        std::size_t at = colon + 1;
        const int line = number_at(text, at);
        if (line == 0 || text.substr(at, 2) != ": ") continue;
        std::string_view category = text.substr(at + 2);
        category = category.substr(
            0, category.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."));
        if (!category.ends_with("Warning")) continue;
        return SourceLink{std::string(text.substr(0, colon)), line, 0, static_cast<std::uint32_t>(at)};
    }
    return std::nullopt;
}

}  // namespace

bool is_cell_name(std::string_view file) { return file.starts_with("<cell ") && file.ends_with('>'); }

std::optional<SourceLink> source_link(std::string_view text) {
    text = text.substr(0, max_bytes);
    auto link = frame(text);
    if (!link) link = warning(text);
    return link && can_be_opened(link->file) ? link : std::nullopt;
}

}  // namespace gimbal::console
