// One line per console, its number and its text, then an end mark. Without the mark the program crashed during a write.
#include "panel/prompt/drafts.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <system_error>

#include "gimbal/console/base/private_files.h"
#include "panel/prompt/history_file.h"

namespace gimbal::console {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view end_mark = "whole\n";
constexpr double delay_seconds = 1;
constexpr std::size_t max_bytes = 1 << 20;  // nobody types more than this

std::string content_of(const Descriptor& file) {
    std::string text(static_cast<std::size_t>(std::max<off_t>(0, ::lseek(file.get(), 0, SEEK_END))), '\0');
    const ssize_t got = ::pread(file.get(), text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, got)));
    return text;
}

std::vector<Draft> drafts_in(std::string_view text) {
    std::vector<Draft> drafts;
    while (!text.empty() && !text.starts_with(end_mark)) {
        const std::size_t end = text.find('\n'), space = text.find(' ');
        Draft draft;
        if (end == std::string_view::npos || space >= end) return {};
        if (std::from_chars(text.data(), text.data() + space, draft.console).ec != std::errc()) return {};
        draft.text = unescape_block(text.substr(space + 1, end - space - 1));
        drafts.push_back(std::move(draft));
        text.remove_prefix(end + 1);
    }
    return text.empty() ? std::vector<Draft>{} : drafts;  // truncated: do not trust it
}

std::vector<fs::path> newest_first(const fs::path& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code gone;
        const fs::file_time_type time = entry->last_write_time(gone);
        if (!gone && entry->is_regular_file(gone)) files.emplace_back(time, entry->path());
    }
    std::ranges::sort(files, std::greater());
    std::vector<fs::path> paths;
    for (auto& [time, path] : files) paths.push_back(std::move(path));
    return paths;
}

}  // namespace

Drafts::~Drafts() {
    if (open_ && content_of(open_).empty()) ::unlink(file_.c_str());  // while it is locked
}

std::vector<Draft> Drafts::take_over() {
    if (folder_.empty() || open_) return {};
    for (const fs::path& path : newest_first(folder_)) {
        std::error_code other_file;  // O_NOFOLLOW: a link would lead to a file that is not ours
        Descriptor file = open_regular_file(path, O_RDWR | O_NOFOLLOW, max_bytes, other_file);
        if (!file || !lock_file(file.get())) continue;
        std::vector<Draft> drafts = drafts_in(content_of(file));
        if (!drafts.empty()) {
            file_ = path;
            open_ = std::move(file);
            return drafts;
        }
        ::unlink(path.c_str());
    }
    return {};
}

void Drafts::make_file() {
    std::error_code ignored;
    make_private_folders(folder_, ignored);
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    file_ = folder_ / (std::to_string(::getpid()) + "-" + std::to_string(now));
    open_ = Descriptor(::open(file_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, private_file_mode));
    if (open_) lock_file(open_.get());
}

void Drafts::write(const std::vector<Draft>& drafts) {
    std::string text;
    for (const Draft& draft : drafts)
        if (!draft.text.empty()) text += std::to_string(draft.console) + " " + escape_block(draft.text) + "\n";
    if (!text.empty()) text += end_mark;
    if (text.size() > max_bytes || folder_.empty() || (!open_ && text.empty())) return;
    if (!open_) make_file();
    if (!open_) return;
    // Text after the mark is never read, so the file is valid before it is truncated, too.
    const bool written = ::pwrite(open_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    if (::ftruncate(open_.get(), written ? static_cast<off_t>(text.size()) : 0) != 0) return;
}

void Drafts::note(std::uint64_t revision, bool at_once, double now) {
    if (std::exchange(revision_, revision) == revision) return;
    due_ = at_once ? now : std::min(due_, now + delay_seconds);
}

void Drafts::keep(std::vector<Draft> drafts) {
    due_ = HUGE_VAL;
    if (drafts == kept_) return;
    kept_ = std::move(drafts);
    write(kept_);
}

}  // namespace gimbal::console
