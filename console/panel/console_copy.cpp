// What the console copies beside a selection as it stands: input without its prompts, output alone, the session as a
// script.
#include <algorithm>

#include "panel/console_state.h"
#include "panel/prompt/question.h"

namespace gimbal::console {
namespace {

// Of an echoed line, or of one being typed; nothing of the prompt itself.
std::string_view without_prompt(std::string_view line) {
    return line.substr(std::min(line.size(), primary_prompt.size()));
}

}  // namespace

// The part of the range's echo between two positions.
std::string ConsolePanel::State::input_between(const RunRange& range, TextPosition begin, TextPosition end) const {
    std::string input;  // of `name?` a comment
    if (range.kind != RunKind::cell) return input;
    const auto prompt = static_cast<std::uint32_t>(primary_prompt.size());
    for (LineId line = std::max({range.begin, begin.line, log.scrollback().first_line()});
         line < range.output && line <= end.line; ++line) {
        if (TextPosition{line, 0} == end) break;  // the selection ends before it
        const std::string_view all = without_prompt(log.scrollback().line(line));
        const std::size_t from = line == begin.line ? std::max(begin.byte, prompt) - prompt : 0;
        const std::size_t to = line == end.line ? std::max(end.byte, prompt) - prompt : all.size();
        if (range.question) input += "# ";
        input += all.substr(std::min(from, all.size()), to > from ? to - from : 0);
        input += '\n';
    }
    return input;
}

// What is selected of the input, line by line; the selected text itself when there is no input in it.
std::string ConsolePanel::State::selection_without_prompts() const {
    const TextPosition begin = view.selection_begin(), end = view.selection_end();
    std::string input;
    for (const RunRange* range = log.runs().first_ending_after(begin.line); range && range->begin <= end.line;
         range = log.runs().next(range))
        input += input_between(*range, begin, end);
    const auto typed_end = text.to_typed(end);
    if (typed_end && !asking) {
        const auto typed_begin = text.to_typed(begin);
        input += editor.buffer().text(typed_begin.value_or(TextPosition{0, 0}), *typed_end);
    } else if (!input.empty() && input.back() == '\n' && end.byte != 0 && log.runs().at(end.line) &&
               end.line < log.runs().at(end.line)->output) {
        input.pop_back();  // the selection ends within a line of input
    }
    return input.empty() ? view.selected_text() : input;
}

std::string ConsolePanel::State::input_of(const RunRange& range) const {
    return input_between(range, {range.begin, 0}, {range.output, 0});
}

std::string ConsolePanel::State::output_of(const RunRange& range) const {
    const LineId end = std::min(range.end, log.scrollback().end_line());
    return range.output >= end ? std::string() : text_between(text, {range.output, 0}, {end, 0});
}

// Every input, also of runs that failed or were stopped: what they did before is part of what came after. `name?` is a
// comment in it.
std::string ConsolePanel::State::session_as_script() const {
    std::string script;
    for (const Entered& one : entered) script += (question_in(one.source) ? "# " : "") + one.source + "\n";
    return script;
}

bool ConsolePanel::State::copy_text(std::string copied) {
    if (copied.empty()) return false;
    surface.set_clipboard(std::move(copied));
    return true;
}

}  // namespace gimbal::console
