// A descriptor is identified by its number and its file, because a library may close it and its number may be reused.
#include "gimbal/console/base/host_descriptors.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
constexpr std::size_t most_descriptors = 4096;                          // higher numbers are not protected
std::array<std::atomic<std::uint64_t>, most_descriptors> identities{};  // 0: not the host's
std::atomic<pid_t> host{0};                                             // 0: no descriptor is noted yet

std::uint64_t identity_of(int number) noexcept {
    const int kept = errno;
    struct stat status {};
    const bool open = fstat(number, &status) == 0;
    errno = kept;
    return open ? (static_cast<std::uint64_t>(status.st_dev) << 40 ^ status.st_ino) | 1 : 0;
}

bool has_place(int number) noexcept { return number >= 0 && static_cast<std::size_t>(number) < most_descriptors; }

std::atomic<std::uint64_t>& place_of(int number) noexcept { return identities[static_cast<std::size_t>(number)]; }

// On other threads a library or the interpreter may act for a script.
bool is_host_thread() noexcept {
    const ThreadRole role = thread_role();
    return role == ThreadRole::ui || role == ThreadRole::worker || role == ThreadRole::supervisor ||
           role == ThreadRole::output || getpid() != host.load();
}

std::vector<int> open_descriptors() {
    std::vector<int> found;
    DIR* folder = opendir("/proc/self/fd");
    if (!folder) return found;
    while (const dirent* entry = readdir(folder)) {
        const int number = std::atoi(entry->d_name);
        if (number > 2 && number != dirfd(folder)) found.push_back(number);
    }
    closedir(folder);
    std::ranges::sort(found);
    return found;
}
}  // namespace

void note_host_descriptor(int number) noexcept {
    if (!has_place(number)) return;
    place_of(number).store(identity_of(number));
    if (host.load() == 0) host.store(getpid());
}

void forget_host_descriptor(int number) noexcept {
    if (has_place(number)) place_of(number).store(0);
}

void forget_host_descriptors() noexcept {
    for (auto& identity : identities) identity.store(0);
}

bool is_host_descriptor(int number) noexcept {
    if (!has_place(number)) return false;
    const std::uint64_t noted = place_of(number).load();
    return noted != 0 && noted == identity_of(number);
}

std::vector<int> host_descriptors(int low, int high) {
    std::vector<int> found;
    for (int number = std::max(low, 0); number < high && has_place(number); ++number)
        if (is_host_descriptor(number)) found.push_back(number);
    return found;
}

void close_host_descriptor(int number) noexcept {
    if (number < 0) return;
    forget_host_descriptor(number);
    close(number);
}

bool may_close(int number) noexcept { return !is_host_descriptor(number) || is_host_thread(); }

int next_kept_descriptor(unsigned from) noexcept {
    if (is_host_thread()) return -1;
    for (std::size_t number = from; number < most_descriptors; ++number)
        if (is_host_descriptor(static_cast<int>(number))) return static_cast<int>(number);
    return -1;
}

void note_open_descriptors() {
    for (const int number : open_descriptors()) note_host_descriptor(number);
}

HostDescriptorScope::HostDescriptorScope() : before_(open_descriptors()) {}

HostDescriptorScope::~HostDescriptorScope() {
    for (const int number : open_descriptors())
        if (!std::ranges::binary_search(before_, number)) note_host_descriptor(number);
}

}  // namespace gimbal::console
