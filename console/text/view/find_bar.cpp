// Keys and searching. find_bar_drawing.cpp in panel/view draws it.
#include "text/view/find_bar.h"

#include <cmath>
#include <utility>

#include "gimbal/console/cells.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

FindBar::FindBar(TextView& view, EditSurface& surface, TextEditor* editor, bool from_end)
    : view_(view),
      surface_(surface),
      editor_(editor),
      from_end_(from_end) {}

void FindBar::open(bool replace) {
    GIMBAL_ON(ui);
    const TextPosition begin = view_.selection_begin(), end = view_.selection_end();
    const bool prefill = view_.has_selection() && begin.line == end.line && !at_match();
    if (prefill) fields_[0].set_text(in_one_line(view_.selected_text()));
    const bool from_here = editor_ != nullptr && !from_end_;
    origin_ = view_.has_selection() ? TextPosition{begin.line, begin.byte + (from_end_ ? 1 : 0)}
              : from_here           ? surface_.caret()
                                    : TextPosition{no_line, 0};
    open_ = keyboard_ = true;
    replace_ = replace && editor_ != nullptr && !from_end_;
    in_replacement_ = replace_ && view_.has_selection();
    fields_[0].select({0, 0}, fields_[0].buffer().end());
    words_changed();
}

void FindBar::close() {
    GIMBAL_ON(ui);
    open_ = keyboard_ = pressed_ = false;
    hit_areas_.clear();
}

void FindBar::words_changed() {
    view_.search().set(words(), match_case_);
    if (at_match() && view_.selection_begin() == origin_) return;
    view_.search().seek(origin_, !from_end_);
}

bool FindBar::at_match() {
    if (!view_.has_selection()) return false;
    for (const TextMatch& match : view_.search().in_line(view_.selection_begin().line))
        if (match == TextMatch{view_.selection_begin(), view_.selection_end()}) return true;
    return false;
}

bool FindBar::on_command(Command command) {
    GIMBAL_ON(ui);
    using enum Command;
    switch (command) {
        case find:
        case replace: open(command == replace); return true;
        case find_next:
        case find_previous: break;
        default: return false;
    }
    if (words().empty()) open(false);
    TextSearch& search = view_.search();
    if (words().empty() || search.seeks()) return true;
    search.set(words(), match_case_);
    const bool forward = command == find_next;
    TextPosition here = editor_ != nullptr && !from_end_ && !view_.has_selection() ? surface_.caret()
                        : forward                                                  ? view_.selection_end()
                                                                                   : view_.selection_begin();
    if (from_end_ && !view_.has_selection()) here = {no_line, 0};
    search.seek(here, forward);
    origin_ = here;
    return true;
}

void FindBar::work(double now) {
    GIMBAL_ON(ui);
    next_tick_ = HUGE_VAL;
    TextSearch& search = view_.search();
    if (open_ || search.seeks()) {
        const bool more = search.work(TextSearch::bytes_a_frame);
        if (const auto found = search.take_found()) {
            surface_.owner().uncover(found->begin);
            surface_.select(found->begin, found->end);
        }
        if (open_ ? more : search.seeks()) next_tick_ = now;
    }
    if (!open_) return;
    count_ = search.count();
    counted_ = search.counted();
    number_ = at_match() ? search.number_of(view_.selection_begin()) : 0;
}

std::span<const TextMatch> FindBar::marks(LineId line) {
    return open_ ? view_.search().in_line(line) : std::span<const TextMatch>();
}

bool FindBar::on_input(const InputEvent& event) {
    GIMBAL_ON(ui);
    if (!open_) return false;
    using enum InputEvent::Kind;
    switch (event.kind) {
        case mouse_button:
            if (event.action == InputEvent::Action::release) return event.code == 0 && std::exchange(pressed_, false);
            return press_mouse(event);
        case mouse_move: return pressed_;
        case text:
            if (!keyboard_ || event.code < 0x20 || event.code == 0x7F) return keyboard_;
            active_field().type(static_cast<char32_t>(event.code), event.time);
            if (!in_replacement_) words_changed();
            return true;
        case key: return keyboard_ && event.action != InputEvent::Action::release && press_key(event);
        default: return false;
    }
}

bool FindBar::press_mouse(const InputEvent& event) {
    for (const HitArea& area : hit_areas_) {
        if (!area.rect.contains(event.x, event.y)) continue;
        pressed_ = event.code == 0;
        if (pressed_) act(area.action);
        return true;
    }
    keyboard_ = false;  // the text gets it back
    return false;
}

void FindBar::act(Action action) {
    keyboard_ = true;
    switch (action) {
        case Action::find_field: in_replacement_ = false; break;
        case Action::replace_field: in_replacement_ = true; break;
        case Action::match_case:
            match_case_ = !match_case_;
            words_changed();
            break;
        case Action::previous: on_command(Command::find_previous); break;
        case Action::next: on_command(Command::find_next); break;
        case Action::close: close(); break;
        case Action::replace: replace_one(); break;
        case Action::replace_all: replace_all(); break;
        case Action::none: break;
    }
}

bool FindBar::press_key(const InputEvent& event) {
    const auto match = find_command(event, KeyPlace::find);
    if (!match) return false;
    using enum Command;
    switch (match->command) {
        case find_next:
            if (!in_replacement_ || event.code == key::f1 + 2) return on_command(match->command);
            replace_one();
            return true;
        case find_previous: return on_command(match->command);
        case match_case: act(Action::match_case); return true;
        case dismiss: close(); return true;
        case next_field: in_replacement_ = replace_ && !in_replacement_; return true;
        case replace_all:
            if (replace_) act(Action::replace_all);
            return true;
        default: return field_command(match->command, match->extend);
    }
}

// The field is a one-line editor. Other commands, such as scrolling and stopping a run, go on to the text.
bool FindBar::field_command(Command command, bool extend) {
    TextEditor& own = active_field();
    using enum Command;
    switch (command) {
        case copy:
        case cut:
            if (!own.has_selection()) return false;
            surface_.set_clipboard(own.selected_text());
            if (command == cut) own.erase_selection();
            break;
        case paste:
            surface_.ask_paste([this](std::string_view text) {
                active_field().paste(in_one_line(std::string(text.substr(0, text.find('\n')))));
                if (!in_replacement_) words_changed();
            });
            return true;
        case find:
        case replace: return on_command(command);
        case newline:
        case indent:
        case dedent:
        case page_up:
        case page_down:
        case scroll_up:
        case scroll_down: return false;
        default:
            if (!own.apply(command, extend)) return false;
    }
    if (!in_replacement_ && words() != view_.search().words()) words_changed();
    return true;
}

void FindBar::replace_one() {
    if (editor_ == nullptr) return;
    if (at_match()) {
        const auto begin = surface_.owner().to_buffer(view_.selection_begin()),
                   end = surface_.owner().to_buffer(view_.selection_end());
        if (!begin || !end) return;
        editor_->replace(*begin, *end, words(1));
        surface_.edited();
    }
    on_command(Command::find_next);
}

// One edit for each line, because an edit moves the rest of its line. All is one undo step.
void FindBar::replace_all() {
    if (editor_ == nullptr || words().empty()) return;
    TextSearch& search = view_.search();
    TextBuffer& buffer = editor_->buffer();
    const std::string with = words(1);
    const TextPosition caret = editor_->caret();
    buffer.end_group();
    for (LineId line = buffer.line_count(); line-- > 0;) {
        const std::span<const TextMatch> matches = search.in_line(line);
        if (matches.empty()) continue;
        const TextPosition begin = matches.front().begin, end = matches.back().end;
        std::string text;
        std::size_t done = begin.byte;
        for (const TextMatch& match : matches) {
            text.append(buffer.line(line), done, match.begin.byte - done).append(with);
            done = match.end.byte;
        }
        buffer.replace(begin, end, text);
    }
    buffer.end_group();
    editor_->place_caret(caret);
    surface_.edited();
}

std::string FindBar::count_words() const {
    if (words().empty()) return "";
    std::string all = with_thousands(count_) + (counted_ ? "" : "\xE2\x80\xA6");
    if (number_ > 0) return with_thousands(number_) + " of " + all;
    return counted_ && count_ == 0 ? "not found" : all + (count_ == 1 ? " match" : " matches");
}

// "Find  words  3 of 128", with the caret of the active field.
std::vector<PanelRow> FindBar::rows() const {
    if (!open_) return {};
    std::vector<PanelRow> rows;
    for (std::size_t which = 0; which < field_count(); ++which) {
        const std::string label = which == 0 ? "Find  " : "Replace with  ";
        PanelRow row{label + words(which)};
        if (which == 0) row.text += "  " + count_words() + (match_case_ ? "  [Aa]" : "  Aa");
        row.has_caret = is_active(which);
        if (row.has_caret)
            row.caret_cell = static_cast<int>(
                label.size() + cell_count(std::string_view(words(which)).substr(0, fields_[which].caret().byte)));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace gimbal::console
