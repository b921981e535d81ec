// Checks what is to be written, then writes it.
#include <algorithm>
#include <map>
#include <system_error>

#include "api/document/io/mesh_io.h"
#include "api/document/io/save_error.h"
#include "api/document/io/words.h"
#include "api/document/io/write/written_object.h"
#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/file_work.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

std::string refusal(const fs::path& path, const std::string& what) {
    return "cannot write '" + path.string() + "': " + what;
}
[[noreturn]] void fail(const fs::path& path, const std::string& what) { throw MeshFileError(refusal(path, what)); }

[[noreturn]] void fail(const fs::path& path, const std::error_code& error) {
    const std::string what = refusal(path, why_not_saved(path, error));
    if (is_no_ordinary_file(path)) throw MeshFileError(what);
    throw MeshFileSystemError(what, error);
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

std::size_t loose_vertices(const Mesh& mesh) {  // that nothing uses
    std::vector<bool> used(mesh.vertex_count());
    for (const Triangle& t : mesh.triangles())
        for (std::uint32_t v : t) used[v] = true;
    for (const Line& line : mesh.lines())
        for (std::uint32_t v : line) used[v] = true;
    return static_cast<std::size_t>(std::count(used.begin(), used.end(), false));
}

std::string left_out_of_stl(const std::vector<Object>& objects, const Totals& totals) {
    std::size_t loose = 0;
    for (const Object& object : objects) loose += loose_vertices(*object.mesh);
    return std::string(totals.coloured ? ", without colours" : "") +
           (totals.lines > 0 ? ", without " + counted(totals.lines, "line") : "") +
           (loose > 0 ? ", without " + counted(loose, "loose vertex", "loose vertices") : "");
}

// OBJ keeps almost every name.
std::string left_out_of_obj(const std::vector<Object>& objects, const Totals& totals) {
    const auto changed = std::ranges::count_if(
        objects, [](const Object& object) { return obj_name(object.name) != object.name; });
    return std::string(totals.translucent ? ", without transparency" : "") +
           (changed > 0 ? ", with " + counted(static_cast<std::size_t>(changed), "changed name") : "");
}

// STL, PLY and OFF have one mesh without a name. Programs name it after the file.
std::string joined(const fs::path& path, const std::vector<Object>& objects) {
    if (objects.size() > 1) return ", as one mesh without names";
    return objects[0].name == path.stem().string() ? "" : ", without its name";
}

// Names everything that the format cannot hold, or holds in another way.
std::string left_out(const fs::path& path, const std::vector<Object>& objects, const MeshFormat& format) {
    const Totals totals = totals_of(objects);
    if (format.extension == ".obj") return left_out_of_obj(objects, totals);
    if (format.extension == ".stl") return left_out_of_stl(objects, totals) + joined(path, objects);
    if (format.extension == ".ply" || format.extension == ".off")
        return (totals.coloured ? ", colours in 8 bits" : "") + joined(path, objects);
    return "";
}

FileReport report_of(const fs::path& path, const std::vector<Object>& objects, const MeshFormat& format,
                     const FileSpace& space) {
    FileReport report = report_of(path, format.name, objects);
    report.remarks = conversion_words(space, format.up_axis, Conversion::to_file) + left_out(path, objects, format);
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
    } catch (const std::system_error& error) { fail(path, error.code()); } catch (const std::bad_alloc&) {
        fail(path, "there is not enough memory. Close other programs or save fewer objects");
    } catch (const std::runtime_error& error) { fail(path, error.what()); }
    FileReport report = report_of(path, objects, format, space);
    job.set_note(report.sentence("Saved"));
    return report;
}

}  // namespace gimbal::document
