// Watches the folder and not the file, because a rename over the file, or deleting and making it again, gives a new
// file each time.
#include "app/panels/editor/file_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::app {

namespace {

using console::Clock;
using console::Descriptor;
constexpr std::chrono::milliseconds rest{200}, between_looks{400};
constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB;

}  // namespace

FileStamp stamp_of(const std::filesystem::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return {};
    return {true, info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec * 1'000'000'000ll + info.st_mtim.tv_nsec};
}

struct FileWatch::Shared {
    Shared(std::filesystem::path watched, FileStamp known_, Changed tell)
        : path(std::move(watched)),
          changed(std::move(tell)),
          known(known_) {}
    void run();
    void watch_folders();
    void look();
    void wait();
    std::optional<std::chrono::milliseconds> patience();
    void poke() { (void)!::eventfd_write(wake.get(), 1); }

    const std::filesystem::path path;
    const Changed changed;
    const Descriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)}, notify{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    std::mutex mutex;  // guards the three below
    FileStamp known;
    bool often = false, over = false;
    FileStamp seen = known;  // only the thread uses this and the next two
    Clock::time_point seen_since;
    bool told_of_changes = false;  // by the system, in the folder of the name
};

FileWatch::FileWatch(std::filesystem::path path, FileStamp known, Changed changed)
    : shared_(std::make_shared<Shared>(std::move(path), known, std::move(changed))) {
    std::thread([shared = shared_] { shared->run(); }).detach();
}

FileWatch::~FileWatch() {
    {
        std::lock_guard lock(shared_->mutex);  // `changed` is called under it, so it is not being called now
        shared_->over = true;
    }
    shared_->poke();
}

void FileWatch::know(FileStamp stamp) {
    std::lock_guard lock(shared_->mutex);
    shared_->known = stamp;
}

void FileWatch::look_often(bool often) {
    {
        std::lock_guard lock(shared_->mutex);
        shared_->often = often;
    }
    shared_->poke();
}

// Watches the folder of the name, and that of the target if the name is a link.
void FileWatch::Shared::watch_folders() {
    std::error_code ignored;
    told_of_changes = ::inotify_add_watch(notify.get(), path.parent_path().c_str(), events) >= 0;
    const std::filesystem::path real = std::filesystem::canonical(path, ignored);
    if (!real.empty()) ::inotify_add_watch(notify.get(), real.parent_path().c_str(), events);
}

void FileWatch::Shared::run() {
    watch_folders();
    for (;;) {
        look();
        {
            std::lock_guard lock(mutex);
            if (over) return;
        }
        wait();
    }
}

void FileWatch::Shared::look() {
    const FileStamp now = stamp_of(path);
    if (now != seen) {
        seen = now;
        seen_since = Clock::now();
    }
    std::lock_guard lock(mutex);
    if (over || !seen.exists || seen == known || Clock::now() - seen_since < rest) return;
    known = seen;
    changed(seen);
}

// The time until the file has rested, or until the next look. Without either: until the folder changes. If the system
// does not report that, because it has no watches left or the folder is missing, the file is looked at often.
std::optional<std::chrono::milliseconds> FileWatch::Shared::patience() {
    std::lock_guard lock(mutex);
    if (seen.exists && seen != known)
        return std::chrono::ceil<std::chrono::milliseconds>(seen_since + rest - Clock::now());
    return often || !told_of_changes ? std::optional(between_looks) : std::nullopt;
}

void FileWatch::Shared::wait() {
    const auto patience = this->patience();
    pollfd sources[] = {{wake.get(), POLLIN, 0}, {notify.get(), POLLIN, 0}};
    ::poll(sources, 2, patience ? static_cast<int>(std::max<std::int64_t>(1, patience->count())) : -1);
    eventfd_t told = 0;
    (void)!::eventfd_read(wake.get(), &told);
    alignas(inotify_event) char names[4096];
    while (::read(notify.get(), names, sizeof names) > 0) {}  // discards the events, because look() checks the file
}

}  // namespace gimbal::app
