// The file `lock` is locked as long as the window lives. A file system without locks counts as free.
#include "app/window/session/work_folder.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <system_error>
#include <vector>

#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/private_files.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

constexpr const char *lock_name = "lock", *work_name = "work.json";
constexpr std::size_t most_bytes = 64 << 20;  // of work.json: a script has 10 MB at most, and JSON escapes it
constexpr std::size_t folders_kept = 10;

// A forked child must not keep the lock when its parent has ended.
std::atomic<int> lock_of_parent{-1};
[[maybe_unused]] const int fork_watch = pthread_atfork(nullptr, nullptr, [] {
    if (const int lock = lock_of_parent.exchange(-1); lock >= 0) ::close(lock);
});

console::Descriptor locked(const fs::path& folder, int flags) {
    console::Descriptor lock(
        ::open((folder / lock_name).c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, console::private_file_mode));
    if (!lock || (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)) return console::Descriptor();
    struct stat there {};  // another window may have removed it between open() and flock()
    return ::fstat(lock.get(), &there) == 0 && there.st_nlink > 0 ? std::move(lock) : console::Descriptor();
}

// Newest first: the names begin with the time.
std::vector<fs::path> folders_in(const fs::path& root) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;
        if (at->is_directory(gone) && !at->is_symlink(gone)) folders.push_back(at->path());
    }
    std::ranges::sort(folders, std::greater());
    return folders;
}

// Temporary files of a window that was killed during a write.
void remove_left_overs(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> parts;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".gimbal-part") parts.push_back(at->path());
    for (const fs::path& part : parts) fs::remove(part, error);
}

}  // namespace

WorkFolder::~WorkFolder() {
    int mine = lock_.get();
    lock_of_parent.compare_exchange_strong(mine, -1);
}

std::optional<KeptWork> WorkFolder::take_over() {
    std::lock_guard guard(mutex_);
    std::optional<KeptWork> work;
    std::size_t kept = 0;
    for (const fs::path& folder : folders_in(root_)) {
        console::Descriptor lock = locked(folder, O_RDWR);
        if (!lock) continue;
        std::optional<KeptWork> read;
        std::error_code ignored;
        if (++kept <= folders_kept)
            read = read_kept_work(console::read_regular_file(folder / work_name, most_bytes, ignored, O_NOFOLLOW));
        if (!read) {
            fs::remove_all(folder, ignored);
        } else if (!work) {
            remove_left_overs(folder);
            work = std::move(read);
            folder_ = folder;
            lock_ = std::move(lock);
            lock_of_parent = lock_.get();
        }
    }
    return work;
}

std::string WorkFolder::make() {
    std::lock_guard guard(mutex_);
    return make_locked();
}

std::string WorkFolder::make_locked() {
    if (removed_) return root_.string() + ": the window closes";
    if (!folder_.empty()) return {};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const fs::path folder = root_ /
                            (std::to_string(std::chrono::nanoseconds(now).count()) + "-" + std::to_string(::getpid()));
    std::error_code error;
    console::make_private_folders(root_, error);
    if (!error && ::mkdir(folder.c_str(), 0700) != 0) error = std::error_code(errno, std::generic_category());
    if (error) return folder.string() + ": " + error.message();
    lock_ = locked(folder, O_RDWR | O_CREAT | O_EXCL);
    if (!lock_) return (folder / lock_name).string() + ": " + std::generic_category().message(errno);
    lock_of_parent = lock_.get();
    folder_ = folder;
    return {};
}

std::string WorkFolder::write_work(const std::string& text) {
    std::lock_guard guard(mutex_);
    if (removed_) return {};
    if (std::string error = make_locked(); !error.empty()) return error;
    try {
        console::write_file_atomically(folder_ / work_name, text, console::private_file_mode);
        return {};
    } catch (const std::system_error& error) { return error.what(); }
}

void WorkFolder::remove_scene() {
    std::lock_guard guard(mutex_);
    std::error_code ignored;
    if (!folder_.empty()) fs::remove(scene_file(), ignored);
}

void WorkFolder::remove() {
    std::lock_guard guard(mutex_);
    removed_ = true;
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace gimbal::app
