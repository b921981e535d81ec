// Reads a file into raw meshes: one parser only, node transforms applied, triangles only.
#include "api/document/io/assimp_codec/codec.h"

#include <assimp/BaseImporter.h>
#include <assimp/DefaultIOSystem.h>
#include <assimp/importerdesc.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <strings.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <set>
#include <string_view>

#include "api/document/io/mesh_io.h"
#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

bool is_material(const char* file) {
    const std::string_view name(file);
    return name.size() >= 4 && strcasecmp(name.substr(name.size() - 4).data(), ".mtl") == 0;
}

// Never opens material files, so a missing or hanging one has no effect. Assimp 6 allows no class derived from its
// DefaultIOSystem.
class FilesWithoutMaterials : public Assimp::IOSystem {
public:
    bool Exists(const char* file) const override { return files_.Exists(file); }
    char getOsSeparator() const override { return files_.getOsSeparator(); }
    Assimp::IOStream* Open(const char* file, const char* mode) override {
        return is_material(file) ? nullptr : files_.Open(file, mode);
    }
    void Close(Assimp::IOStream* stream) override { files_.Close(stream); }
    bool ComparePaths(const char* one, const char* other) const override { return files_.ComparePaths(one, other); }

private:
    Assimp::DefaultIOSystem files_;
};

// Keeps only the parser for the extension, so that garbage never reaches the forty others.
void keep_only_importer_for(Assimp::Importer& importer, const std::string& extension) {
    for (std::size_t i = importer.GetImporterCount(); i-- > 0;) {
        Assimp::BaseImporter* candidate = importer.GetImporter(i);
        std::set<std::string> extensions;
        candidate->GetExtensionList(extensions);
        const bool glTF1 = std::string_view(candidate->GetInfo()->mName).starts_with("glTF Importer");
        if (extensions.contains(extension.substr(1)) && !glTF1) continue;
        importer.UnregisterLoader(candidate);
        delete candidate;  // unregistering makes us the owner
    }
}

void append(RawMesh& part, const aiMesh& mesh, const aiMatrix4x4& matrix, const fs::path& path, Job& job) {
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
    const bool mirrored = matrix.Determinant() <
                          0;  // such a matrix turns the triangles inside out, so swap two corners
    in_chunks(mesh.mNumFaces, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t f = first; f < last; ++f) {
            const aiFace& face = mesh.mFaces[f];
            if (face.mNumIndices != 3) continue;  // a point or a line
            for (unsigned k = 0; k < 3; ++k)
                if (face.mIndices[k] >= mesh.mNumVertices)
                    fail_reading(path, "face " + std::to_string(f) + " uses vertex " +
                                           std::to_string(face.mIndices[k]) + ", but there are " +
                                           std::to_string(mesh.mNumVertices) + ". Export it again");
            Triangle t{first_vertex + face.mIndices[0], first_vertex + face.mIndices[1],
                       first_vertex + face.mIndices[2]};
            if (mirrored) std::swap(t[1], t[2]);
            part.triangles.push_back(t);
        }
    });
}

// Depth first: one mesh for each node that has meshes.
void collect(const aiScene& scene, const aiNode& node, const aiMatrix4x4& above, const fs::path& path,
             std::vector<RawMesh>& parts, Job& job) {
    const aiMatrix4x4 matrix = above * node.mTransformation;
    if (node.mNumMeshes > 0) {
        RawMesh part;
        for (unsigned m = 0; m < node.mNumMeshes; ++m) append(part, *scene.mMeshes[node.mMeshes[m]], matrix, path, job);
        const bool named_by_user = node.mParent && node.mName.length > 0 && node.mName.data[0] != '<';
        const aiString& name = named_by_user ? node.mName : scene.mMeshes[node.mMeshes[0]]->mName;
        if (name.length > 0 && name.data[0] != '<')
            part.name.assign(name.C_Str(), name.length);  // '<…>': invented by Assimp
        parts.push_back(std::move(part));
    }
    for (unsigned c = 0; c < node.mNumChildren; ++c) collect(scene, *node.mChildren[c], matrix, path, parts, job);
}

}  // namespace

std::vector<RawMesh> read_by_assimp(const fs::path& path, const std::string& extension, Job& job) {
    Assimp::Importer importer;
    keep_only_importer_for(importer, extension);
    importer.SetIOHandler(new FilesWithoutMaterials);  // the importer owns this and the next
    importer.SetProgressHandler(new JobProgress(job, parsing_share));
    importer.SetPropertyInteger(AI_CONFIG_IMPORT_NO_SKELETON_MESHES, 1);
    const aiScene* scene = importer.ReadFile(path.string(), aiProcess_ValidateDataStructure | aiProcess_Triangulate);
    job.poll();
    if (!scene || !scene->mRootNode) {
        const std::string reason = importer.GetErrorString();
        fail_reading(path, "it is damaged or not a " + extension + " file (" +
                               (reason.empty() ? "no mesh in it" : reason) +
                               "). Check its extension or export it again");
    }
    std::vector<RawMesh> parts;
    collect(*scene, *scene->mRootNode, aiMatrix4x4(), path, parts, job);
    return parts;
}

}  // namespace gimbal::document
