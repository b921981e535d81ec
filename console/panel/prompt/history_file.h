// The history file: one block per line. Any number of programs append to it at once; each may shorten it.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::console {

// Never waits for another program. An append is one write(), repeated if the file was replaced meanwhile. To shorten
// the file, a program takes a lock (flock) against others that shorten it, writes a new file, renames it, and copies
// the lines that were appended to the old file until then. So no block is lost. A block may appear twice; reading
// removes duplicates. Thread: UI.   GIL: not needed.
class HistoryFile {
public:
    struct Limits {  // after shortening; the file may grow to twice the bytes
        std::size_t entries = 5000, bytes = std::size_t{1} << 20;
    };
    HistoryFile(std::filesystem::path path, Limits limits);
    ~HistoryFile();
    HistoryFile(const HistoryFile&) = delete;
    HistoryFile& operator=(const HistoryFile&) = delete;

    std::vector<std::string> read();        // the blocks since the last call; all of them if the file was replaced
    bool append(const std::string& block);  // false: not written; the next call retries
    std::string take_trouble();             // an error message, each error once; "": no new error

private:
    void trouble(const std::string& what, int error);
    std::optional<std::size_t> append_lines(const std::string& lines);
    bool write_lines(int file, std::string lines);
    void shorten();
    void bring_late_lines(int old, off_t from);
    std::string newest_lines(int file, off_t to) const;

    std::filesystem::path path_;
    const Limits limits_;
    int read_file_ = -1;  // kept open, so that no other file gets its inode number
    off_t read_to_ = 0;
    std::string waiting_;  // lines that could not be written yet
    bool reported_ = false, reported_damage_ = false;
    std::string trouble_;
};

// Keeps the last of equal blocks, and of these the last `limit`.
void fold_blocks(std::vector<std::string>& blocks, std::size_t limit);

std::string escape_block(std::string_view block);
std::string unescape_block(std::string_view line);

}  // namespace gimbal::console
