// POSIX: open without waiting, look at what it is, then read.
#include "api/document/io/read/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "api/document/io/read/file_scene.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_bytes = 4 << 20;

[[noreturn]] void fail_opening(int error) {
    if (error == ENOENT || error == ENOTDIR) bad_file("there is no such file. Check the path and the current folder");
    if (error == EACCES) bad_file("permission denied. Change its permissions (chmod +r) or copy it where you may read");
    bad_file(std::strerror(error));
}

}  // namespace

std::string contents_of(const fs::path& path, Job& job, std::uint64_t limit) {
    const console::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file) fail_opening(errno);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) bad_file(std::strerror(errno));
    if (S_ISDIR(status.st_mode)) bad_file("it is a folder. Name a file in it");
    if (!S_ISREG(status.st_mode)) bad_file("it is not an ordinary file. Name a mesh file");
    if (status.st_size == 0) bad_file("the file is empty. Export it again");
    if (static_cast<std::uint64_t>(status.st_size) > limit)
        bad_file("it has " + std::to_string(status.st_size) + " bytes, more than the " + std::to_string(limit) +
                 " that are read");
    std::string contents;
    contents.resize(static_cast<std::size_t>(status.st_size));
    std::size_t filled = 0;
    while (filled < contents.size()) {
        job.poll();
        const ssize_t got = ::read(file.get(), contents.data() + filled,
                                   std::min(contents.size() - filled, piece_bytes));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) bad_file(std::strerror(errno));
        if (got == 0) break;  // it has become shorter
        filled += static_cast<std::size_t>(got);
    }
    contents.resize(filled);
    return contents;
}

fs::path file_beside(const fs::path& mesh_file, const std::string& name) {
    const fs::path given(name), path = mesh_file.parent_path() / given;
    std::error_code error;
    const fs::path folder = fs::weakly_canonical(fs::absolute(mesh_file).parent_path(), error);
    const fs::path real = error ? fs::path() : fs::weakly_canonical(folder / given, error);
    const bool inside = !error &&
                        std::mismatch(folder.begin(), folder.end(), real.begin(), real.end()).first == folder.end();
    if (name.find('\0') != std::string::npos || given.is_absolute() || !inside)
        bad_file("it names the file '" + name.substr(0, 200) +
                 "' outside its folder, which is not opened. Copy that file beside it and export it again");
    return path;
}

}  // namespace gimbal::document
