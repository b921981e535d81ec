// Checks what is to be written, then writes it.
#include <cerrno>
#include <map>
#include <system_error>

#include "api/document/io/mesh_io.h"
#include "api/document/io/write/written_object.h"
#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/file_work.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw MeshFileError("cannot write '" + path.string() + "': " + what);
}

std::string reason_of(const fs::path& path, const std::error_code& error) {
    const std::string folder = path.parent_path().empty() ? "." : path.parent_path().string();
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return "there is no folder '" + folder + "'. Make it first or choose another";
    if (error == std::errc::no_space_on_device || error.value() == EDQUOT)
        return error.message() + ". Free some space or choose another disk; the old file is kept";
    const bool denied = error == std::errc::permission_denied || error == std::errc::operation_not_permitted ||
                        error == std::errc::read_only_file_system;
    if (denied && fs::exists(path, ignored))
        return "you may not write the file (" + error.message() + "). Choose another name";
    if (denied) return "you may not write in the folder '" + folder + "' (" + error.message() + "). Choose another";
    if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))
        return "it is not an ordinary file. Choose another name";
    return "no file can be made in the folder '" + folder + "' (" + error.message() + ")";
}

using Writer = void (*)(const WriteRequest&);

Writer writer_of(const std::string& extension) {
    static const std::map<std::string, Writer> writers{{".obj", write_obj}, {".stl", write_stl},   {".ply", write_ply},
                                                       {".off", write_off}, {".gltf", write_gltf}, {".glb", write_glb}};
    return writers.at(extension);
}

void check(const fs::path& path, const std::vector<Object>& objects, const MeshFormat& format) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) fail(path, "it is a folder. Name a file in it");
    if (objects.empty()) fail(path, "there is no object to write. Select or add one first");
    for (const Object& object : objects) {
        const bool only_triangles = format.extension == ".stl";
        const std::size_t count = !object.mesh     ? 0
                                  : only_triangles ? object.mesh->triangle_count()
                                                   : object.mesh->vertex_count();
        if (count == 0)
            fail(path, "the object '" + object.name + "' has no triangles" +
                           (only_triangles && object.mesh && object.mesh->vertex_count() > 0
                                ? ", and STL holds nothing else. Leave it out or save as PLY"
                                : ". Leave it out or give it a mesh"));
    }
}

// What the format cannot hold, or holds in another way.
std::string left_out(const std::vector<Object>& objects, const MeshFormat& format) {
    const Totals totals = totals_of(objects);
    if (!totals.coloured) return "";
    if (format.extension == ".stl") return ", without colours";
    if (format.extension == ".obj") return totals.translucent ? ", without transparency" : "";
    return format.extension == ".ply" || format.extension == ".off" ? ", colours in 8 bits" : "";
}

FileReport report_of(const fs::path& path, const std::vector<Object>& objects, const MeshFormat& format,
                     const FileSpace& space) {
    FileReport report = report_of(path, format.name, objects);
    report.remarks = conversion_words(space, format.up_axis, Conversion::to_file) + left_out(objects, format);
    return report;
}

}  // namespace

FileReport save_meshes(const fs::path& path, const std::vector<Object>& objects, Job& job, const FileSpace& space) {
    const console::FileWork work("saving", path);
    const MeshFormat& format = format_of(path, "write");
    check(path, objects, format);
    const UpAxis up_axis = space.up_axis.value_or(format.up_axis);
    job.poll();
    try {
        console::remove_left_over_files(path);
        writer_of(format.extension)({path, objects, up_axis, space.factor_to_file(), job});
    } catch (const Cancelled&) {
        throw;  // the old file stays
    } catch (const std::system_error& error) {
        fail(path, reason_of(path, error.code()));
    } catch (const std::bad_alloc&) {
        fail(path, "there is not enough memory. Close other programs or save fewer objects");
    } catch (const std::runtime_error& error) { fail(path, error.what()); }
    FileReport report = report_of(path, objects, format, space);
    job.set_note(report.sentence("Saved"));
    return report;
}

}  // namespace gimbal::document
