// Scenes with every kind of property, saved, compared and damaged.
#pragma once
#include "api/document/scene_file/scene_file.h"

#include <sys/stat.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "api/document/scene_file/manifest.h"
#include "api/document/scene_file/npy.h"
#include "api/document/scene_file/zip_reader.h"
#include "api/document/scene_file/zip_writer.h"
#include "tests/document/fixtures.h"

namespace gimbal::document {
// A mesh with numbers that a text format would round.
inline Mesh odd_mesh(unsigned seed, std::size_t count) {
    std::mt19937 random(seed);
    std::vector<glm::vec3> positions(count);
    for (glm::vec3& p : positions)
        for (int i = 0; i < 3; ++i) {
            const auto bits = static_cast<std::uint32_t>(random());
            float number = 0;
            std::memcpy(&number, &bits, sizeof number);
            p[i] = std::isfinite(number) ? number : -0.0f;
        }
    std::vector<Triangle> triangles(count);
    for (Triangle& t : triangles)
        for (std::uint32_t& corner : t) corner = static_cast<std::uint32_t>(random() % count);
    return Mesh(std::move(positions), std::move(triangles));
}

template <class Row>
bool same_bits(const std::vector<Row>& a, const std::vector<Row>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Row)) == 0);
}

// A scene with each kind of property away from its default.
inline void fill(Document& document) {
    const ObjectId first = document.add("Ring \xC3\xA4 'quoted'", shared(odd_mesh(1, 1000)));
    const ObjectId second = document.add("empty", shared(Mesh()));
    const ObjectId third = document.add("moved",
                                        shared(document.mesh(first)->with_positions(odd_mesh(2, 1000).positions())));
    const ObjectId fourth = document.add("shares", document.mesh(first));
    document.modify(first, [](Object& object) {
        object.location = {0.1f, -2.5e-30f, 3e30f};
        object.rotation = {0.3f, 1 / 3.0f, -0.7f};
        object.scale = {1, -2, 0.1f};
        object.colour = {0.1f, 0.2f, 0.3f, 0.4f};
        object.visible = false;
    });
    document.select(std::vector{fourth, second, third});
    Camera camera;
    camera.target = {1, 2, 3};
    camera.yaw = 0.1f;
    camera.orthographic = true;
    document.set_camera(camera);
    document.keep_scripts({{"print('\xE2\x82\xAC')\n", "/tmp/a.py", 3, 7, true}, {"", "", 1, 1, false}}, 0);
}

inline void check_equal(const Document& left, const Document& right) {
    const ScenePtr a = left.snapshot(), b = right.snapshot();
    std::vector<const Object*> objects;
    b->for_each([&](ObjectId, const Object& object) { objects.push_back(&object); });
    REQUIRE(a->object_count() == objects.size());
    std::size_t at = 0;
    a->for_each([&](ObjectId, const Object& object) {
        const Object& other = *objects[at++];
        CHECK(object.name == other.name);
        CHECK(object.location == other.location);
        CHECK(object.rotation == other.rotation);
        CHECK(object.scale == other.scale);
        CHECK(object.colour == other.colour);
        CHECK(object.visible == other.visible);
        CHECK(same_bits(object.mesh->positions(), other.mesh->positions()));
        CHECK(same_bits(object.mesh->triangles(), other.mesh->triangles()));
        CHECK(same_bits(object.mesh->lines(), other.mesh->lines()));
        CHECK(same_bits(object.mesh->colours(), other.mesh->colours()));
    });
    CHECK(left.camera() == right.camera());
    CHECK(*left.scripts() == *right.scripts());
    std::vector<std::string> selected[2];
    for (const ObjectId id : a->selection()) selected[0].push_back(a->find(id)->name);
    for (const ObjectId id : b->selection()) selected[1].push_back(b->find(id)->name);
    CHECK(selected[0] == selected[1]);
}

inline std::string refusal(const std::filesystem::path& path) {
    Document document;
    document.add("stays", shared(tetrahedron()));
    Job job("load");
    const std::string words = error_of<SceneFileError>([&] { load_scene(document, path, job); });
    CHECK(document.object_count() == 1);
    return words;
}

inline bool contains(const std::string& text, std::string_view part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

// A saved scene, and its bytes to damage.
struct SavedScene {
    SavedScene() {
        fill(document);
        save_scene(document, path, job);
    }
    // Another archive with this manifest and one good mesh.
    std::string refusal_of(const std::string& manifest, Packing packing = Packing::deflated) {
        ZipWriter zip(folder.file("other.gimbal"));
        zip.add("manifest.json", packing, manifest, job);
        const Mesh mesh = tetrahedron();
        const auto bytes = [](const auto& rows) {
            return std::string_view(reinterpret_cast<const char*>(rows.data()), rows.size() * 12);
        };
        zip.add("v.npy", packing, npy_header(npy_float32, 4, 3), bytes(mesh.positions()), job);
        zip.add("t.npy", packing, npy_header(npy_uint32, 4, 3), bytes(mesh.triangles()), job);
        const std::vector<Triangle> far{{9, 0, 1}};
        zip.add("far.npy", packing, npy_header(npy_uint32, 1, 3), bytes(far), job);
        zip.add("long.npy", packing, npy_header(npy_float32, 1u << 30, 3), bytes(mesh.positions()), job);
        zip.add("huge.npy", packing, npy_header(npy_float32, 999999999999999, 3), bytes(mesh.positions()), job);
        zip.finish();
        return refusal(folder.file("other.gimbal"));
    }
    Folder folder;
    std::filesystem::path path = folder.file("scene.gimbal");
    Document document;
    Job job{"save"};
};

inline std::string manifest_with(const std::string& rest, const std::string& version = "1") {
    return R"({"format": "gimbal scene", "version": )" + version + ", " + rest + "}";
}

}  // namespace gimbal::document
