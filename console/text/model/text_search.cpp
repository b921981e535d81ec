// Searches a line with std::string_view::find, after case folding if case does not matter.
#include "text/model/text_search.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

constexpr std::size_t cost_of_a_line = 64;  // the cost of reaching a line, in bytes that could be searched in that time

// Only for letters whose two cases have the same length in UTF-8.
char32_t lower(char32_t code) {
    if (code < 0x80) return code - 'A' < 26u ? code + 32 : code;
    if ((code >= 0xC0 && code <= 0xDE && code != 0xD7) || (code >= 0x391 && code <= 0x3A9) ||
        (code >= 0x410 && code <= 0x42F))
        return code + 32;
    if (code >= 0x400 && code <= 0x40F) return code + 80;
    if ((code >= 0x100 && code <= 0x12F) || (code >= 0x132 && code <= 0x137) || (code >= 0x14A && code <= 0x177) ||
        (code >= 0x460 && code <= 0x481))
        return code | 1;
    if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E)) return code + (code & 1);
    return code;
}

bool is_ascii(std::string_view text) {
    unsigned char all = 0;
    for (char c : text) all |= static_cast<unsigned char>(c);
    return all < 0x80;
}

}  // namespace

void fold_case(std::string_view text, std::string& out) {
    out.resize(text.size());
    if (is_ascii(text)) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const unsigned c = static_cast<unsigned char>(text[i]);
            out[i] = static_cast<char>(c + (c - 'A' < 26u ? 32 : 0));
        }
        return;
    }
    out.clear();
    for (std::size_t at = 0; at < text.size();) {
        CodePoint code = decode_utf8(text, at);
        char32_t folded = lower(code.value);
        if (folded == code.value) out.append(text.substr(at, code.bytes));
        else append_utf8(out, folded);
        at += code.bytes;
    }
}

void TextSearch::set(std::string_view words, bool match_case) {
    if (words == words_ && match_case == match_case_) return;
    words_ = words;
    match_case_ = match_case;
    fold_case(words, folded_words_);
    seek_.reset();
    found_.reset();
    sync();
    set_stale(0);
}

void TextSearch::set_stale(std::size_t first_block) {
    for (std::size_t i = first_block; i < blocks_.size(); ++i) {
        if (blocks_[i].counted) ++stale_;
        blocks_[i] = {};
    }
    if (counting_.open && blocks_.index_of(counting_.next) >= first_block) counting_.open = false;
    forget_caches_from(first_block);
}

void TextSearch::forget_caches_from(std::size_t first_block) {
    in_line_of_ = no_line;
    if (blocks_.index_of(numbered_.begin.line) >= first_block) numbered_.begin.line = no_line;
}

void TextSearch::sync() {
    const auto changed = blocks_.sync([](Block& block) { block = {}; });
    if (!changed) return;
    stale_ = static_cast<std::size_t>(std::ranges::count(blocks_, false, &Block::counted));
    counting_.open = false;
    forget_caches_from(*changed);
}

void TextSearch::changed_from(LineId line) {
    sync();
    set_stale(blocks_.index_of(line));
}

std::size_t TextSearch::cost_of(LineId line) const { return source_.line(line).size() + cost_of_a_line; }

std::span<const TextMatch> TextSearch::in_line(LineId line) {
    if (line == in_line_of_) return in_line_;
    in_line_of_ = line;
    in_line_.clear();
    if (words_.empty() || source_.is_added_by_view(line)) return in_line_;
    std::string_view text = source_.line(line), words = words_;
    if (!match_case_) {
        fold_case(text, folded_);
        text = folded_;
        words = folded_words_;
    }
    for (std::size_t at = 0; (at = text.find(words, at)) != std::string_view::npos; at += words.size())
        in_line_.push_back({{line, at}, {line, at + words.size()}});
    return in_line_;
}

void TextSearch::seek(TextPosition from, bool forward) {
    sync();
    found_.reset();
    seek_.reset();
    if (words_.empty() || source_.first_line() >= source_.end_line()) return;
    from.line = std::max(from.line, source_.first_line());
    if (from.line >= source_.end_line()) from = {source_.end_line() - 1, ~0u};
    seek_ = Seek{from, forward, from.line};
}

std::optional<TextMatch> TextSearch::take_found() { return std::exchange(found_, std::nullopt); }

// Searches the current line. In the line where the search began, the first visit covers only the wanted side of the
// start, and the second visit the other side.
const TextMatch* TextSearch::wanted_in(LineId line) {
    std::span<const TextMatch> all = in_line(line);
    const bool began_here = line == seek_->from.line && !seek_->round;
    if (seek_->forward) {
        auto first = std::ranges::find_if(
            all, [&](const TextMatch& one) { return !began_here || one.begin >= seek_->from; });
        return first == all.end() ? nullptr : &*first;
    }
    auto last = std::find_if(all.rbegin(), all.rend(),
                             [&](const TextMatch& one) { return !began_here || one.begin < seek_->from; });
    return last == all.rend() ? nullptr : &*last;
}

// `line`, or the next line in search order whose block may have a match.
std::optional<LineId> TextSearch::candidate(LineId line, bool forward) const {
    const LineId first = source_.first_line(), end = source_.end_line();
    for (;;) {
        if (line < first || line >= end) return std::nullopt;
        const Block& block = blocks_[blocks_.index_of(line)];
        if (!block.counted || block.count > 0) return line;
        line = forward ? blocks_.end_line(blocks_.index_of(line))
                       : blocks_.first_line(blocks_.index_of(line)) - 1;  // wraps to the highest number before line 0
    }
}

// False: the search has passed every line.
bool TextSearch::step_seek() {
    const bool forward = seek_->forward;
    std::optional<LineId> next = candidate(forward ? seek_->line + 1 : seek_->line - 1, forward);
    if (!next && !std::exchange(seek_->round, true))
        next = candidate(forward ? source_.first_line() : source_.end_line() - 1, forward);
    if (!next || (seek_->round && (forward ? *next > seek_->from.line : *next < seek_->from.line))) return false;
    seek_->line = *next;
    return true;
}

bool TextSearch::look_further(std::size_t& budget) {
    // Lines may have been removed meanwhile.
    seek_->line = std::clamp(seek_->line, source_.first_line(), source_.end_line() - 1);
    seek_->from.line = std::clamp(seek_->from.line, source_.first_line(), source_.end_line() - 1);
    for (;;) {
        budget -= std::min(budget, cost_of(seek_->line));
        const TextMatch* match = wanted_in(seek_->line);
        if (match) found_ = *match;
        if (match || !step_seek()) {
            seek_.reset();
            return true;
        }
        if (budget == 0) return false;
    }
}

void TextSearch::count_further(std::size_t& budget) {
    for (std::size_t i = blocks_.size(); i-- > 0 && stale_ > 0;) {
        if (blocks_[i].counted) continue;
        if (!counting_.open || blocks_.index_of(counting_.next) != i) counting_ = {blocks_.first_line(i), 0, true};
        for (; counting_.next < blocks_.end_line(i); ++counting_.next) {
            if (budget == 0) return;
            budget -= std::min(budget, cost_of(counting_.next));
            counting_.count += static_cast<std::uint32_t>(in_line(counting_.next).size());
        }
        blocks_[i] = {counting_.count, true};
        counting_.open = false;
        --stale_;
    }
}

bool TextSearch::work(std::size_t bytes) {
    sync();
    if (words_.empty() || blocks_.size() == 0) return false;
    if (seek_ && !look_further(bytes)) return true;
    if (bytes > 0) count_further(bytes);
    return stale_ > 0;
}

std::uint64_t TextSearch::count() {
    sync();
    std::uint64_t all = 0;
    for (const Block& block : blocks_) all += block.count;
    return all;
}

std::uint64_t TextSearch::number_of(TextPosition begin) {
    sync();
    if (begin.line < source_.first_line() || begin.line >= source_.end_line()) return 0;
    const std::size_t own = blocks_.index_of(begin.line);
    if (numbered_.begin != begin) {
        numbered_ = {begin, 1};
        for (LineId line = blocks_.first_line(own); line <= begin.line; ++line)
            for (const TextMatch& match : in_line(line)) numbered_.before += match.begin < begin;
    }
    std::uint64_t number = numbered_.before;
    for (std::size_t i = 0; i < own; ++i) number += blocks_[i].count;
    return number;
}

}  // namespace gimbal::console
