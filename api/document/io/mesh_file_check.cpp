// Checks for every mesh file, then those of its format: is it as long as its header declares?
#include "api/document/io/mesh_file_check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "api/document/io/mesh_io.h"
#include "api/document/io/ply_header.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

constexpr const char* cut_off_remedy = ". Copy or download it again, or export it again";

struct File {
    int descriptor = -1;
    explicit File(const fs::path& path) : descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~File() {
        if (descriptor >= 0) close(descriptor);
    }
    File(const File&) = delete;
};

// Reads the whole file, as every parser does. Throws MeshFileError.
std::string contents_of(const fs::path& path) {
    const File file(path);  // O_NONBLOCK: do not wait for the writer of a named pipe
    if (file.descriptor < 0) {
        const int error = errno;
        if (error == ENOENT || error == ENOTDIR)
            fail_reading(path, "there is no such file. Check the path and the current folder");
        if (error == EACCES)
            fail_reading(path, "permission denied. Change its permissions (chmod +r) or copy it where you may read");
        fail_reading(path, std::strerror(error));
    }
    struct stat status {};
    if (fstat(file.descriptor, &status) != 0) fail_reading(path, std::strerror(errno));
    if (S_ISDIR(status.st_mode)) fail_reading(path, "it is a folder. Name a file in it");
    const std::string extension = extension_of(path);
    const auto& readable = readable_extensions();
    if (std::find(readable.begin(), readable.end(), extension) == readable.end())
        fail_reading(
            path, (extension.empty() ? "its name has no extension" : "files of kind '" + extension + "' are not read") +
                      std::string("; readable are ") + quoted_list(readable));
    if (!S_ISREG(status.st_mode)) fail_reading(path, "it is not an ordinary file. Name a mesh file");
    if (status.st_size == 0) fail_reading(path, "the file is empty. Export it again");
    std::string contents(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < contents.size()) {
        const ssize_t got = read(file.descriptor, contents.data() + filled, contents.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail_reading(path, std::strerror(errno));
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    contents.resize(filled);
    return contents;
}

template <class T>
T number_at(const std::string& contents, std::size_t offset) {  // little endian, as all supported hosts
    T value;
    std::memcpy(&value, contents.data() + offset, sizeof value);
    return value;
}

void check_ply(const fs::path& path, const std::string& contents) {
    try {
        check_ply_contents(contents);
    } catch (const std::invalid_argument& error) { fail_reading(path, error.what() + std::string(cut_off_remedy)); }
}

bool looks_like_text(std::string_view head) {
    return std::none_of(head.begin(), head.end(),
                        [](unsigned char c) { return c == 0 || (c < 32 && !std::isspace(c)) || c > 126; });
}

void check_stl(const fs::path& path, const std::string& contents) {
    const std::string_view view(contents);
    if (view.starts_with("solid") && looks_like_text(view.substr(0, 512))) {
        if (view.find("endsolid", view.size() - std::min<std::size_t>(view.size(), 65536)) == std::string_view::npos)
            fail_reading(path, std::string("it is cut off: an STL text ends with 'endsolid'") + cut_off_remedy);
        return;
    }
    if (view.size() < 84)
        fail_reading(path, "it is cut off or no STL file: " + std::to_string(view.size()) + " bytes, a header has 84" +
                               cut_off_remedy);
    const std::uint64_t triangles = number_at<std::uint32_t>(contents, 80), wanted = 84 + 50 * triangles;
    if (triangles == 0) fail_reading(path, "it has 0 triangles. Export a mesh with faces");
    if (view.size() < wanted)
        fail_reading(path, "it is cut off or no STL file: its header declares " + std::to_string(triangles) +
                               " triangles, which take " + std::to_string(wanted) + " bytes, and it has " +
                               std::to_string(view.size()) + cut_off_remedy);
}

void check_glb(const fs::path& path, const std::string& contents) {
    if (contents.size() < 20 || !std::string_view(contents).starts_with("glTF"))
        fail_reading(
            path,
            "it is not a binary glTF file (it does not begin with 'glTF'). Check its extension or export it again");
    const std::uint64_t wanted = number_at<std::uint32_t>(contents, 8);
    if (contents.size() < wanted)
        fail_reading(path, "it is cut off: its header declares " + std::to_string(wanted) + " bytes, and it has " +
                               std::to_string(contents.size()) + cut_off_remedy);
    const std::uint64_t json = number_at<std::uint32_t>(contents, 12);
    if (json > contents.size() - 20)
        fail_reading(path, std::string("its JSON part is longer than the file") + cut_off_remedy);
}

void check_text(const fs::path& path, const std::string& contents) {
    if (contents.find('\0') != std::string::npos)
        fail_reading(path, "it holds binary data, and " + extension_of(path) +
                               " files are text. Check its extension or export it again");
}

}  // namespace

std::string extension_of(const fs::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return extension;
}

std::string quoted_list(const std::vector<std::string>& items) {
    std::string list;
    for (const std::string& item : items) list += (list.empty() ? "'" : ", '") + item + "'";
    return list;
}

void check_mesh_file(const fs::path& path) {
    const std::string contents = contents_of(path), extension = extension_of(path);
    if (extension == ".ply") check_ply(path, contents);
    else if (extension == ".stl") check_stl(path, contents);
    else if (extension == ".glb") check_glb(path, contents);
    else check_text(path, contents);
}

}  // namespace gimbal::document
