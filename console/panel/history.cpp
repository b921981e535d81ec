// The file is read once, from its end; later only appended to. A file that cannot be written costs the history, never the run.
#include "console/panel/history.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "console/panel/text/cells.h"

namespace gimbal::console {
namespace {

constexpr std::streamoff bytes_read_at_most = 1 << 20;
constexpr std::size_t entries_kept = 5000;

// What is no UTF-8 (a damaged file) would be no Python either.
std::string valid_utf8(std::string_view text) {
    std::string valid;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode(text, at);
        append_utf8(valid, point.value);
        at += point.bytes;
    }
    return valid;
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

History::History(std::filesystem::path file) : file_(std::move(file)) {
    if (!file_.empty()) load();
    stop_browsing();
}

void History::load() {
    std::ifstream in(file_, std::ios::binary);
    if (!in) return;
    in.seekg(0, std::ios::end);
    std::streamoff size = in.tellg();
    bool cut = size > bytes_read_at_most;
    in.seekg(cut ? size - bytes_read_at_most : 0);
    std::string line;
    if (cut) std::getline(in, line);                         // its first part is missing
    while (std::getline(in, line))
        if (!line.empty()) entries_.push_back(valid_utf8(unescape_block(line)));
    if (entries_.size() > entries_kept) entries_.erase(entries_.begin(), entries_.end() - static_cast<std::ptrdiff_t>(entries_kept));
}

void History::add(std::string block) {
    if (!entries_.empty() && entries_.back() == block) return stop_browsing();
    if (!file_.empty()) {
        std::error_code ignored;
        std::filesystem::create_directories(file_.parent_path(), ignored);
        int fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd >= 0) {
            std::string line = escape_block(block) + "\n";
            [[maybe_unused]] ssize_t written = ::write(fd, line.data(), line.size());
            ::close(fd);
        }
    }
    entries_.push_back(std::move(block));
    stop_browsing();
}

std::optional<std::string> History::previous(std::string_view typed) {
    if (at_ == 0) return std::nullopt;
    if (at_ == entries_.size()) half_typed_ = typed;
    return entries_[--at_];
}

std::optional<std::string> History::next() {
    if (at_ >= entries_.size()) return std::nullopt;
    return ++at_ == entries_.size() ? half_typed_ : entries_[at_];
}

}  // namespace gimbal::console
