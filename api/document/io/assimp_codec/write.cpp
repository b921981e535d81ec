// Writes meshes into one file, in world space.
#include "api/document/io/assimp_codec/codec.h"

#include <assimp/scene.h>

#include <assimp/Exporter.hpp>
#include <memory>
#include <stdexcept>

#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

aiMesh* to_assimp(const MeshToWrite& object, Job& job) {
    auto result = std::make_unique<aiMesh>();
    const std::vector<glm::vec3>& positions = object.mesh->positions();
    const std::vector<Triangle>& triangles = object.mesh->triangles();
    const glm::mat4 matrix = object.matrix;
    const bool mirrored = glm::determinant(glm::mat3(matrix)) < 0;
    result->mName = object.name;
    result->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
    result->mNumVertices = static_cast<unsigned>(positions.size());
    result->mVertices = new aiVector3D[positions.size()];
    in_chunks(positions.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            const glm::vec3 p = matrix * glm::vec4(positions[v], 1);
            result->mVertices[v] = {p.x, p.y, p.z};
        }
    });
    result->mNumFaces = static_cast<unsigned>(triangles.size());
    result->mFaces = new aiFace[triangles.size()];
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t) {
            const Triangle& corner = triangles[t];
            aiFace& face = result->mFaces[t];
            face.mNumIndices = 3;
            face.mIndices = new unsigned[3]{corner[0], corner[mirrored ? 2 : 1], corner[mirrored ? 1 : 2]};
        }
    });
    return result.release();
}

std::unique_ptr<aiScene> to_assimp(const std::vector<MeshToWrite>& objects, Job& job) {
    auto scene = std::make_unique<aiScene>();
    const auto count = static_cast<unsigned>(objects.size());
    scene->mMaterials = new aiMaterial* [1] { new aiMaterial };
    scene->mNumMaterials = 1;
    scene->mRootNode = new aiNode("scene");
    scene->mRootNode->mChildren = new aiNode* [count] {};
    scene->mMeshes = new aiMesh* [count] {};
    for (unsigned i = 0; i < count; ++i) {
        scene->mMeshes[i] = to_assimp(objects[i], job);
        ++scene->mNumMeshes;
        auto* node = scene->mRootNode->mChildren[i] = new aiNode(objects[i].name);
        ++scene->mRootNode->mNumChildren;
        node->mParent = scene->mRootNode;
        node->mNumMeshes = 1;
        node->mMeshes = new unsigned[1]{i};
    }
    return scene;
}

}  // namespace

void write_by_assimp(const std::filesystem::path& path, const char* format, const std::vector<MeshToWrite>& meshes,
                     Job& job) {
    const std::unique_ptr<aiScene> scene = to_assimp(meshes, job);
    Assimp::Exporter exporter;
    exporter.SetProgressHandler(new JobProgress(job, 1));  // owned by the exporter
    const aiReturn result = exporter.Export(scene.get(), format, path.string());
    job.poll();
    if (result != aiReturn_SUCCESS) throw std::runtime_error(exporter.GetErrorString());
}

}  // namespace gimbal::document
