#include "panel/prompt/history_search.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/cells.h"

namespace gimbal::console {
namespace {

constexpr std::size_t max_marks = 500;

}  // namespace

void HistorySearch::begin() {
    if (prompt_.answers_script()) return;
    history().begin_search();
    active_ = true;
    shows_ = false;
    wanted_.clear();
    show(std::nullopt);
}

void HistorySearch::end(bool take) {
    if (!std::exchange(active_, false)) return;
    if (!take && shows_) editor_.cancel_edit();
    if (take && shows_) prompt_.adopt_entry(prompt_.text());
    prompt_.show_python_prompt();
    view_.edited();
}

bool HistorySearch::on_text(char32_t code) {
    if (!active_) return false;
    append_utf8(wanted_, code);
    show(history().find_before(shows_ ? match_.entry + 1 : history().entries().size(), wanted_));  // it may still match
    return true;
}

void HistorySearch::show_newest() { show(history().find_before(history().entries().size(), wanted_)); }

void HistorySearch::step(bool older) {
    if (!shows_) return show_newest();
    if (const auto next = older ? history().find_before(match_.entry, wanted_)
                                : history().find_after(match_.entry, wanted_))
        show(next);
}

bool HistorySearch::on_command(Command command) {
    using enum Command;
    switch (command) {
        case search_history:
        case previous_input: step(true); return true;
        case next_input: step(false); return true;
        case run: end(true); return true;
        case interrupt:
        case dismiss: end(false); return true;
        case erase_left:
            wanted_.resize(previous_cluster(wanted_, wanted_.size()));
            show_newest();
            return true;
        case erase_word_left:
            wanted_.clear();
            show_newest();
            return true;
        case page_up:
        case page_down:
        case scroll_up:
        case scroll_down:
        case clear_screen:
        case fold:
        case copy: return false;
        default: end(true); return false;
    }
}

// Without words the text from before the search is shown. Without a match the last match stays.
void HistorySearch::show(std::optional<History::Match> found) {
    const bool missing = !found && !wanted_.empty();
    if (wanted_.empty() && std::exchange(shows_, false)) editor_.cancel_edit();
    if (found) {
        const std::string& entry = history().entries()[found->entry];
        std::exchange(shows_, true) ? editor_.replace_all_again(entry) : editor_.replace_all(entry);
        match_ = *found;
        const std::string before = entry.substr(0, found->byte);
        const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
        editor_.place_caret({static_cast<LineId>(std::ranges::count(before, '\n')), before.size() - line_begin});
    }
    text_.set_prompt({(missing ? "(no match) " : "(search) ") + wanted_ + ": "});
    view_.edited();
}

std::vector<TextSelection> HistorySearch::matches() const {
    std::vector<TextSelection> found;
    if (!active_ || !shows_) return found;
    const TextBuffer& buffer = editor_.buffer();
    for (LineId line = 0; line < buffer.line_count() && found.size() < max_marks; ++line)
        for (std::size_t at = 0;
             found.size() < max_marks && (at = find_wanted(buffer.line(line), wanted_, at)) != std::string::npos;
             at += wanted_.size())
            found.push_back({{line, at}, {line, at + wanted_.size()}});
    return found;
}

}  // namespace gimbal::console
