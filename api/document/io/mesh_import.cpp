// Makes objects with valid meshes and printable names from what a reader has found.
#include <algorithm>
#include <cmath>
#include <map>
#include <new>
#include <string_view>
#include <system_error>

#include "api/document/io/axes.h"
#include "api/document/io/read/file_scene.h"
#include "api/document/io/read/flat_faces.h"
#include "api/document/io/read/input_file.h"
#include "api/document/io/words.h"
#include "api/document/mesh/join_vertices.h"
#include "api/document/scene/chunks.h"
#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/file_work.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

// Names reach Python, menus and files, so they must be UTF-8. A control character in plain text is damage, but one that
// the format escapes is intended. A null character is never allowed.
std::string clean_name(std::string_view text, bool escaped) {
    std::string name;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = console::utf8_length(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        const bool bad = length == 0 || c == 0 || (!escaped && (c < 32 || c == 127));
        name += bad ? "_" : text.substr(i, length);
        i += std::max<std::size_t>(length, 1);
    }
    return name;
}

void check_finite(const FileMesh& mesh, Job& job) {
    in_chunks(mesh.positions.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            const glm::vec3& p = mesh.positions[v];
            if (std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z)) continue;
            bad_file("vertex " + std::to_string(v) + " is (" + std::to_string(p.x) + ", " + std::to_string(p.y) + ", " +
                     std::to_string(p.z) + "): coordinates must be finite. Repair it where it was made");
        }
    });
}

void move_points(std::vector<glm::vec3>& positions, const PointMap& map, Job& job) {
    in_chunks(positions.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) positions[v] = map(positions[v]);
    });
}

class Importer {
public:
    Importer(FileScene scene, UpAxis up_axis, double scale, std::string file_name, Job& job)
        : scene_(std::move(scene)),
          turned_(up_axis == UpAxis::y),
          scale_(scale),
          file_name_(std::move(file_name)),
          job_(job) {}

    std::vector<Object> objects() {
        for (FileMesh& mesh : scene_.meshes) {
            finish(mesh);
            meshes_.push_back(mesh_of(std::move(mesh)));
            job_.set_progress(reading_share + (1 - reading_share) * static_cast<double>(meshes_.size()) /
                                                  static_cast<double>(scene_.meshes.size()));
        }
        for (const FileObject& object : scene_.objects)
            if (meshes_[object.mesh]->vertex_count() > 0) add(object);
        if (objects_.empty()) bad_file("it has no vertices. Export a mesh");
        return std::move(objects_);
    }

    // Call it after objects(): what the file has and the objects do not.
    std::vector<std::string> remarks() const {
        std::vector<std::string> remarks = scene_.remarks;
        if (flat_triangles_ > 0) remarks.push_back("without " + counted(flat_triangles_, "triangle") + " of no area");
        if (several_colours_ == 1)
            remarks.push_back("with the main one of " + std::to_string(most_colours_) + " colours");
        if (several_colours_ > 1)
            remarks.push_back("with the main colour of each of " + std::to_string(several_colours_) +
                              " objects that have several");
        if (changed_names_ > 0) remarks.push_back("with " + counted(changed_names_, "changed name"));
        return remarks;
    }

private:
    static MeshPtr mesh_of(FileMesh mesh) {
        return std::make_shared<const Mesh>(std::move(mesh.positions), std::move(mesh.triangles), std::move(mesh.lines),
                                            std::move(mesh.colours));
    }

    void finish(FileMesh& mesh) {
        check_finite(mesh, job_);
        if (mesh.join) join_vertices(mesh.positions, mesh.colours, mesh.triangles, mesh.lines, job_);
        flat_triangles_ += mesh.flat_triangles + std::erase_if(mesh.triangles, is_flat);
        if (turned_ && scene_.turn_vertices) move_points(mesh.positions, PointMap(from_y_up_matrix()), job_);
        if (scale_ == 1) return;
        glm::dmat4 larger(scale_);
        larger[3][3] = 1;
        move_points(mesh.positions, PointMap(larger), job_);
        check_finite(mesh, job_);
    }

    void add(const FileObject& found) {
        job_.poll();
        Object object;
        object.name = clean_name(found.name.empty() ? file_name_ : found.name, scene_.names_are_escaped);
        if (!found.name.empty() && object.name != found.name) ++changed_names_;
        if (found.part_colours > 1) ++several_colours_;
        most_colours_ = std::max(most_colours_, found.part_colours);
        object.mesh = meshes_[found.mesh];
        if (found.colour) object.colour = *found.colour;
        const glm::dmat4 matrix = to_scene(found.matrix);
        const auto& known = found.transform;
        if (!(known && set_transform(object, matrix, {(*known)[0], (*known)[1], (*known)[2]})) &&
            !set_transform(object, matrix))
            object.mesh = baked(*object.mesh, matrix);
        objects_.push_back(std::move(object));
    }

    glm::dmat4 to_scene(glm::dmat4 matrix) const {
        if (turned_) matrix = from_y_up_matrix() * matrix;
        if (turned_ && scene_.turn_vertices) matrix = matrix * glm::transpose(from_y_up_matrix());
        for (int row = 0; row < 3; ++row) matrix[3][row] *= scale_;
        return matrix;
    }

    // Moves the vertices by a matrix that an object cannot have, because it shears.
    MeshPtr baked(const Mesh& mesh, const glm::dmat4& matrix) const {
        const PointMap map(matrix);
        FileMesh moved{mesh.positions(), mesh.triangles(), mesh.lines(), mesh.colours()};
        move_points(moved.positions, map, job_);
        check_finite(moved, job_);
        if (map.is_mirrored())
            for (Triangle& t : moved.triangles) std::swap(t[1], t[2]);
        return mesh_of(std::move(moved));
    }

    FileScene scene_;
    bool turned_;
    double scale_;
    std::string file_name_;
    Job& job_;
    std::vector<MeshPtr> meshes_;
    std::vector<Object> objects_;
    std::size_t flat_triangles_ = 0, changed_names_ = 0, several_colours_ = 0, most_colours_ = 1;
};

FileScene read(const fs::path& path, const std::string& extension, Job& job) {
    using Reader = FileScene (*)(std::string_view, const ReadContext&);
    static const std::map<std::string, Reader> readers{{".obj", read_obj}, {".stl", read_stl},   {".ply", read_ply},
                                                       {".off", read_off}, {".gltf", read_gltf}, {".glb", read_gltf}};
    try {
        console::finish_interrupted_save(path);
    } catch (const std::system_error& error) {
        bad_file("a save was interrupted and cannot be completed (" + error.code().message() + ")");
    }
    const std::string contents = contents_of(path, job);
    return readers.at(extension)(contents, {path, job});
}

std::string note_of(const fs::path& path, const std::vector<Object>& objects, const MeshFormat& format,
                    const FileSpace& space, const std::vector<std::string>& remarks) {
    FileReport report = report_of(path, format.name, objects);
    report.remarks = conversion_words(space, format.up_axis, Conversion::to_scene);
    for (const std::string& remark : remarks) report.remarks += ", " + remark;
    return report.sentence("Loaded");
}

}  // namespace

std::vector<Object> load_meshes(const fs::path& path, Job& job, const FileSpace& wanted) try {
    const console::FileWork work("loading", path);
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) bad_file("it is a folder. Name a file in it");
    if (fs::exists(path, ignored)) format_of(path, "read");
    const std::string extension = extension_of(path);
    FileScene scene = read(path, extension, job);
    const MeshFormat& format = format_of(path, "read");
    FileSpace space = wanted;
    if (!space.up_axis && scene.has_z_up) space.up_axis = UpAxis::z;
    const UpAxis up_axis = space.up_axis.value_or(format.up_axis);
    job.poll();
    Importer importer(std::move(scene), up_axis, space.factor_to_scene(), path.stem().string(), job);
    std::vector<Object> objects = importer.objects();
    job.set_note(note_of(path, objects, format, space, importer.remarks()));
    return objects;
} catch (const BadMeshFile& error) {
    throw MeshFileError("cannot read '" + path.string() + "': " + error.what());
} catch (const std::bad_alloc&) {
    throw MeshFileError("cannot read '" + path.string() +
                        "': there is not enough memory. Close other programs or split it");
}

}  // namespace gimbal::document
