// Objects are lists of pieces of the file.
#include "api/document/io/read/obj_parts.h"

#include <algorithm>

#include "api/document/io/read/flat_faces.h"
#include "api/document/io/read/part_colours.h"
#include "api/document/io/read/vertex_colours.h"
#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

struct Part {
    std::string name;
    std::vector<std::size_t> pieces{};  // indices
};

// Leaves each number once, ascending. `marks` is working memory.
void sort_once(std::vector<std::uint32_t>& numbers, std::vector<bool>& marks) {
    if (numbers.empty()) return;
    const auto [low, high] = std::ranges::minmax(numbers);
    if (high - low > 8 * numbers.size()) {
        std::ranges::sort(numbers);
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());  // clang 14 lacks ranges::unique
        return;
    }
    marks.assign(high - low + 1, false);
    for (std::uint32_t number : numbers) marks[number - low] = true;
    numbers.clear();
    for (std::uint32_t i = 0; i < marks.size(); ++i)
        if (marks[i]) numbers.push_back(low + i);
}

class ObjScene {
public:
    ObjScene(ObjFile file, Job& job) : file_(std::move(file)), job_(job) {
        file_.pieces.push_back(file_.next_piece());  // ends the last piece
    }

    FileScene made() && {
        mark_used();
        const std::vector<Part> parts = find_parts();
        if (parts.size() <= 1) add_whole(parts.empty() ? Part() : parts[0]);
        else
            for (const Part& part : parts) add(part);
        return std::move(scene_);
    }

private:
    const ObjPiece& piece(std::size_t i) const { return file_.pieces[i]; }
    std::size_t elements_of(std::size_t i) const {  // faces, lines and points
        return piece(i + 1).first_face - piece(i).first_face + piece(i + 1).first_line - piece(i).first_line +
               piece(i + 1).first_point - piece(i).first_point;
    }
    bool has_elements(const Part& part) const {
        return std::ranges::any_of(part.pieces, [&](std::size_t i) { return elements_of(i) > 0; });
    }

    void mark_used() {
        used_.resize(file_.positions.size(), false);
        for (std::uint32_t v : file_.faces.corners()) used_[v] = true;
        for (const Line& line : file_.lines) used_[line[0]] = used_[line[1]] = true;
        for (std::uint32_t v : file_.points) used_[v] = true;
    }

    void append_unused(const Part& part, std::vector<std::uint32_t>& vertices) const {
        for (std::size_t i : part.pieces)
            for (std::size_t v = piece(i).first_vertex; v < piece(i + 1).first_vertex; ++v)
                if (!used_[v]) vertices.push_back(static_cast<std::uint32_t>(v));
    }

    // The parts with elements, and those with a name and their own vertices: a point cloud. The unused vertices of the
    // others go to the first part, because many files list all vertices before the first name.
    std::vector<Part> find_parts() {
        const bool by_object = !file_.object_names.empty();
        const std::vector<std::string>& names = by_object ? file_.object_names : file_.group_names;
        std::vector<Part> parts(names.size() + 1);
        for (std::size_t i = 0; i < names.size(); ++i) parts[i + 1].name = names[i];
        for (std::size_t i = 0; i + 1 < file_.pieces.size(); ++i)
            parts[by_object ? piece(i).object : piece(i).group].pieces.push_back(i);
        std::erase_if(parts, [&](const Part& part) {
            if (has_elements(part)) return false;
            std::vector<std::uint32_t> own;
            append_unused(part, own);
            if (!part.name.empty() && !own.empty()) return false;
            strays_.insert(strays_.end(), own.begin(), own.end());
            return true;
        });
        std::ranges::stable_sort(parts, {}, [](const Part& part) { return part.pieces.front(); });
        return parts;
    }

    void add_whole(const Part& part) {
        if (file_.positions.empty()) return;
        FileMesh mesh;
        set_triangles(mesh, file_.faces, file_.positions, job_);
        mesh.positions = std::move(file_.positions);
        mesh.lines = std::move(file_.lines);
        mesh.colours = std::move(file_.colours);
        add_object(part, std::move(mesh));
    }

    void add(const Part& part) {
        FileMesh mesh;
        std::vector<std::uint32_t> vertices = vertices_of(part);
        sort_once(vertices, marks_);
        place_.resize(file_.positions.size());
        for (std::uint32_t v : vertices) {
            place_[v] = static_cast<std::uint32_t>(mesh.positions.size());
            mesh.positions.push_back(file_.positions[v]);
            if (!file_.colours.empty()) mesh.colours.push_back(file_.colours[v]);
        }
        for (std::size_t i : part.pieces) {
            job_.poll();
            const std::size_t first = piece(i).first_face, last = piece(i + 1).first_face;
            const std::vector<Triangle> triangles = triangulated(file_.faces, first, last, file_.positions, job_);
            for (const Triangle& t : triangles) mesh.triangles.push_back({place_[t[0]], place_[t[1]], place_[t[2]]});
            mesh.flat_triangles += flat_triangles(file_.faces, first, last, triangles.size(), job_);
            for (std::size_t k = piece(i).first_line; k < piece(i + 1).first_line; ++k)
                mesh.lines.push_back({place_[file_.lines[k][0]], place_[file_.lines[k][1]]});
        }
        add_object(part, std::move(mesh));
    }

    std::vector<std::uint32_t> vertices_of(const Part& part) {
        std::vector<std::uint32_t> vertices = std::move(strays_);
        strays_.clear();
        append_unused(part, vertices);
        for (std::size_t i : part.pieces) {
            const auto corners = file_.faces.corners_between(piece(i).first_face, piece(i + 1).first_face);
            vertices.insert(vertices.end(), corners.begin(), corners.end());
            for (std::size_t k = piece(i).first_line; k < piece(i + 1).first_line; ++k)
                vertices.insert(vertices.end(), file_.lines[k].begin(), file_.lines[k].end());
            for (std::size_t k = piece(i).first_point; k < piece(i + 1).first_point; ++k)
                vertices.push_back(file_.points[k]);
        }
        return vertices;
    }

    void add_object(const Part& part, FileMesh mesh) {
        settle_colours(mesh.colours);
        FileObject object;
        object.name = part.name;
        object.mesh = scene_.meshes.size();
        PartColours colours;
        for (std::size_t i : part.pieces) colours.add(piece(i).colour, elements_of(i));
        object.colour = colours.main();
        object.part_colours = colours.count();
        scene_.meshes.push_back(std::move(mesh));
        scene_.objects.push_back(std::move(object));
    }

    ObjFile file_;
    Job& job_;
    FileScene scene_;
    std::vector<bool> used_, marks_;
    std::vector<std::uint32_t> strays_, place_;
};

}  // namespace

FileScene scene_of(ObjFile file, Job& job) { return ObjScene(std::move(file), job).made(); }

}  // namespace gimbal::document
