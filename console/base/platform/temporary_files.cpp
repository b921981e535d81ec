// POSIX. A temporary file of `target` is named dot, target, dot, process id, dot, number, ending.
#include "base/platform/temporary_files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

namespace fs = std::filesystem;

// Endings that no other program uses. A file with one of them may be removed if nobody writes it.
constexpr std::string_view part_end = ".gimbal-part", copying_end = ".gimbal-copy";

std::string temporary_start(const fs::path& target) {
    constexpr std::size_t most_bytes = 200;  // of a name that may have 255
    const std::string name = target.filename().string();
    return "." + name.substr(0, utf8_boundary(name, most_bytes)) + ".";
}

// The process id in the name of a temporary file with this ending. 0: it is none.
pid_t writer_of(std::string_view name, std::string_view ending) {
    if (!name.starts_with('.') || !name.ends_with(ending)) return 0;
    name.remove_suffix(ending.size());
    const auto last_number = [&name]() -> std::optional<pid_t> {
        const std::size_t dot = name.rfind('.');
        if (dot == std::string_view::npos || dot == 0) return std::nullopt;
        pid_t number = 0;
        const char *first = name.data() + dot + 1, *end = name.data() + name.size();
        const auto [last, error] = std::from_chars(first, end, number);
        if (error != std::errc() || last != end || number < 0) return std::nullopt;
        name = name.substr(0, dot);
        return number;
    };
    const auto number = last_number(), process = last_number();
    return number && process ? *process : 0;
}

Descriptor open_left_over(const fs::path& file) {  // none if somebody writes it
    Descriptor opened(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    return opened && ::flock(opened.get(), LOCK_EX | LOCK_NB) == 0 ? std::move(opened) : Descriptor();
}

// The process id may belong to another computer that shares the folder, so the lock counts too.
void remove_if_left_over(const fs::path& file, pid_t process) {
    if (::kill(process, 0) == 0 || errno != ESRCH) return;
    if (open_left_over(file)) ::unlink(file.c_str());
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        names.push_back(entry->path().filename().string());
    return names;
}

std::uint64_t size_of(const Descriptor& file, const fs::path& path) {
    struct stat found {};
    if (::fstat(file.get(), &found) != 0) fail_with_errno(path);
    return static_cast<std::uint64_t>(found.st_size);
}

constexpr std::size_t piece_bytes = 1 << 20;

}  // namespace

void fail_with_errno(const fs::path& path) { throw std::system_error(errno, std::generic_category(), path.string()); }

fs::path without_links(fs::path path) {
    constexpr int most_links = 40;  // as the kernel
    std::error_code no_link;
    for (int i = 0; i < most_links; ++i) {
        const fs::path next = fs::read_symlink(path, no_link);
        if (no_link) return path;
        path = path.parent_path() / next;  // an absolute `next` replaces the folder
    }
    errno = ELOOP;
    fail_with_errno(path);
}

fs::path folder_of(const fs::path& file) { return file.parent_path().empty() ? "." : file.parent_path(); }

void write_at(const Descriptor& file, std::uint64_t offset, std::string_view bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_with_errno(path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

void sync(const Descriptor& file, const fs::path& path) {
    if (::fsync(file.get()) != 0 && errno != EINVAL && errno != ENOTSUP) fail_with_errno(path);  // it cannot be synced
}

void sync_folder(const fs::path& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened) sync(opened, folder);  // else the user may write the folder but not read it
}

// O_PATH also opens a folder that the user may write but not read.
Descriptor open_folder_of(const fs::path& file) {
    return Descriptor(::open(folder_of(file).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

// O_EXCL follows no link and opens no file of somebody else.
Descriptor create_beside(const fs::path& target, const Descriptor& folder, unsigned mode, std::string& created) {
    static std::atomic<unsigned> number{0};
    const std::string start = temporary_start(target) + std::to_string(::getpid());
    for (int attempt = 0; attempt < 1000; ++attempt) {
        created = start + "." + std::to_string(number++) + std::string(part_end);
        Descriptor file(
            ::openat(folder.get(), created.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (file) ::flock(file.get(), LOCK_EX | LOCK_NB);
        if (file || errno != EEXIST) return file;
    }
    return Descriptor();
}

std::string name_while_copying(std::string temporary) {
    temporary.resize(temporary.size() - part_end.size());
    return temporary + std::string(copying_end);
}

void make_room(const Descriptor& source, const Descriptor& target, const fs::path& path) {
    const std::uint64_t wanted = size_of(source, path), before = size_of(target, path);
    const std::string zeros(piece_bytes, '\0');
    try {
        for (std::uint64_t at = before; at < wanted; at += zeros.size())
            write_at(target, at, std::string_view(zeros).substr(0, std::min<std::uint64_t>(zeros.size(), wanted - at)),
                     path);
        sync(target, path);
    } catch (const std::system_error&) {
        [[maybe_unused]] const int cut = ::ftruncate(target.get(), static_cast<off_t>(before));
        throw;
    }
}

void copy_content(const Descriptor& source, const Descriptor& target, const fs::path& path) {
    std::string piece(piece_bytes, '\0');
    std::uint64_t at = 0;
    for (;;) {
        const ssize_t got = ::pread(source.get(), piece.data(), piece.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail_with_errno(path);
        if (got == 0) break;
        write_at(target, at, std::string_view(piece).substr(0, static_cast<std::size_t>(got)), path);
        at += static_cast<std::uint64_t>(got);
    }
    if (::ftruncate(target.get(), static_cast<off_t>(at)) != 0) fail_with_errno(path);
    sync(target, path);
}

void remove_left_over_files(const fs::path& target) {
    const fs::path real = without_links(target), folder = folder_of(real);
    finish_interrupted_save(real);
    for (const std::string& name : names_in(folder))
        if (const pid_t process = writer_of(name, part_end)) remove_if_left_over(folder / name, process);
}

void finish_interrupted_save(const fs::path& target) {
    const fs::path real = without_links(target), folder = folder_of(real);
    struct stat found {};
    if (::stat(real.c_str(), &found) != 0 || found.st_nlink < 2) return;
    const std::string start = temporary_start(real);
    for (const std::string& name : names_in(folder)) {
        if (!name.starts_with(start) || writer_of(name, copying_end) == 0) continue;
        const Descriptor whole = open_left_over(folder / name);
        if (!whole) continue;  // the other process goes on with it
        const Descriptor torn(::open(real.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
        if (!torn) fail_with_errno(real);
        struct stat copy {};
        if (::fstat(whole.get(), &copy) != 0 || (copy.st_uid != found.st_uid && copy.st_uid != ::geteuid()))
            continue;  // if others may write the folder, it may be anybody's file
        copy_content(whole, torn, real);
        ::unlink((folder / name).c_str());
    }
}

}  // namespace gimbal::console
