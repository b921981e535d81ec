// The file `lock` is locked as long as the window lives. A file system without locks counts as free.
#include "app/window/session/work_folder.h"

#include <fcntl.h>
#include <pthread.h>
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

constexpr const char *lock_name = "lock", *work_name = "work.json", *scene_name = "scene.gimbal";
constexpr const char* restoring_name = "restoring";
const std::string scene_word = "scene", all_word = "all", again = " again";  // what was restored
constexpr std::string_view aside_start = "aside-", discarded_start = "discarded-";
constexpr std::size_t most_bytes = 64 << 20;  // of work.json: a script has 10 MB at most, and JSON escapes it
constexpr std::size_t folders_kept = 10, aside_kept = 3;

// A forked child must not keep the lock when its parent has ended.
std::atomic<int> lock_of_parent{-1};
[[maybe_unused]] const int fork_watch = pthread_atfork(nullptr, nullptr, [] {
    if (const int lock = lock_of_parent.exchange(-1); lock >= 0) ::close(lock);
});

console::Descriptor locked(const fs::path& folder, int flags) {
    console::Descriptor lock(
        ::open((folder / lock_name).c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, console::private_file_mode));
    return lock && console::lock_file(lock.get()) ? std::move(lock) : console::Descriptor();
}

std::string time_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::to_string(std::chrono::nanoseconds(now).count());
}

enum class FolderKind { session, aside, discarded };

FolderKind kind_of(const fs::path& folder) {
    const std::string name = folder.filename().string();
    if (name.starts_with(discarded_start)) return FolderKind::discarded;
    return name.starts_with(aside_start) ? FolderKind::aside : FolderKind::session;
}

// Newest first: the names end with the time.
std::vector<fs::path> folders_in(const fs::path& root, FolderKind kind) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;
        if (at->is_directory(gone) && !at->is_symlink(gone) && kind_of(at->path()) == kind)
            folders.push_back(at->path());
    }
    std::ranges::sort(folders, std::greater());
    return folders;
}

std::optional<KeptWork> read_work(const fs::path& folder) {
    std::error_code ignored;
    auto work = read_kept_work(console::read_regular_file(folder / work_name, most_bytes, ignored, O_NOFOLLOW));
    if (!fs::is_regular_file(folder / scene_name, ignored)) return work;
    if (!work) work.emplace();  // the program ended before it was written
    // The two files are not written at once. Only a restart keeps a scene that is saved.
    work->scene_modified |= !work->restarted;
    return work;
}

void forget_scene(KeptWork& work) {
    work.scene_file.clear();
    work.scene_modified = false;
    work.selection.clear();
}

// The next start must not look for the scene, even if this one ends before it has kept anything. On a full disk nothing
// is written, so the next start looks for it.
void write_without_scene(const fs::path& folder, const KeptWork& work) {
    try {
        console::write_file_atomically(folder / work_name, text_of(work), console::private_file_mode);
    } catch (const std::system_error&) {}
}

// Under its new name nobody takes the folder for work that is kept, even if a kill leaves half of it.
void discard_folder(const fs::path& folder) {
    std::error_code error, ignored;
    const fs::path discarded = folder.parent_path() / (std::string(discarded_start) + folder.filename().string());
    fs::rename(folder, discarded, error);
    fs::remove_all(error ? folder : discarded, ignored);
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

std::optional<KeptWork> WorkFolder::take_over(bool other_cause) {
    std::lock_guard guard(mutex_);
    std::optional<KeptWork> work;
    std::size_t kept = 0;
    std::error_code left;
    for (const fs::path& folder : folders_in(root_, FolderKind::discarded)) fs::remove_all(folder, left);
    for (const fs::path& folder : folders_in(root_, FolderKind::session)) {
        console::Descriptor lock = locked(folder, O_RDWR);
        if (!lock) continue;
        std::optional<KeptWork> read;
        std::error_code ignored;
        if (++kept <= folders_kept) read = read_work(folder);
        if (read && !other_cause) set_aside_what_failed(folder, read);
        if (!read) {
            remove_unread(folder);
        } else if (work) {
            ++left_for_others_;
        } else {
            remove_left_overs(folder);
            work = std::move(read);
            folder_ = folder;
            tried_ = fs::exists(folder / restoring_name, ignored);
            lock_ = std::move(lock);
            lock_of_parent = lock_.get();
        }
    }
    return work;
}

// Work that cannot be read, perhaps only now or only by this version, or too old, is set aside.
void WorkFolder::remove_unread(const fs::path& folder) {
    std::error_code ignored;
    const auto has = [&](const char* name) { return fs::is_regular_file(fs::symlink_status(folder / name, ignored)); };
    if (has(work_name) || has(scene_name)) fs::rename(folder, new_aside(), ignored);
    else fs::remove_all(folder, ignored);
}

// Nothing is copied, so a full disk loses nothing. A folder that cannot be renamed is restored once more.
void WorkFolder::set_aside_what_failed(const fs::path& folder, std::optional<KeptWork>& work) {
    std::error_code error;
    const std::string failed = console::read_regular_file(folder / restoring_name, most_bytes, error, O_NOFOLLOW);
    if (failed == scene_word + again && move_scene(folder, *work)) {
        forget_scene(*work);
        write_without_scene(folder, *work);
        fs::remove(folder / restoring_name, error);
    }
    if (failed != all_word + again) return;
    const fs::path aside = new_aside();
    fs::rename(folder, aside, error);
    if (error) return;
    fs::remove(aside / restoring_name, error);
    work.reset();
}

// A scene that has a file and no changes is set aside by its name alone. The scene is moved first, because it can be
// restored without the other file, but a name without its scene cannot.
bool WorkFolder::move_scene(const fs::path& folder, KeptWork work) {
    std::error_code error;
    if (!fs::exists(folder / scene_name, error) && is_set_aside(work)) return true;
    const fs::path aside = new_aside();
    work.script.reset();
    console::make_private_folders(aside, error);
    fs::rename(folder / scene_name, aside / scene_name, error);
    const bool moved = !error;
    if (!moved && error != std::errc::no_such_file_or_directory) return false;
    try {
        console::write_file_atomically(aside / work_name, text_of(work), console::private_file_mode);
        return true;
    } catch (const std::system_error&) { return moved; }
}

// A kill can end the program after the move of the scene and before the list of work says so.
bool WorkFolder::is_set_aside(const KeptWork& work) const {
    if (!work.has_scene()) return true;
    const std::optional<AsideWork> last = aside();
    if (!last || last->work.script) return false;
    const bool is_moved = work.scene_modified && fs::exists(last->scene_file());
    return is_moved || last->work.scene_file == work.scene_file;
}

// Removes the oldest.
fs::path WorkFolder::new_aside() {
    const std::vector<fs::path> all = folders_in(root_, FolderKind::aside);
    for (std::size_t i = aside_kept - 1; i < all.size(); ++i) discard_folder(all[i]);
    return root_ / (std::string(aside_start) + time_now());
}

bool WorkFolder::set_scene_aside(const KeptWork& work) {
    std::lock_guard guard(mutex_);
    return !folder_.empty() && move_scene(folder_, work);
}

std::optional<AsideWork> WorkFolder::aside() const {
    for (const fs::path& folder : folders_in(root_, FolderKind::aside))
        if (std::optional<KeptWork> work = read_work(folder)) return AsideWork{folder, std::move(*work)};
    return std::nullopt;
}

void WorkFolder::discard(const AsideWork& aside) { discard_folder(aside.folder); }

// Without a sync: it must outlive the program, not the machine. An older mark is a prefix of this one, so the file need
// not be truncated.
void WorkFolder::restoring(const KeptWork& work) {
    std::lock_guard guard(mutex_);
    if (folder_.empty()) return;
    std::error_code ignored;
    const bool scene = work.has_scene() || fs::exists(scene_file(), ignored);
    const console::Descriptor file(::open((folder_ / restoring_name).c_str(),
                                          O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, console::private_file_mode));
    const std::string word = (scene ? scene_word : all_word) + (tried_ ? again : "");
    if (file) [[maybe_unused]]
        const auto written = ::write(file.get(), word.data(), word.size());
}

void WorkFolder::restored() {
    std::lock_guard guard(mutex_);
    std::error_code ignored;
    if (!folder_.empty()) fs::remove(folder_ / restoring_name, ignored);
}

std::string WorkFolder::make() {
    std::lock_guard guard(mutex_);
    return make_locked();
}

std::string WorkFolder::make_locked() {
    if (removed_) return root_.string() + ": the window closes";
    if (!folder_.empty()) return {};
    const fs::path folder = root_ / (time_now() + "-" + std::to_string(::getpid()));
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

std::string WorkFolder::write_work(const KeptWork& work) {
    std::lock_guard guard(mutex_);
    if (removed_) return {};
    try {
        if (std::string error = make_locked(); !error.empty()) return error;
        console::write_file_atomically(folder_ / work_name, text_of(work), console::private_file_mode);
        return {};
    } catch (const std::exception& error) { return error.what(); }
}

void WorkFolder::remove_scene() {
    std::lock_guard guard(mutex_);
    std::error_code ignored;
    if (!folder_.empty()) fs::remove(scene_file(), ignored);
}

void WorkFolder::remove() {
    std::lock_guard guard(mutex_);
    removed_ = true;
    if (!folder_.empty()) discard_folder(folder_);
}

}  // namespace gimbal::app
