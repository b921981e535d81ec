#include "gimbal/console/base/file_work.h"

#include <mutex>
#include <system_error>

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

namespace {
std::mutex& calling = *new std::mutex;  // never destroyed, because threads may outlive main()
FileWorkObserver* observing = nullptr;  // guarded by `calling`
std::uint64_t last_id = 0;              // guarded by `calling`
}  // namespace

// A forked child takes no lock of its parent's threads.
FileWork::FileWork(std::string_view verb, const std::filesystem::path& file) {
    if (in_forked_child()) return;
    std::error_code unknown_folder;
    const std::filesystem::path whole = std::filesystem::absolute(file, unknown_folder);
    std::lock_guard lock(calling);
    if (!observing) return;
    observing->file_work_begins(last_id + 1, verb, unknown_folder ? file : whole);
    id_ = ++last_id;
}

FileWork::~FileWork() {
    if (id_ == 0 || in_forked_child()) return;
    std::lock_guard lock(calling);
    if (observing) observing->file_work_ended(id_);
}

void observe_file_work(FileWorkObserver* observer) {
    std::lock_guard lock(calling);
    observing = observer;
}

}  // namespace gimbal::console
