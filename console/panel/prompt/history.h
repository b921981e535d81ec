// The history: whole blocks of input, browsed by prefix and searched by content.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "panel/prompt/history_file.h"

namespace gimbal::console {

// A repeated entry moves to the end. Entries of other programs appear when the next browse or search begins.
// Thread: UI.   GIL: not needed.
class History {
public:
    explicit History(std::filesystem::path file, HistoryFile::Limits limits = {});  // "": in memory only

    void add(std::string block);  // call it before the block runs, so that a crash does not lose it
    const std::vector<std::string>& entries() const { return entries_; }
    std::string take_trouble() { return file_ ? file_->take_trouble() : std::string(); }

    // --- Browsing, through the entries that begin with the text before the caret. The step past the newest entry
    // returns the typed text. Editing an entry starts a new browse.
    std::optional<std::string> previous(std::string_view typed, std::size_t caret);
    std::optional<std::string> next(std::string_view typed);
    std::size_t caret() const;  // the byte where the caret belongs in the returned entry
    void stop_browsing() { at_ = entries_.size(); }

    // --- Searching, from the newest entry to the oldest; case-sensitive if `wanted` contains upper case.
    struct Match {
        std::size_t entry = 0, byte = 0;
    };
    void begin_search();
    // In the entries older than `entry`, or newer.
    std::optional<Match> find_before(std::size_t entry, std::string_view wanted) const;
    std::optional<Match> find_after(std::size_t entry, std::string_view wanted) const;

private:
    void read_file();

    std::optional<HistoryFile> file_;
    const std::size_t limit_;
    std::vector<std::string> entries_;
    std::size_t at_ = 0;  // entries_.size(): not browsing
    std::string half_typed_, prefix_, shown_;
};

// The first byte at or after `from` where `text` contains `wanted`, or npos.
std::size_t find_wanted(std::string_view text, std::string_view wanted, std::size_t from = 0);

}  // namespace gimbal::console
