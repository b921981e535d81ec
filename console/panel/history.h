// What was run before: whole blocks, kept in a file that two programs may write at once.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::console {

// A block a line, its newlines and backslashes escaped; one append each, so blocks of two programs never mix.
// Thread: UI.   GIL: not needed.
class History {
public:
    explicit History(std::filesystem::path file);            // "": kept in memory only

    void add(std::string block);                             // before it runs, so that a crash does not lose it
    std::optional<std::string> previous(std::string_view typed);   // keeps the half-typed line on leaving it
    std::optional<std::string> next();
    void stop_browsing() { at_ = entries_.size(); }
    const std::vector<std::string>& entries() const { return entries_; }

private:
    void load();
    std::filesystem::path file_;
    std::vector<std::string> entries_;
    std::size_t at_ = 0;                                     // entries_.size(): the line being typed
    std::string half_typed_;
};

std::string escape_block(std::string_view block);
std::string unescape_block(std::string_view line);

}  // namespace gimbal::console
