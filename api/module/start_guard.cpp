#include "api/module/start_guard.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>

#include "gimbal/console/base/private_files.h"

namespace gimbal::module {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t most_bytes = 8192;  // a path and a word

// Returns what the ended program was loading. Empty if the program still runs, or was loading nothing.
std::string read(const fs::path& file, bool remove) {
    std::error_code error;
    const console::Descriptor opened = console::open_regular_file(file, O_RDONLY | O_NOFOLLOW, most_bytes, error);
    if (!opened || ::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) return {};
    std::string what = console::read_regular_file(file, most_bytes, error);
    if (remove) ::unlink(file.c_str());
    return what;
}

std::vector<std::string> crashes_in(const fs::path& folder, bool remove) {
    std::vector<std::string> crashes;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (std::string what = read(at->path(), remove); !what.empty()) crashes.push_back(std::move(what));
    return crashes;
}

}  // namespace

std::vector<std::string> StartGuard::take_crashes() { return crashes_in(folder_, true); }

bool StartGuard::has_crashes() const { return !crashes_in(folder_, false).empty(); }

void StartGuard::create() {
    std::error_code error;
    console::make_private_folders(folder_, error);
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    file_ = folder_ / (std::to_string(::getpid()) + "-" + std::to_string(now));
    lock_ = console::Descriptor(
        ::open(file_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, console::private_file_mode));
    failed_ = !lock_ || ::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0;
    if (failed_) finish();
}

// The file is written in one step and needs no sync: it must outlive the program, not the machine.
void StartGuard::loading(std::string_view what) {
    if (!lock_ && !failed_ && !what.empty()) create();
    if (!lock_) return;
    if (::ftruncate(lock_.get(), 0) != 0 || what.size() > most_bytes) return;
    if (::pwrite(lock_.get(), what.data(), what.size(), 0) < 0) finish();
}

void StartGuard::finish() {
    if (!lock_) return;
    ::unlink(file_.c_str());  // while it is locked
    lock_ = console::Descriptor();
}

}  // namespace gimbal::module
