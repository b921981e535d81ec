// The history stores the removed and the inserted text of each edit. Undo applies an edit in reverse.
#include "text/model/text_buffer.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

TextPosition end_of(TextPosition begin, std::string_view text) {
    auto breaks = static_cast<LineId>(std::ranges::count(text, '\n'));
    if (breaks == 0) return {begin.line, begin.byte + text.size()};
    return {begin.line + breaks, text.size() - text.rfind('\n') - 1};
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (;;) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::string TextBuffer::text() const { return text({0, 0}, end()); }

std::string TextBuffer::text(TextPosition begin, TextPosition end) const {
    begin = clamp(begin);
    end = clamp(end);
    if (end < begin) std::swap(begin, end);
    if (begin.line == end.line) return lines_[begin.line].substr(begin.byte, end.byte - begin.byte);
    std::string text = lines_[begin.line].substr(begin.byte);
    for (LineId id = begin.line + 1; id < end.line; ++id) text.append(1, '\n').append(lines_[id]);
    return text.append(1, '\n').append(lines_[end.line], 0, end.byte);
}

TextPosition TextBuffer::end() const { return line_end(lines_.size() - 1); }

TextPosition TextBuffer::clamp(TextPosition position) const {
    if (position.line >= lines_.size()) return end();
    return {position.line, utf8_boundary(lines_[position.line], position.byte)};
}

void TextBuffer::set_text(std::string_view text) {
    const std::vector<std::string_view> lines = lines_of(text);
    lines_ = std::vector<std::string>(lines.begin(), lines.end());  // a copy first: `text` may be a part of them
    done_.clear();
    undone_.clear();
    group_open_ = false;
    saved_ = 0;
    for (LineId& first : first_changed_) first = 0;
    ++revision_;
}

TextPosition TextBuffer::replace(TextPosition begin, TextPosition end, std::string_view text) {
    begin = clamp(begin);
    end = clamp(end);
    if (end < begin) std::swap(begin, end);
    if (begin == end && text.empty()) return begin;
    std::uint64_t group = group_open_ && !done_.empty() ? done_.back().group : ++last_group_;
    group_open_ = true;
    TextPosition text_end = end_of(begin, text);
    done_.push_back({begin, this->text(begin, end), std::string(text), group, selection_, {text_end, text_end}});
    undone_.clear();
    return apply(begin, end, text);
}

TextPosition TextBuffer::apply(TextPosition begin, TextPosition end, std::string_view text) {
    ++revision_;
    for (LineId& first : first_changed_) first = std::min(first, begin.line);
    if (begin.line == end.line && text.find('\n') == std::string_view::npos) {
        lines_[begin.line].replace(begin.byte, end.byte - begin.byte, text);
        return end_of(begin, text);
    }
    const std::string tail = lines_[end.line].substr(end.byte);
    const std::vector<std::string_view> lines = lines_of(text);
    std::vector<std::string> fresh(lines.begin(), lines.end());
    fresh.front().insert(0, lines_[begin.line], 0, begin.byte);
    fresh.back() += tail;
    const auto old_count = static_cast<std::ptrdiff_t>(end.line - begin.line + 1),
               common = std::min(old_count, std::ssize(fresh));
    const auto at = lines_.begin() + static_cast<std::ptrdiff_t>(begin.line), rest = fresh.begin() + common;
    std::move(fresh.begin(), rest, at);
    if (old_count > common) lines_.erase(at + common, at + old_count);
    else lines_.insert(at + common, std::make_move_iterator(rest), std::make_move_iterator(fresh.end()));
    return end_of(begin, text);
}

void TextBuffer::set_selection(TextSelection selection) {
    selection_ = selection;
    if (group_open_ && !done_.empty()) done_.back().after = selection;
}

std::optional<TextSelection> TextBuffer::undo() { return move_group(done_, undone_, true); }

std::optional<TextSelection> TextBuffer::redo() { return move_group(undone_, done_, false); }

// Undoes or redoes the last group of `from`.
std::optional<TextSelection> TextBuffer::move_group(std::vector<Edit>& from, std::vector<Edit>& to, bool undoes) {
    if (from.empty()) return std::nullopt;
    TextSelection selection;
    for (const std::uint64_t group = from.back().group; !from.empty() && from.back().group == group; from.pop_back()) {
        Edit& edit = from.back();
        const auto& [old_text, new_text] = undoes ? std::tie(edit.inserted, edit.removed)
                                                  : std::tie(edit.removed, edit.inserted);
        apply(edit.begin, end_of(edit.begin, old_text), new_text);
        selection = undoes ? edit.before : edit.after;
        to.push_back(std::move(edit));
    }
    end_group();
    return selection;
}

std::optional<TextSelection> TextBuffer::cancel() {
    auto before = undo();
    undone_.clear();
    return before;
}

LineId TextBuffer::take_first_changed(Follower follower) {
    return std::exchange(first_changed_[static_cast<int>(follower)], no_line);
}

}  // namespace gimbal::console
