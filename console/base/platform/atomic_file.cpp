// POSIX: rename() replaces a name in one step. fsync() of the file before it, and of the folder after it, write that to
// the disk.
#include "gimbal/console/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/platform/temporary_files.h"

namespace gimbal::console {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, int error = errno) {
    errno = error;
    fail_with_errno(path);
}

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

// A failure is not an error: a foreign file system may have no owners or modes, and the content matters more.
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

}  // namespace

AtomicFile::AtomicFile(const fs::path& target, unsigned mode) : target_(without_links(target)) {
    struct stat old {};
    const bool exists = check_target(target_, old);
    // Nobody else reads the new content before it has the old file's permissions.
    if (exists && old.st_nlink > 1) open_in_place(old);
    folder_ = open_folder_of(target_);
    if (folder_) file_ = create_beside(target_, folder_, exists ? 0600 : mode, temporary_);
    if (!file_) fail(target_);
    if (exists) keep_mode_and_owner(file_.get(), old);
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
}

// Somebody may rename the folder while we write. The file would then appear in a folder that the caller did not name.
void AtomicFile::check_folder() const {
    struct stat opened {
    }, named{};
    if (::fstat(folder_.get(), &opened) != 0 || ::stat(folder_of(target_).c_str(), &named) != 0) fail(target_);
    if (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev) fail(target_, ENOENT);
}

// Opened now, so that it is the file that was checked.
void AtomicFile::open_in_place(const struct stat& old) {
    finish_interrupted_save(target_);
    in_place_ = Descriptor(::open(target_.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat opened {};
    if (!in_place_ || ::fstat(in_place_.get(), &opened) != 0) fail(target_);
    if (opened.st_ino != old.st_ino || opened.st_dev != old.st_dev) fail(target_, EBUSY);
}

void AtomicFile::write(std::string_view bytes) {
    check_folder();
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(target_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write_at(std::uint64_t offset, std::string_view bytes) {
    console::write_at(file_, offset, bytes, target_);
}

void AtomicFile::commit() {
    check_folder();
    sync(file_, target_);
    check_folder();  // syncing takes long
    if (in_place_) return copy_into_place();
    if (::close(file_.release()) != 0 && errno != EINTR) fail(target_);
    rename_temporary(target_.filename().string());
    temporary_.clear();
    sync_folder(folder_of(target_));
}

void AtomicFile::rename_temporary(const std::string& name) {
    if (::renameat(folder_.get(), temporary_.c_str(), folder_.get(), name.c_str()) != 0) fail(target_);
}

void AtomicFile::copy_into_place() {
    const std::string whole = name_while_copying(temporary_);
    rename_temporary(whole);
    temporary_ = whole;
    sync_folder(folder_of(target_));
    make_room(file_, in_place_, target_);
    temporary_.clear();  // from here on, only that file holds the whole content
    copy_content(file_, in_place_, target_);
    ::unlinkat(folder_.get(), whole.c_str(), 0);
}

void write_file_atomically(const fs::path& target, std::string_view bytes, unsigned mode) {
    AtomicFile file(target, mode);
    file.write(bytes);
    file.commit();
}

}  // namespace gimbal::console
