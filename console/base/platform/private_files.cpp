#include "gimbal/console/base/private_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {

std::error_code error_of(int number) { return {number, std::generic_category()}; }

// Reads at most `most_bytes`, also if another program appends to the file meanwhile.
std::string content_of(int descriptor, std::size_t most_bytes, std::error_code& error) {
    std::string bytes;
    char piece[1 << 14];
    while (bytes.size() < most_bytes) {
        const ssize_t got = ::read(descriptor, piece, std::min(sizeof piece, most_bytes - bytes.size()));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) error = error_of(errno);
        if (got <= 0) break;
        bytes.append(piece, static_cast<std::size_t>(got));
    }
    return error ? std::string() : bytes;
}

}  // namespace

void make_private_folders(const fs::path& folder, std::error_code& error) {
    error.clear();
    if (folder.empty() || fs::is_directory(folder, error)) return;
    error.clear();
    const fs::path above = folder.parent_path();
    if (above != folder) make_private_folders(above, error);
    if (error || folder.filename().empty() || ::mkdir(folder.c_str(), 0700) == 0) return;
    const int number = errno;
    if (number != EEXIST) error = error_of(number);
    else if (!fs::is_directory(folder, error)) error = error_of(ENOTDIR);  // else another program has made it meanwhile
}

Descriptor open_regular_file(const fs::path& file, int flags, std::size_t most_bytes, std::error_code& error) {
    error.clear();
    Descriptor opened(::open(file.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat facts {};
    if (!opened || ::fstat(opened.get(), &facts) != 0) error = error_of(errno);
    else if (!S_ISREG(facts.st_mode)) error = error_of(S_ISDIR(facts.st_mode) ? EISDIR : EINVAL);
    else if (static_cast<std::size_t>(facts.st_size) > most_bytes) error = error_of(EFBIG);
    return error ? Descriptor() : std::move(opened);
}

std::string read_regular_file(const fs::path& file, std::size_t most_bytes, std::error_code& error, int flags) {
    const Descriptor opened = open_regular_file(file, O_RDONLY | flags, most_bytes, error);
    return opened ? content_of(opened.get(), most_bytes, error) : std::string();
}

bool lock_file(int descriptor) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
    struct stat there {};
    return ::fstat(descriptor, &there) == 0 && there.st_nlink > 0;
}

std::string read_problem(const std::error_code& error, std::size_t most_bytes) {
    if (error == error_of(EINVAL)) return "is not a regular file";
    if (error == error_of(EFBIG)) return "has more than " + std::to_string(most_bytes) + " bytes";
    return "cannot be read: " + error.message();
}

}  // namespace gimbal::console
