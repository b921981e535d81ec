// Reads the file only when a browse or a search begins, so the entries do not change during one.
#include "panel/prompt/history.h"

#include <algorithm>
#include <iterator>

namespace gimbal::console {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::size_t find_wanted(std::string_view text, std::string_view wanted, std::size_t from) {
    if (wanted.empty() || from > text.size()) return std::string_view::npos;
    if (std::ranges::any_of(wanted, is_upper)) return text.find(wanted, from);
    const auto found = std::ranges::search(text.substr(from), wanted, {}, lower).begin();
    return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

History::History(std::filesystem::path file, HistoryFile::Limits limits) : limit_(limits.entries) {
    if (!file.empty()) file_.emplace(std::move(file), limits);
    read_file();
    stop_browsing();
}

void History::read_file() {
    std::vector<std::string> news = file_ ? file_->read() : std::vector<std::string>{};
    if (news.empty()) return;
    entries_.insert(entries_.end(), std::move_iterator(news.begin()), std::move_iterator(news.end()));
    fold_blocks(entries_, limit_);
}

void History::add(std::string block) {
    if (entries_.empty() || entries_.back() != block) {
        if (file_) file_->append(block);
        auto same = std::ranges::find(entries_, block);
        if (same != entries_.end()) entries_.erase(same);
        else if (entries_.size() >= limit_) entries_.erase(entries_.begin());
        entries_.push_back(std::move(block));
    }
    stop_browsing();
}

std::optional<std::string> History::previous(std::string_view typed, std::size_t caret) {
    if (at_ >= entries_.size() || typed != shown_) {
        read_file();
        half_typed_ = shown_ = typed;
        prefix_ = typed.substr(0, caret);
        stop_browsing();
    }
    for (std::size_t i = at_; i-- > 0;) {
        if (!entries_[i].starts_with(prefix_) || entries_[i] == half_typed_) continue;
        at_ = i;
        return shown_ = entries_[i];
    }
    return std::nullopt;
}

std::optional<std::string> History::next(std::string_view typed) {
    if (at_ >= entries_.size() || typed != shown_) return std::nullopt;
    while (++at_ < entries_.size() && (!entries_[at_].starts_with(prefix_) || entries_[at_] == half_typed_)) {}
    return shown_ = at_ < entries_.size() ? entries_[at_] : half_typed_;
}

std::size_t History::caret() const { return at_ < entries_.size() && prefix_.empty() ? shown_.size() : prefix_.size(); }

void History::begin_search() {
    read_file();
    stop_browsing();
}

std::optional<History::Match> History::find_before(std::size_t entry, std::string_view wanted) const {
    for (std::size_t i = std::min(entry, entries_.size()); i-- > 0;)
        if (std::size_t byte = find_wanted(entries_[i], wanted); byte != std::string::npos) return Match{i, byte};
    return std::nullopt;
}

std::optional<History::Match> History::find_after(std::size_t entry, std::string_view wanted) const {
    for (std::size_t i = entry + 1; i < entries_.size(); ++i)
        if (std::size_t byte = find_wanted(entries_[i], wanted); byte != std::string::npos) return Match{i, byte};
    return std::nullopt;
}

}  // namespace gimbal::console
