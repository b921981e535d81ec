// Makes valid meshes with printable names from the raw meshes of a file.
#include <algorithm>
#include <cmath>
#include <string_view>

#include "api/document/io/mesh_codec.h"
#include "api/document/io/mesh_file_check.h"
#include "api/document/io/mesh_io.h"
#include "api/document/mesh/join_vertices.h"
#include "api/document/work/abandonable.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

// Names reach Python, menus and files, so they must be UTF-8 without control characters.
std::string clean_name(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = console::utf8_length(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        name += length == 0 || c < 32 || c == 127 ? "_" : text.substr(i, length);
        i += std::max<std::size_t>(length, 1);
    }
    return name;
}

NamedMesh finished(RawMesh part, const fs::path& path, Job& job) {
    if (part.name.empty() || part.name == "defaultobject") part.name = path.stem().string();
    part.name = clean_name(part.name);
    for (std::size_t v = 0; v < part.positions.size(); ++v) {
        const glm::vec3& p = part.positions[v];
        if (std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z)) continue;
        fail_reading(path, "vertex " + std::to_string(v) + " of '" + part.name + "' is (" + std::to_string(p.x) + ", " +
                               std::to_string(p.y) + ", " + std::to_string(p.z) +
                               "): coordinates must be finite. Repair it where it was made");
    }
    if (extension_of(path) != ".ply") join_vertices(part.positions, part.triangles, job);
    std::erase_if(part.triangles, [](const Triangle& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; });
    return {std::move(part.name), Mesh(std::move(part.positions), std::move(part.triangles))};
}

std::vector<NamedMesh> import(const fs::path& path, Job& job) {
    std::vector<RawMesh> parts = mesh_codec().read(path, extension_of(path), job);
    std::vector<NamedMesh> meshes;
    for (RawMesh& part : parts) {
        if (part.triangles.empty()) continue;  // points or lines only
        meshes.push_back(finished(std::move(part), path, job));
        job.set_progress(parsing_share +
                         (1 - parsing_share) * static_cast<double>(meshes.size()) / static_cast<double>(parts.size()));
    }
    std::erase_if(meshes, [](const NamedMesh& named) { return named.mesh.triangle_count() == 0; });
    if (meshes.empty()) fail_reading(path, "it has no triangles. Export a mesh with faces");
    return meshes;
}

}  // namespace

std::vector<NamedMesh> load_meshes(const fs::path& path, Job& job) {
    check_mesh_file(path);
    job.poll();
    return run_abandonable<std::vector<NamedMesh>>(job, [path](Job& inner) { return import(path, inner); });
}

const std::vector<std::string>& readable_extensions() {
    static const std::vector<std::string> extensions{".obj", ".stl", ".ply", ".gltf", ".glb"};
    return extensions;
}

}  // namespace gimbal::document
