// The file behind the history: a block a line, appended to by any number of programs at once, shortened now and then.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::console {

// Never waits for another program. An append is one write; it is made again when the file turns out to have been
// replaced meanwhile. Who shortens the file holds a lock (flock) against others who do, writes a new one, renames it,
// and then brings over what was appended to the old one until then. So no block is lost; one may come twice, which
// reading folds. Thread: UI.   GIL: not needed.
class HistoryFile {
public:
    struct Limits {
        std::size_t entries = 5000,
                    bytes = std::size_t{1} << 20;  // what shortening keeps; the file grows to twice the bytes
    };
    HistoryFile(std::filesystem::path path, Limits limits);
    ~HistoryFile();
    HistoryFile(const HistoryFile&) = delete;
    HistoryFile& operator=(const HistoryFile&) = delete;

    std::vector<std::string> read();  // since the last reading; all of a file that is another than then
    bool append(
        const std::string& block);  // false: not kept yet; the next time comes with it (a full disk has room again)
    std::string take_trouble();     // what went wrong, each thing once; "": nothing new

private:
    void trouble(const std::string& what, int error);
    std::optional<std::size_t> append_lines(const std::string& lines);
    bool write_lines(int file, std::string lines);
    void shorten();
    void bring_late_lines(int old, off_t from);
    std::string newest_lines(int file, off_t to) const;

    std::filesystem::path path_;
    const Limits limits_;
    int read_file_ = -1;  // kept open, so that no other file gets its number
    off_t read_to_ = 0;
    std::string waiting_;  // lines that could not be written
    bool told_ = false, told_of_damage_ = false;
    std::string trouble_;
};

// Leaves of equal blocks the last, and of all the last `limit`.
void fold_blocks(std::vector<std::string>& blocks, std::size_t limit);

std::string escape_block(std::string_view block);
std::string unescape_block(std::string_view line);

}  // namespace gimbal::console
