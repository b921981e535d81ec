// POSIX: rename() replaces a name in one step; fsync() of the file before it and of the folder after it make that last.
#include "gimbal/console/base/atomic_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <string>
#include <system_error>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, int error = errno) {
    throw std::system_error(error, std::generic_category(), path.string());
}

// The file that a chain of symbolic links names, which need not exist.
fs::path without_links(fs::path path) {
    constexpr int most_links = 40;  // as the kernel
    std::error_code no_link;
    for (int i = 0; i < most_links; ++i) {
        const fs::path next = fs::read_symlink(path, no_link);
        if (no_link) return path;
        path = path.parent_path() / next;  // an absolute `next` replaces the folder
    }
    fail(path, ELOOP);
}

fs::path folder_of(const fs::path& file) { return file.parent_path().empty() ? "." : file.parent_path(); }

// True if there is an old file; its attributes are in `old`.
bool check_target(const fs::path& target, struct stat& old) {
    if (::stat(target.c_str(), &old) != 0) {
        if (errno != ENOENT) fail(target);
        return false;
    }
    if (S_ISDIR(old.st_mode)) fail(target, EISDIR);
    if (!S_ISREG(old.st_mode)) fail(target, EINVAL);
    if (::access(target.c_str(), W_OK) != 0) fail(target);
    return true;
}

// Failure is no error: a foreign file system may know no owners or modes, and the content matters more.
void keep_mode_and_owner(int descriptor, const struct stat& old) {
    struct stat now {};
    if (::fstat(descriptor, &now) != 0) return;
    mode_t mode = old.st_mode & 07777;
    const bool owned_alike = now.st_uid == old.st_uid && now.st_gid == old.st_gid;
    if (!owned_alike && ::fchown(descriptor, old.st_uid, old.st_gid) != 0) {
        mode &= ~static_cast<mode_t>(S_ISUID | S_ISGID);  // these would act for another owner
        [[maybe_unused]] const int kept = ::fchown(descriptor, static_cast<uid_t>(-1), old.st_gid);
    }
    [[maybe_unused]] const int kept = ::fchmod(descriptor, mode);
}

void sync(const Descriptor& file, const fs::path& path) {
    if (::fsync(file.get()) != 0 && errno != EINVAL && errno != ENOTSUP) fail(path);  // these: it cannot be synced
}

void sync_folder(const fs::path& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened) sync(opened, folder);  // else a folder that may be written but not read
}

constexpr std::string_view temporary_end = ".part";

// Temporary files of `target` are named START, process id, dot, number, `temporary_end`.
std::string temporary_start(const fs::path& target) {
    constexpr std::size_t most_bytes = 200;  // of a name that may have 255
    const std::string name = target.filename().string();
    return "." + name.substr(0, utf8_boundary(name, most_bytes)) + ".";
}

// Creates a file that did not exist: O_EXCL follows no link and opens no file of somebody else. The lock shows that
// somebody writes it.
int create_beside(const fs::path& target, unsigned mode, fs::path& created) {
    static std::atomic<unsigned> number{0};
    const std::string start = temporary_start(target) + std::to_string(::getpid());
    for (int attempt = 0; attempt < 1000; ++attempt) {
        created = target.parent_path() / (start + "." + std::to_string(number++) + std::string(temporary_end));
        const int descriptor = ::open(created.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (descriptor >= 0) ::flock(descriptor, LOCK_EX | LOCK_NB);
        if (descriptor >= 0 || errno != EEXIST) return descriptor;
    }
    return -1;
}

// `rest` of a temporary file's name: process id, dot, number, end. 0: it is none.
pid_t writer_of(std::string_view rest) {
    if (!rest.ends_with(temporary_end)) return 0;
    rest.remove_suffix(temporary_end.size());
    pid_t process = 0;
    unsigned number = 0;
    const char* end = rest.data() + rest.size();
    const auto [dot, process_error] = std::from_chars(rest.data(), end, process);
    if (process_error != std::errc() || dot == end || *dot != '.') return 0;
    const auto [last, number_error] = std::from_chars(dot + 1, end, number);
    return number_error == std::errc() && last == end && process > 0 ? process : 0;
}

// The process id may belong to another computer that shares the folder, so the lock counts too.
void remove_if_left_over(const fs::path& file, pid_t process) {
    if (::kill(process, 0) == 0 || errno != ESRCH) return;
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (opened && ::flock(opened.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
}

}  // namespace

AtomicFile::AtomicFile(const fs::path& target, unsigned mode) : target_(without_links(target)) {
    struct stat old {};
    const bool exists = check_target(target_, old);
    // Nobody else reads the new content before it has the old file's permissions.
    file_ = Descriptor(create_beside(target_, exists ? 0600 : mode, temporary_));
    if (!file_) fail(target_);
    if (exists) keep_mode_and_owner(file_.get(), old);
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(target_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write_at(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(target_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

void AtomicFile::commit() {
    sync(file_, target_);
    if (::close(file_.release()) != 0 && errno != EINTR) fail(target_);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(target_);
    temporary_.clear();
    sync_folder(folder_of(target_));
}

void write_file_atomically(const fs::path& target, std::string_view bytes, unsigned mode) {
    AtomicFile file(target, mode);
    file.write(bytes);
    file.commit();
}

void remove_left_over_files(const fs::path& target) {
    const fs::path real = without_links(target);
    const std::string start = temporary_start(real);
    std::error_code error;
    for (fs::directory_iterator entry(folder_of(real), error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(start)) continue;
        if (const pid_t process = writer_of(std::string_view(name).substr(start.size())))
            remove_if_left_over(entry->path(), process);
    }
}

}  // namespace gimbal::console
