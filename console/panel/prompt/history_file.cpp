// Opens the file for each operation, because another program may have replaced it since.
#include "panel/prompt/history_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ranges>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/base/private_files.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

std::string read_from(int fd, off_t from, off_t to) {
    std::string bytes(static_cast<std::size_t>(std::max<off_t>(0, to - from)), '\0');
    std::size_t done = 0;
    for (ssize_t got; done < bytes.size(); done += static_cast<std::size_t>(got)) {
        got = ::pread(fd, bytes.data() + done, bytes.size() - done, from + static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) got = 0;
        else if (got <= 0) break;
    }
    bytes.resize(done);
    return bytes;
}

// Searches the last bytes only. 0: there is none.
off_t end_of_last_line(int fd, off_t size, off_t at_most) {
    const off_t from = std::max<off_t>(0, size - at_most);
    const std::size_t newline = read_from(fd, from, size).rfind('\n');
    return newline == std::string::npos ? 0 : from + static_cast<off_t>(newline) + 1;
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// Invalid UTF-8 (a damaged file) and NUL are not valid in Python source.
std::string valid_text(std::string_view text, bool& damaged) {
    std::string valid;
    valid.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        const bool sound = point.value != 0 && (point.value != 0xFFFD || point.bytes == 3);
        damaged |= !sound;
        append_utf8(valid, sound ? point.value : U'\uFFFD');
        at += point.bytes;
    }
    return valid;
}

std::vector<std::string> blocks_of(std::string_view text, bool& damaged) {
    std::vector<std::string> blocks;
    while (!text.empty()) {
        std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) blocks.push_back(valid_text(unescape_block(text.substr(0, end)), damaged));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return blocks;
}

std::string joined_backwards(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines | std::views::reverse) text += line;
    return text;
}

bool is_same_file(int fd, const struct stat& wanted) {
    struct stat there;
    return fd >= 0 && ::fstat(fd, &there) == 0 && there.st_ino == wanted.st_ino && there.st_dev == wanted.st_dev;
}

bool is_file_at(const std::filesystem::path& path, const struct stat& wanted) {
    struct stat there;
    return ::stat(path.c_str(), &there) == 0 && there.st_ino == wanted.st_ino && there.st_dev == wanted.st_dev;
}

}  // namespace

std::string escape_block(std::string_view block) {
    std::string line;
    for (char c : block) {
        if (c == '\\') line += "\\\\";
        else if (c == '\n') line += "\\n";
        else line += c;
    }
    return line;
}

std::string unescape_block(std::string_view line) {
    std::string block;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\' || i + 1 == line.size()) block += line[i];
        else block += line[++i] == 'n' ? '\n' : line[i];
    }
    return block;
}

void fold_blocks(std::vector<std::string>& blocks, std::size_t limit) {
    std::unordered_set<std::string_view> seen;
    std::vector<char> kept(blocks.size(), 0);
    for (std::size_t i = blocks.size(); i-- > 0 && seen.size() < limit;) kept[i] = seen.insert(blocks[i]).second;
    std::size_t count = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (!kept[i]) continue;
        if (count != i) blocks[count] = std::move(blocks[i]);
        ++count;
    }
    blocks.resize(count);
}

// Resolves a symbolic link, so that its target is replaced and not the link.
HistoryFile::HistoryFile(std::filesystem::path path, Limits limits) : path_(std::move(path)), limits_(limits) {
    std::error_code ignored;
    std::filesystem::path real = std::filesystem::weakly_canonical(path_, ignored);
    if (!ignored && !real.empty()) path_ = real;
}

HistoryFile::~HistoryFile() {
    if (read_file_ >= 0) ::close(read_file_);
}

void HistoryFile::trouble(const std::string& what, int error) {
    if (std::exchange(reported_, true)) return;
    trouble_ = "The history is not kept: " + what + " " + path_.string() + ": " +
               std::generic_category().message(error);
}

std::string HistoryFile::take_trouble() { return std::exchange(trouble_, {}); }

std::vector<std::string> HistoryFile::read() {
    Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // does not block if it is a pipe
    struct stat found;
    if (!file || ::fstat(file.get(), &found) != 0) {
        if (errno != ENOENT && errno != ENOTDIR) trouble("cannot read", errno);
        return {};
    }
    if (!S_ISREG(found.st_mode)) return trouble("not a plain file:", EINVAL), std::vector<std::string>{};
    const bool anew = !is_same_file(read_file_, found) || found.st_size < read_to_;
    if (anew) {
        if (read_file_ >= 0) ::close(read_file_);
        read_file_ = file.release();
        read_to_ = 0;
    }
    const auto at_most = static_cast<off_t>(2 * limits_.bytes);
    const bool cut = found.st_size - read_to_ > at_most;
    const off_t from = cut ? found.st_size - at_most : read_to_;
    const std::string bytes = read_from(read_file_, from, found.st_size);
    const std::size_t end = bytes.rfind('\n') + 1;  // npos + 1 is 0: no complete line
    std::string_view text = bytes;
    if (!anew) text = text.substr(0, end);  // another program is writing that line; keep it at the first read
    if (cut) text.remove_prefix(std::min(text.find('\n'), text.size()));
    read_to_ = from + static_cast<off_t>(end);
    bool damaged = false;
    std::vector<std::string> blocks = blocks_of(text, damaged);
    if (damaged && !std::exchange(reported_damage_, true))
        trouble_ = "The history file " + path_.string() + " is damaged. Its readable part is used.";
    return blocks;
}

// One write at the end of the file. Completes an unfinished last line first.
bool HistoryFile::write_lines(int file, std::string lines) {
    struct stat found;
    char last = '\n';
    if (::fstat(file, &found) == 0 && found.st_size > 0 && ::pread(file, &last, 1, found.st_size - 1) == 1 &&
        last != '\n')
        lines.insert(0, 1, '\n');
    return write_all(file, lines);
}

bool HistoryFile::append(const std::string& block) {
    std::error_code no_folder;
    make_private_folders(path_.parent_path(), no_folder);
    if (no_folder) trouble("cannot write", no_folder.value());  // open() would only say that it is missing
    waiting_ += escape_block(block) + "\n";
    const auto size = append_lines(waiting_);
    if (size) waiting_.clear();
    else if (waiting_.size() > limits_.bytes)
        waiting_.erase(0, waiting_.find('\n', waiting_.size() - limits_.bytes) + 1);
    if (size && *size > 2 * limits_.bytes) shorten();
    return size.has_value();
}

// Returns the size before, or nothing if the write failed. If the file is replaced meanwhile, the new one may lack the
// lines.
std::optional<std::size_t> HistoryFile::append_lines(const std::string& lines) {
    std::optional<std::size_t> size;
    for (int attempt = 0; attempt < 100; ++attempt) {
        Descriptor file(::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600));
        struct stat found;
        if (!file || ::fstat(file.get(), &found) != 0) return trouble("cannot write", errno), size;
        if (!S_ISREG(found.st_mode)) return trouble("not a plain file:", EINVAL), size;
        if ((found.st_mode & 077) != 0) [[maybe_unused]]
            int not_ours = ::fchmod(file.get(), 0600);
        if (!write_lines(file.get(), lines)) return trouble("cannot write", errno), size;
        size = static_cast<std::size_t>(found.st_size);
        if (is_file_at(path_, found)) break;
    }
    return size;
}

// Keeps the last of equal blocks, and the newest that fit, without any that is larger than the limit alone. Reads the
// file backwards in pieces, because a file that no program could shorten can have any size.
std::string HistoryFile::newest_lines(int file, off_t to) const {
    constexpr off_t piece = off_t{1} << 20;
    std::vector<std::string> kept;  // newest first
    std::unordered_set<std::string> seen;
    std::size_t bytes = 0;
    std::string open_line;  // its beginning is in the previous piece
    bool too_long = false;  // so is that of a line that is left out
    while (to > 0) {
        const off_t from = std::max<off_t>(0, to - piece);
        std::string text = read_from(file, from, to);
        if (too_long) text.erase(text.rfind('\n') + 1);
        else text += open_line;
        too_long = too_long && text.empty();
        const std::size_t first = from > 0 ? std::min(text.find('\n'), text.size() - 1) + 1 : 0;
        bool damaged = false;
        std::vector<std::string> blocks = blocks_of(std::string_view(text).substr(first), damaged);
        for (std::string& block : blocks | std::views::reverse) {
            if (!seen.insert(block).second) continue;
            std::string line = escape_block(block) + "\n";
            if (line.size() > limits_.bytes) continue;
            bytes += line.size();
            if (bytes > limits_.bytes || kept.size() == limits_.entries) return joined_backwards(kept);
            kept.push_back(std::move(line));
        }
        open_line = text.substr(0, first);
        too_long = too_long || open_line.size() > limits_.bytes;
        to = from;
    }
    return joined_backwards(kept);
}

void HistoryFile::shorten() {
    std::error_code other_file;
    Descriptor old = open_regular_file(path_, O_RDONLY, SIZE_MAX, other_file);
    struct stat found;
    if (!old || ::flock(old.get(), LOCK_EX | LOCK_NB) != 0 || ::fstat(old.get(), &found) != 0)
        return;                             // another program is shortening it
    if (!is_file_at(path_, found)) return;  // another program has shortened it
    const off_t read_to = end_of_last_line(old.get(), found.st_size, static_cast<off_t>(2 * limits_.bytes));
    try {
        write_file_atomically(path_, newest_lines(old.get(), read_to), 0600);
    } catch (const std::system_error&) { return; }
    bring_late_lines(old.get(), read_to);  // from now on writers find the new file
}

// Appends as any other program does, because another program may shorten the new file already. Copies complete lines
// only; waits a moment for a line that is being written.
void HistoryFile::bring_late_lines(int old, off_t from) {
    struct stat found;
    for (int looks = 0; looks < 1000 && ::fstat(old, &found) == 0 && found.st_size > from; ++looks) {
        std::string late = read_from(old, from, found.st_size);
        late.resize(late.rfind('\n') + 1);
        if (!late.empty() && !append_lines(late)) return;
        from += static_cast<off_t>(late.size());
    }
}

}  // namespace gimbal::console
