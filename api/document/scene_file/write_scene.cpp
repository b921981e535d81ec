// Gathers the meshes that objects share, then writes the manifest and each mesh once.
#include <map>
#include <system_error>

#include "api/document/io/save_error.h"
#include "api/document/scene_file/manifest.h"
#include "api/document/scene_file/npy.h"
#include "api/document/scene_file/scene_file.h"
#include "api/document/scene_file/zip_writer.h"

namespace gimbal::document {
namespace {

// The meshes of a scene, each once, with the names of their members.
struct MeshList {
    std::vector<MeshPtr> meshes;
    std::vector<MeshMembers> members;
    std::vector<bool> owns_topology;  // false: an earlier mesh has written its triangles and lines
    std::vector<bool> owns_colours;
    std::map<const Mesh*, std::size_t> places;
    std::map<const void*, std::string>
        folders;  // by the address of triangles and colours, which copies of a mesh share

    std::size_t place_of(const MeshPtr& mesh) {
        const auto [found, is_new] = places.try_emplace(mesh.get(), meshes.size());
        if (is_new) add(mesh);
        return found->second;
    }
    void add(const MeshPtr& mesh) {
        const std::string folder = "meshes/" + std::to_string(meshes.size());
        const auto [shared, is_new] = folders.try_emplace(&mesh->triangles(), folder);
        const auto [colours, new_colours] = folders.try_emplace(&mesh->colours(), folder);
        meshes.push_back(mesh);
        members.push_back({folder + "/vertices.npy", shared->second + "/triangles.npy",
                           mesh->lines().empty() ? "" : shared->second + "/lines.npy",
                           mesh->colours().empty() ? "" : colours->second + "/colours.npy"});
        owns_topology.push_back(is_new);
        owns_colours.push_back(new_colours && !mesh->colours().empty());
    }
};

template <class Row>
std::string_view bytes_of(const std::vector<Row>& rows) {
    return {reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(Row)};
}

Manifest manifest_of(const SceneToWrite& scene, MeshList& meshes, Job& job) {
    Manifest manifest;
    manifest.camera = scene.camera;
    std::map<std::uint32_t, std::size_t> place_of_slot;
    scene.scene->for_each([&](ObjectId id, const Object& object) {
        job.poll();
        place_of_slot[id.index] = manifest.objects.size();
        manifest.mesh_of.push_back(meshes.place_of(object.mesh));
        manifest.objects.push_back(object);
    });
    manifest.meshes = meshes.members;
    for (const ObjectId id : scene.scene->selection())
        if (scene.scene->find(id)) manifest.selection.push_back(place_of_slot.at(id.index));
    for (const SceneScript& script : *scene.scripts)
        manifest.scripts.push_back({"scripts/" + std::to_string(manifest.scripts.size()) + ".py", script});
    return manifest;
}

void write_meshes(ZipWriter& zip, const MeshList& meshes, std::uint64_t all_bytes, Job& job) {
    for (std::size_t i = 0; i < meshes.meshes.size(); ++i) {
        const Mesh& mesh = *meshes.meshes[i];
        zip.add(meshes.members[i].vertices, Packing::stored, npy_header(npy_float32, mesh.vertex_count(), 3),
                bytes_of(mesh.positions()), job);
        if (meshes.owns_topology[i]) {
            zip.add(meshes.members[i].triangles, Packing::stored, npy_header(npy_uint32, mesh.triangle_count(), 3),
                    bytes_of(mesh.triangles()), job);
            if (!mesh.lines().empty())
                zip.add(meshes.members[i].lines, Packing::stored, npy_header(npy_uint32, mesh.lines().size(), 2),
                        bytes_of(mesh.lines()), job);
        }
        if (meshes.owns_colours[i])
            zip.add(meshes.members[i].colours, Packing::stored, npy_header(npy_float32, mesh.colours().size(), 4),
                    bytes_of(mesh.colours()), job);
        job.set_progress(static_cast<double>(zip.bytes_written()) / static_cast<double>(all_bytes));
    }
}

}  // namespace

SceneToWrite scene_to_write(const Document& document) {
    return {document.snapshot(), document.camera(), document.scripts()};
}

std::uint64_t byte_count(const Scene& scene) {
    std::map<const void*, std::uint64_t> parts;
    scene.for_each([&](ObjectId, const Object& object) {
        parts[object.mesh.get()] = bytes_of(object.mesh->positions()).size();
        parts[&object.mesh->triangles()] = bytes_of(object.mesh->triangles()).size();
        parts[&object.mesh->lines()] = bytes_of(object.mesh->lines()).size();
        parts[&object.mesh->colours()] = bytes_of(object.mesh->colours()).size();
    });
    std::uint64_t bytes = 0;
    for (const auto& [part, size] : parts) bytes += size;
    return bytes;
}

void write_scene_file(const std::filesystem::path& path, const SceneToWrite& scene, Job& job) try {
    for (const SceneScript& script : *scene.scripts)
        if (script.text.size() > longest_script)
            throw SceneFileError("cannot save '" + path.string() + "': the script " +
                                 (script.file.empty() ? "without a name" : "'" + script.file + "'") +
                                 " is longer than 16 MiB. Close it in the editor");
    console::remove_left_over_files(path);
    MeshList meshes;
    const Manifest manifest = manifest_of(scene, meshes, job);
    ZipWriter zip(path);
    zip.add("manifest.json", Packing::deflated, manifest_text(manifest), job);
    for (const ScriptMember& member : manifest.scripts)
        zip.add(member.member, Packing::deflated, member.script.text, job);
    write_meshes(zip, meshes, byte_count(*scene.scene) + 1, job);
    job.poll();
    zip.finish();
} catch (const std::system_error& error) {
    if (!is_no_ordinary_file(path)) throw;
    throw SceneFileError("cannot save '" + path.string() + "': " + why_not_saved(path, error.code()));
}

}  // namespace gimbal::document
