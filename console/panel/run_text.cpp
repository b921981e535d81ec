#include "panel/run_text.h"

#include <algorithm>

namespace gimbal::console {
namespace {

std::string_view without_prompt(std::string_view line) {
    return line.substr(std::min(line.size(), primary_prompt.size()));
}

// The part of a run's echo between two positions. `name?` becomes a comment.
std::string input_between(const ConsoleScreen& screen, const RunRange& range, TextPosition begin, TextPosition end) {
    std::string input;
    if (range.kind != RunKind::cell) return input;
    const Scrollback& scrollback = screen.log().scrollback();
    const auto prompt = static_cast<std::uint32_t>(primary_prompt.size());
    for (LineId line = std::max({range.begin, begin.line, scrollback.first_line()});
         line < range.output && line <= end.line; ++line) {
        if (TextPosition{line, 0} == end) break;  // the selection ends before this line
        const std::string_view all = without_prompt(scrollback.line(line));
        const std::size_t from = line == begin.line ? std::max(begin.byte, prompt) - prompt : 0;
        const std::size_t to = line == end.line ? std::max(end.byte, prompt) - prompt : all.size();
        if (range.question) input += "# ";
        input += all.substr(std::min(from, all.size()), to > from ? to - from : 0);
        input += '\n';
    }
    return input;
}

}  // namespace

std::string selection_without_prompts(const ConsoleScreen& screen, const TextBuffer* typed) {
    const TextView& view = screen.view();
    const RunRanges& ranges = screen.log().runs();
    const TextPosition begin = view.selection_begin(), end = view.selection_end();
    std::string input;
    for (const RunRange* range = ranges.first_ending_after(begin.line); range && range->begin <= end.line;
         range = ranges.next(range))
        input += input_between(screen, *range, begin, end);
    const auto typed_end = screen.text().to_typed(end);
    if (typed_end && typed) {
        const auto typed_begin = screen.text().to_typed(begin);
        input += typed->text(typed_begin.value_or(TextPosition{0, 0}), *typed_end);
    } else if (!input.empty() && input.back() == '\n' && end.byte != 0 && ranges.at(end.line) &&
               end.line < ranges.at(end.line)->output) {
        input.pop_back();  // the selection ends within a line of input
    }
    return input.empty() ? view.selected_text() : input;
}

std::string input_of(const ConsoleScreen& screen, const RunRange& range) {
    return input_between(screen, range, {range.begin, 0}, {range.output, 0});
}

std::string output_of(const ConsoleScreen& screen, const RunRange& range) {
    const LineId end = std::min(range.end, screen.log().scrollback().end_line());
    return range.output >= end ? std::string() : text_between(screen.text(), {range.output, 0}, {end, 0});
}

}  // namespace gimbal::console
