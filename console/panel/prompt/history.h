// What was run before: whole blocks, browsed by what they begin with and searched for what they hold.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "panel/prompt/history_file.h"

namespace gimbal::console {

// An entry used again moves to the end. What other programs have run is seen from the next browse or search on.
// Thread: UI.   GIL: not needed.
class History {
public:
    explicit History(std::filesystem::path file, HistoryFile::Limits limits = {});  // "": kept in memory only

    void add(std::string block);  // before it runs, so that a crash does not lose it
    const std::vector<std::string>& entries() const { return entries_; }
    std::string take_trouble() { return file_ ? file_->take_trouble() : std::string(); }

    // --- Browsing: entries that begin with what stood before the caret when it began; past the newest is what stood
    // there. Text that was edited since the last step is a begin of its own.
    std::optional<std::string> previous(std::string_view typed, std::size_t caret);
    std::optional<std::string> next(std::string_view typed);
    std::size_t caret() const;  // where it belongs in what the two gave
    void stop_browsing() { at_ = entries_.size(); }

    // --- Searching, from the newest entry to the oldest; upper case matters when there is some in `wanted`.
    struct Match {
        std::size_t entry = 0, byte = 0;
    };
    void begin_search();
    std::optional<Match> find_before(std::size_t entry, std::string_view wanted) const;  // in older ones
    std::optional<Match> find_after(std::size_t entry, std::string_view wanted) const;

private:
    void read_file();

    std::optional<HistoryFile> file_;
    const std::size_t limit_;
    std::vector<std::string> entries_;
    std::size_t at_ = 0;  // entries_.size(): what is being typed
    std::string half_typed_, prefix_, shown_;
};

// Where `text` holds `wanted`, from byte `from` on; npos: nowhere.
std::size_t find_wanted(std::string_view text, std::string_view wanted, std::size_t from = 0);

}  // namespace gimbal::console
