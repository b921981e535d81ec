// Writes mesh files: STL and PLY by Assimp, OBJ and glTF by obj_writer and gltf_writer.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <system_error>

#include "api/document/io/gltf_writer.h"
#include "api/document/io/mesh_codec.h"
#include "api/document/io/mesh_file_check.h"
#include "api/document/io/mesh_io.h"
#include "api/document/io/obj_writer.h"
#include "api/document/work/abandonable.h"
#include "gimbal/console/base/atomic_file.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw MeshFileError("cannot write '" + path.string() + "': " + what);
}

using Writer = std::function<void(const fs::path& file, const std::vector<Object>& objects, Job& job)>;

// A folder beside the target for files with their final names (a .gltf names its .bin). Removed at the end of the
// scope.
class FolderBeside {
public:
    explicit FolderBeside(const fs::path& target) {
        static std::atomic<unsigned> number{0};
        path_ = target.parent_path() /
                ("." + target.filename().string() + "." + std::to_string(getpid()) + "." + std::to_string(number++));
        std::error_code error;
        if (!fs::create_directory(path_, error)) fail(target, folder_reason(target, error));
    }
    ~FolderBeside() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    FolderBeside(const FolderBeside&) = delete;
    const fs::path& path() const { return path_; }

private:
    static std::string folder_reason(const fs::path& target, const std::error_code& error) {
        const std::string folder = target.parent_path().empty() ? "." : target.parent_path().string();
        std::error_code ignored;
        if (!fs::is_directory(folder, ignored))
            return "there is no folder '" + folder + "'. Make it first or choose another";
        if (error == std::errc::permission_denied || error == std::errc::operation_not_permitted ||
            error == std::errc::read_only_file_system)
            return "you may not write in the folder '" + folder + "' (" + error.message() + "). Choose another";
        return "no file can be made in the folder '" + folder + "' (" + error.message() + ")";
    }
    fs::path path_;
};

void move_into_place(const fs::path& folder, const fs::path& target) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    // The target last: once it is there, the files that it refers to are there too.
    std::stable_partition(files.begin(), files.end(),
                          [&](const fs::path& file) { return file.filename() != target.filename(); });
    for (const fs::path& file : files) {
        try {
            console::replace_file_atomically(file, target.parent_path() / file.filename());
        } catch (const std::system_error& error) { fail(target, error.code().message() + ". Choose another name"); }
    }
}

void export_by_assimp(const fs::path& file, const char* format, const std::vector<Object>& objects, Job& job) {
    std::vector<MeshToWrite> meshes;
    for (const Object& object : objects) meshes.push_back({object.name, object.mesh, object.matrix()});
    mesh_codec().write(file, format, meshes, job);
    std::error_code error;
    const bool written = fs::file_size(file, error) > 0 && !error;
    if (!written) throw std::runtime_error("nothing was written; is the disk full?");
}

const std::map<std::string, Writer>& writers() {
    const auto by_assimp = [](const char* format) {
        return [format](const fs::path& file, const std::vector<Object>& objects, Job& job) {
            export_by_assimp(file, format, objects, job);
        };
    };
    static const std::map<std::string, Writer> table{{".obj", write_obj},
                                                     {".stl", by_assimp("stlb")},
                                                     {".ply", by_assimp("plyb")},
                                                     {".gltf", write_gltf},
                                                     {".glb", write_gltf}};
    return table;
}

void export_to(const fs::path& target, const std::vector<Object>& objects, Job& job) {
    const FolderBeside folder(target);
    const fs::path file = folder.path() / target.filename();
    try {
        writers().at(extension_of(target))(file, objects, job);
    } catch (const Cancelled&) {
        throw;  // the folder is removed, the old file stays
    } catch (const std::runtime_error& error) { fail(target, error.what()); }
    job.poll();
    move_into_place(folder.path(), target);
}

void check_target(const fs::path& path, const std::vector<Object>& objects) {
    const std::string extension = extension_of(path);
    if (!writers().contains(extension))
        fail(path,
             (extension.empty() ? "its name has no extension" : "files of kind '" + extension + "' are not written") +
                 std::string("; writable are ") + quoted_list(writable_extensions()));
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) fail(path, "it is a folder. Name a file in it");
    if (objects.empty()) fail(path, "there is no object to write. Select or add one first");
    for (const Object& object : objects)
        if (!object.mesh || object.mesh->triangle_count() == 0)
            fail(path, "the object '" + object.name + "' has no triangles. Leave it out or give it a mesh");
}

}  // namespace

void save_meshes(const fs::path& path, const std::vector<Object>& objects, Job& job) {
    check_target(path, objects);
    run_abandonable_void(job, [path, objects](Job& inner) { export_to(path, objects, inner); });
}

const std::vector<std::string>& writable_extensions() { return readable_extensions(); }

}  // namespace gimbal::document
