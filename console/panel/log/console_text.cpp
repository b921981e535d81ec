// The line numbers of the prompt rise as output arrives above it. ConsoleScreen::refresh() updates the view.
#include "panel/log/console_text.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/number_words.h"

namespace gimbal::console {

void ConsoleText::set_prompt(Prompt prompt) {
    prompt_ = std::move(prompt);
    rebuild(0);
}

bool ConsoleText::set_status(std::vector<std::string> lines) {
    if (lines == status_) return false;
    status_ = std::move(lines);
    return true;
}

void ConsoleText::rebuild(LineId first_changed_line) {
    colours_.changed_from(first_changed_line);
    shown_.resize(typed_.line_count());
    for (LineId id = std::min<LineId>(first_changed_line, shown_.size()); id < shown_.size(); ++id) {
        shown_[id] = prefix(id);
        if (!prompt_.hidden) shown_[id] += typed_.line(id);
        else shown_[id].append(typed_.line(id).size(), '*');  // one byte per byte, so that positions agree
    }
}

TextPosition ConsoleText::to_view(TextPosition typed) const {
    return {prompt_begin() + typed.line, typed.byte + prefix(typed.line).size()};
}

std::optional<TextPosition> ConsoleText::to_typed(TextPosition shown) const {
    if (shown.line < prompt_begin() || shown.line >= end_line()) return std::nullopt;
    LineId line = shown.line - prompt_begin();
    auto width = static_cast<std::uint32_t>(prefix(line).size());
    return TextPosition{line, shown.byte == ~0u ? ~0u : shown.byte - std::min(shown.byte, width)};
}

std::string_view ConsoleText::line(LineId id) const {
    if (id < log_.first_line()) {
        std::uint64_t dropped = log_.dropped_lines();
        if (std::exchange(dropped_told_, dropped) != dropped)
            dropped_words_ = "\xE2\x80\xA6 " + with_thousands(dropped) +
                             (dropped == 1 ? " line above was dropped" : " lines above were dropped");
        return dropped_words_;
    }
    if (id < status_begin()) return log_.line(id);
    if (id < prompt_begin()) return status_[id - status_begin()];
    return id < end_line() ? std::string_view(shown_[id - prompt_begin()]) : std::string_view();
}

LineRows ConsoleText::rows_of(LineId id) const {
    if (id >= status_begin()) return {};
    LineRows rows = pictures_ ? pictures_->rows_of(id) : LineRows{};
    return rows.fixed > 0 ? rows : folds_.rows_of(id);
}

bool ConsoleText::is_added_by_view(LineId id) const {
    return id < log_.first_line() || (id < status_begin() && folds_.with_row(id));
}

void ConsoleText::runs(LineId id, std::vector<StyleRun>& out) const {
    if (id >= log_.first_line() && id < status_begin()) return log_.runs(id, out);
    out.clear();
    if (id < prompt_begin()) {
        out.push_back({0, ink::dim});
        std::string_view text = line(id);
        if (text.ends_with(cross)) out.push_back({static_cast<std::uint32_t>(text.size() - cross.size()), ink::text});
        return;
    }
    if (id >= end_line()) return;
    LineId line = id - prompt_begin();
    auto width = static_cast<std::uint32_t>(prefix(line).size());
    out.push_back({0, prompt_.colour});
    if (prompt_.python) colours_.runs(typed_, line, out, width);
    else out.push_back({width, ink::text});
}

}  // namespace gimbal::console
