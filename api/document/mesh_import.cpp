// Reading mesh files by Assimp.
#include <assimp/BaseImporter.h>
#include <assimp/DefaultIOSystem.h>
#include <assimp/importerdesc.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <assimp/ProgressHandler.hpp>
#include <cmath>
#include <set>

#include "api/document/abandonable.h"
#include "api/document/join_vertices.h"
#include "api/document/mesh_file_check.h"
#include "api/document/mesh_io.h"
#include "api/document/parallel.h"
#include "api/document/utf8.h"

// Debian's Assimp has its assertions on, and some damaged files break one: the library's own handler aborts the program.
// This one takes its place (the dynamic linker prefers the program's definition) and throws; Assimp then gives up the file.
namespace Assimp {
void aiAssertViolation(const char* expression, const char*, int);
void aiAssertViolation(const char* expression, const char*, int) { throw std::runtime_error(std::string("broken: ") + expression); }
}  // namespace Assimp

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

constexpr double parsing_share = 0.8;                        // of the progress; the rest is conversion

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw MeshFileError("cannot read '" + path.string() + "': " + what);
}

// Assimp catches what Update throws and gives up with an error, which is the wanted effect.
class Progress : public Assimp::ProgressHandler {
public:
    explicit Progress(Job& job) : job_(job) {}
    bool Update(float fraction) override {
        job_.poll();
        if (fraction >= 0 && fraction <= 1) job_.set_progress(fraction * parsing_share);
        return true;
    }
private:
    Job& job_;
};

// Material files are not wanted: a missing or hanging one must not matter.
class FilesWithoutMaterials : public Assimp::DefaultIOSystem {
public:
    Assimp::IOStream* Open(const char* file, const char* mode) override {
        return extension_of(file) == ".mtl" ? nullptr : DefaultIOSystem::Open(file, mode);
    }
};

// Only the parser that the extension names: garbage never reaches the forty others.
void keep_only_importer_for(Assimp::Importer& importer, const std::string& extension) {
    for (std::size_t i = importer.GetImporterCount(); i-- > 0;) {
        Assimp::BaseImporter* candidate = importer.GetImporter(i);
        std::set<std::string> extensions;
        candidate->GetExtensionList(extensions);
        const bool glTF1 = std::string_view(candidate->GetInfo()->mName).starts_with("glTF Importer");
        if (extensions.contains(extension.substr(1)) && !glTF1) continue;
        importer.UnregisterLoader(candidate);
        delete candidate;                                    // unregistering hands it to us
    }
}

// Names reach Python, menus and files: UTF-8 without control characters.
std::string clean_name(const aiString& raw) {
    std::string name;
    const std::string_view text(raw.C_Str(), raw.length);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_length(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        name += length == 0 || c < 32 || c == 127 ? "_" : text.substr(i, length);
        i += std::max<std::size_t>(length, 1);
    }
    return name;
}

struct Part { std::string name; std::vector<glm::vec3> positions; std::vector<Triangle> triangles; };

void append(Part& part, const aiMesh& mesh, const aiMatrix4x4& matrix, const fs::path& path, Job& job) {
    const auto first_vertex = static_cast<std::uint32_t>(part.positions.size());
    part.positions.reserve(part.positions.size() + mesh.mNumVertices);
    const bool moved = !matrix.IsIdentity();
    in_chunks(mesh.mNumVertices, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            const aiVector3D p = moved ? matrix * mesh.mVertices[v] : mesh.mVertices[v];
            part.positions.push_back({p.x, p.y, p.z});
        }
    });
    part.triangles.reserve(part.triangles.size() + mesh.mNumFaces);
    const bool mirrored = matrix.Determinant() < 0;          // turns the triangles inside out; turned back here
    in_chunks(mesh.mNumFaces, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t f = first; f < last; ++f) {
            const aiFace& face = mesh.mFaces[f];
            if (face.mNumIndices != 3) continue;             // a point or a line
            for (unsigned k = 0; k < 3; ++k)
                if (face.mIndices[k] >= mesh.mNumVertices)
                    fail(path, "face " + std::to_string(f) + " uses vertex " + std::to_string(face.mIndices[k]) + ", but there are " +
                                   std::to_string(mesh.mNumVertices) + ". Export it again");
            Triangle t{first_vertex + face.mIndices[0], first_vertex + face.mIndices[1], first_vertex + face.mIndices[2]};
            if (mirrored) std::swap(t[1], t[2]);
            part.triangles.push_back(t);
        }
    });
}

// Depth first: one part for each node that has meshes.
void collect(const aiScene& scene, const aiNode& node, const aiMatrix4x4& above, const fs::path& path, std::vector<Part>& parts, Job& job) {
    const aiMatrix4x4 matrix = above * node.mTransformation;
    if (node.mNumMeshes > 0) {
        Part part;
        for (unsigned m = 0; m < node.mNumMeshes; ++m) append(part, *scene.mMeshes[node.mMeshes[m]], matrix, path, job);
        const bool named_by_user = node.mParent && node.mName.length > 0 && node.mName.data[0] != '<';
        const aiString& name = named_by_user ? node.mName : scene.mMeshes[node.mMeshes[0]]->mName;
        if (name.length > 0 && name.data[0] != '<') part.name = clean_name(name);    // '<…>': made up by Assimp
        parts.push_back(std::move(part));
    }
    for (unsigned c = 0; c < node.mNumChildren; ++c) collect(scene, *node.mChildren[c], matrix, path, parts, job);
}

NamedMesh finished(Part part, const fs::path& path, Job& job) {
    aiString stem(path.stem().string());
    if (part.name.empty() || part.name == "defaultobject") part.name = clean_name(stem);
    for (std::size_t v = 0; v < part.positions.size(); ++v) {
        const glm::vec3& p = part.positions[v];
        if (std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z)) continue;
        fail(path, "vertex " + std::to_string(v) + " of '" + part.name + "' is (" + std::to_string(p.x) + ", " +
                       std::to_string(p.y) + ", " + std::to_string(p.z) + "): coordinates must be finite. Repair it where it was made");
    }
    if (extension_of(path) != ".ply") join_vertices(part.positions, part.triangles, job);
    std::erase_if(part.triangles, [](const Triangle& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; });
    return {std::move(part.name), Mesh(std::move(part.positions), std::move(part.triangles))};
}

std::vector<NamedMesh> import(const fs::path& path, Job& job) {
    Assimp::Importer importer;
    keep_only_importer_for(importer, extension_of(path));
    importer.SetIOHandler(new FilesWithoutMaterials);        // owned by the importer, as is the next
    importer.SetProgressHandler(new Progress(job));
    importer.SetPropertyInteger(AI_CONFIG_IMPORT_NO_SKELETON_MESHES, 1);
    const aiScene* scene = importer.ReadFile(path.string(), aiProcess_ValidateDataStructure | aiProcess_Triangulate);
    job.poll();
    if (!scene || !scene->mRootNode) {
        const std::string reason = importer.GetErrorString();
        fail(path, "it is damaged or not a " + extension_of(path) + " file (" + (reason.empty() ? "no mesh in it" : reason) +
                       "). Check its extension or export it again");
    }
    std::vector<Part> parts;
    collect(*scene, *scene->mRootNode, aiMatrix4x4(), path, parts, job);
    std::vector<NamedMesh> meshes;
    for (Part& part : parts) {
        if (part.triangles.empty()) continue;                // points or lines only
        meshes.push_back(finished(std::move(part), path, job));
        job.set_progress(parsing_share + (1 - parsing_share) * static_cast<double>(meshes.size()) / static_cast<double>(parts.size()));
    }
    std::erase_if(meshes, [](const NamedMesh& named) { return named.mesh.triangle_count() == 0; });
    if (meshes.empty()) fail(path, "it has no triangles. Export a mesh with faces");
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
