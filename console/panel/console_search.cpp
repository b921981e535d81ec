// Ctrl-R: the newest entry that holds what is typed stands at the prompt while it is searched for, as one edit that
// Escape takes back. The prompt says what is searched for.
#include <algorithm>
#include <utility>

#include "gimbal/console/cells.h"
#include "panel/console_state.h"

namespace gimbal::console {
namespace {

constexpr std::size_t marks_at_most = 500;

}  // namespace

void ConsolePanel::State::begin_search() {
    if (asking) return;
    help.close();
    history.begin_search();
    search = {};
    search.on = true;
    show_found(std::nullopt);
}

void ConsolePanel::State::end_search(bool take) {
    if (!search.on) return;
    search.on = false;
    if (!take && search.shows) editor.cancel_edit();
    if (take && search.shows) {
        const std::string entry = typed_text();
        pasted_block = entry.find('\n') != std::string::npos;
        brought_caret = editor.caret();
        shows_each = entry == ran_each;
    }
    text.set_prompt({std::string(primary_prompt), std::string(continuation_prompt)});
    surface.edited();
}

bool ConsolePanel::State::search_text(char32_t code) {
    if (!search.on) return false;
    append_utf8(search.wanted, code);
    std::size_t from = search.shows ? search.match.entry + 1
                                    : history.entries().size();  // the entry that is shown may match still
    show_found(history.find_before(from, search.wanted));
    return true;
}

void ConsolePanel::State::search_on(bool older) {
    if (!search.shows) return show_found(history.find_before(history.entries().size(), search.wanted));
    const std::size_t entry = search.match.entry;
    if (auto next = older ? history.find_before(entry, search.wanted) : history.find_after(entry, search.wanted))
        show_found(next);
}

bool ConsolePanel::State::search_command(Command command) {
    switch (command) {
        case Command::search_history:
        case Command::previous_input: search_on(true); return true;
        case Command::next_input: search_on(false); return true;
        case Command::run: end_search(true); return true;
        case Command::dismiss: end_search(false); return true;
        case Command::interrupt:
            if (view.has_selection() || runs.busy()) return false;
            end_search(false);
            return true;
        case Command::erase_left:
        case Command::erase_word_left:
            search.wanted.resize(command == Command::erase_left ? previous_cluster(search.wanted, search.wanted.size())
                                                                : 0);
            show_found(history.find_before(history.entries().size(), search.wanted));
            return true;
        case Command::page_up:
        case Command::page_down:
        case Command::scroll_up:
        case Command::scroll_down:
        case Command::clear_screen:
        case Command::fold:
        case Command::copy: return false;
        default: end_search(true); return false;
    }
}

// With nothing searched for, what was typed before stands there; with nothing found, the last entry that was.
void ConsolePanel::State::show_found(std::optional<History::Match> found) {
    const bool missing = !found && !search.wanted.empty();
    if (search.wanted.empty() && std::exchange(search.shows, false)) editor.cancel_edit();
    if (found) {
        const std::string& entry = history.entries()[found->entry];
        std::exchange(search.shows, true) ? editor.replace_all_again(entry) : editor.replace_all(entry);
        search.match = *found;
        const std::string before = entry.substr(0, found->byte);
        const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
        editor.place_caret({static_cast<LineId>(std::count(before.begin(), before.end(), '\n')),
                            static_cast<std::uint32_t>(before.size() - line_begin)});
    }
    text.set_prompt({(missing ? "(no match) " : "(search) ") + search.wanted + ": ", std::string(continuation_prompt)});
    surface.edited();
}

void ConsolePanel::State::mark_found(std::vector<GroundMark>& grounds, const Palette& palette) const {
    if (!search.on || !search.shows) return;
    const TextBuffer& buffer = editor.buffer();
    const auto length = static_cast<std::uint32_t>(search.wanted.size());
    for (LineId line = 0; line < buffer.line_count() && grounds.size() < marks_at_most; ++line)
        for (std::size_t at = 0; grounds.size() < marks_at_most &&
                                 (at = find_wanted(buffer.line(line), search.wanted, at)) != std::string::npos;
             at += length) {
            const TextPosition begin = text.to_view({line, static_cast<std::uint32_t>(at)});
            grounds.push_back({begin, {begin.line, begin.byte + length}, palette.found});
        }
}

}  // namespace gimbal::console
