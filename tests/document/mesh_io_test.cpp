// Mesh files: round trips in each format, names, joining of vertices, replacing a file.
#include <cmath>

#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};

}  // namespace

TEST_CASE_FIXTURE(Folder, "a mesh that is saved and loaded is the same mesh in each format") {
    const Mesh torus = make_torus();
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        const auto path = file("torus" + extension);
        save_meshes(path, {object("ring one", torus)}, job);
        const std::vector<Object> loaded = load_meshes(path, job);
        REQUIRE(loaded.size() == 1);
        const Mesh& mesh = *loaded[0].mesh;
        CHECK(mesh.vertex_count() == torus.vertex_count());
        CHECK(mesh.triangle_count() == torus.triangle_count());
        CHECK(mesh.is_closed());
        CHECK(mesh.volume() == Approx(torus.volume()).epsilon(1e-5));
        CHECK(mesh.area() == Approx(torus.area()).epsilon(1e-5));
        const bool keeps_names = extension == ".obj" || extension == ".gltf" || extension == ".glb";
        CHECK(loaded[0].name == (!keeps_names ? "torus" : "ring one"));
    }
}

TEST_CASE_FIXTURE(Folder, "OBJ keeps every bit of a coordinate") {
    const Mesh mesh({{0.1f, 1e-20f, 16777217.0f}, {1.0f / 3, -2.5e8f, 3}, {0, 1, 7.0000005f}}, {{0, 1, 2}});
    save_meshes(file("t.obj"), {object("t", mesh)}, job);
    CHECK(load_meshes(file("t.obj"), job)[0].mesh->positions() == mesh.positions());
}

TEST_CASE_FIXTURE(Folder, "a mesh of micrometre size keeps its vertices in each format") {
    const Mesh tiny = make_uv_sphere(1e-6f);
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        save_meshes(file("tiny" + extension), {object("tiny", tiny)}, job);
        CHECK(load_meshes(file("tiny" + extension), job)[0].mesh->vertex_count() == tiny.vertex_count());
    }
}

TEST_CASE_FIXTURE(Folder, "glTF keeps names with quotes and letters of any script") {
    const std::string name = "a \"b\" \\ gr\xC3\xBC\xC3\x9F \xE6\xBC\xA2";
    for (const char* extension : {".gltf", ".glb", ".GLB"}) {
        const auto path = file(std::string("my names") + extension);
        save_meshes(path, {object(name, make_cube())}, job);
        CHECK(load_meshes(path, job)[0].name == name);
    }
}

TEST_CASE_FIXTURE(Folder, "several objects keep their names, places and winding") {
    Object a = object("left", make_cube()), b = object("right", make_cube());
    a.location = {-5, 0, 0};
    b.location = {5, 1, 2};
    b.rotation = {0, 0, glm::radians(90.0f)};
    b.scale = {2, -1, 1};  // mirrored, so the winding must be reversed
    for (const char* extension : {".obj", ".gltf", ".glb"}) {
        CAPTURE(extension);
        const auto path = file(std::string("two") + extension);
        save_meshes(path, {a, b}, job);
        const std::vector<Object> loaded = load_meshes(path, job);
        REQUIRE(loaded.size() == 2);
        CHECK(loaded[0].name == "left");
        CHECK(loaded[1].name == "right");
        CHECK(loaded[0].bounds().low.x == Approx(-6));
        CHECK(loaded[1].bounds().high.y == Approx(3));
        CHECK(loaded[1].bounds().high.z == Approx(3));
        CHECK(std::abs(loaded[1].mesh->volume() * glm::determinant(glm::mat3(loaded[1].matrix()))) == Approx(16));
    }
    for (const char* extension : {".stl", ".ply"}) {
        CAPTURE(extension);
        const auto path = file(std::string("two") + extension);
        save_meshes(path, {a, b}, job);
        const std::vector<Object> loaded = load_meshes(path, job);
        REQUIRE(loaded.size() == 1);
        CHECK(loaded[0].mesh->triangle_count() == 24);
        CHECK(loaded[0].mesh->volume() == Approx(24));
    }
}

TEST_CASE_FIXTURE(Folder,
                  "texts by other programs are read: polygons, groups, materials, negative indices, Windows lines") {
    const auto path = write(
        "made.obj",
        "# made\r\nmtllib missing.mtl\r\no box\r\nv 0 0 0\r\nv 1 0 0\r\nv 1 1 0\r\nv 0 1 0\r\nusemtl red\r\n"
        "f 1 2 3 4\r\nl 1 2\r\no flag\r\nv 0 0 1\r\nv 1 0 1\r\nv 0 1 1\r\nf -3 -2 -1\r\n");
    const std::vector<Object> loaded = load_meshes(path, job);
    REQUIRE(loaded.size() == 2);
    CHECK(loaded[0].name == "box");
    CHECK(loaded[0].mesh->triangle_count() == 2);
    CHECK(loaded[0].mesh->vertex_count() == 4);
    CHECK(loaded[1].name == "flag");
    CHECK(loaded[1].mesh->area() == Approx(0.5));
    const auto ply = write("made.ply", "ply\nformat ascii 1.0\ncomment hand made\nelement vertex 4\nproperty float "
                                       "x\nproperty float y\nproperty float z\n"
                                       "element face 1\nproperty list uchar int vertex_indices\n"
                                       "end_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n");
    CHECK(load_meshes(ply, job)[0].mesh->area() == Approx(1));
    const auto stl = write("made.stl", "solid part\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex "
                                       "0 1 0\nendloop\nendfacet\nendsolid part\n");
    CHECK(load_meshes(stl, job)[0].mesh->area() == Approx(0.5));
}

TEST_CASE_FIXTURE(Folder, "names from files become valid UTF-8") {
    const auto path = write("n.obj", "o gr\xC3\xBC\xC3\x9F\xFF\x01\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    CHECK(load_meshes(path, job)[0].name == "gr\xC3\xBC\xC3\x9F__");
}

TEST_CASE_FIXTURE(Folder, "saving leaves no temporary file, and a failure keeps the old file") {
    const auto path = file("keep.gltf");
    save_meshes(path, {object("a", make_cube())}, job);
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(this->path())) ++entries;
    CHECK(entries == 1);  // the buffer is in it
    const std::string before = read(path);
    const std::vector<Object> one_hollow{object("a", make_cube()), object("hollow", Mesh())};
    CHECK(error_of<MeshFileError>([&] { save_meshes(path, one_hollow, job); }).find("'hollow' has no triangles") !=
          std::string::npos);
    Job cancelled("cancelled");
    cancelled.cancel();
    CHECK_THROWS_AS(save_meshes(path, {object("a", make_uv_sphere())}, cancelled), Cancelled);
    CHECK(read(path) == before);
}

TEST_CASE_FIXTURE(Folder, "a cancelled save or load ends and keeps the old file") {
    const Object big = object("big", make_uv_sphere(1, 400, 200));
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        const auto path = file("old" + extension);
        save_meshes(path, {object("old", make_cube())}, job);
        WorkerPool pool(1);
        for (const bool saving : {true, false}) {
            std::atomic<bool> started{false};
            const JobPtr during = pool.submit("io", [&](Job& j) {
                started = true;
                if (saving)
                    for (;;) save_meshes(file("new" + extension), {big}, j);
                else
                    for (;;) load_meshes(path, j);
            });
            wait_until([&] { return started.load(); });
            during->cancel();
            during->wait();
            CHECK_THROWS_AS(during->rethrow(), Cancelled);
        }
        CHECK(load_meshes(path, job)[0].mesh->triangle_count() == 12);
    }
}

TEST_CASE_FIXTURE(Folder, "the error for a mesh that cannot be saved gives the reason") {
    const Object cube = object("a", make_cube());
    const auto refusal = [&](const std::filesystem::path& path, const std::vector<Object>& objects) {
        const std::string error = error_of<MeshFileError>([&] { save_meshes(path, objects, job); });
        CHECK(error.find("cannot write '" + path.string() + "': ") == 0);
        return error;
    };
    CHECK(refusal(file("a.xyz"), {cube}).find("'.xyz' are not written; writable are '.obj', '.stl'") !=
          std::string::npos);
    CHECK(refusal(file("a"), {cube}).find("no extension") != std::string::npos);
    CHECK(refusal(file("missing/a.obj"), {cube}).find("there is no folder") != std::string::npos);
    write("file.obj", "");
    CHECK(refusal(file("file.obj") / "a.obj", {cube}).find("file.obj' is a file and no folder") != std::string::npos);
    try {
        save_meshes(file("missing/a.obj"), {cube}, job);
        FAIL("saved");
    } catch (const MeshFileSystemError& error) { CHECK(error.code == std::errc::no_such_file_or_directory); }
    CHECK(refusal(file("a.obj"), {}).find("no object") != std::string::npos);
    CHECK(refusal("/proc/a.obj", {cube}).find("folder '/proc'") != std::string::npos);
    CHECK(refusal(file("out.fbx"), {cube}).find("'.fbx' are not written") != std::string::npos);
    CHECK(refusal("/dev/full.stl", {object("hollow", Mesh())}).find("no triangles") != std::string::npos);
    std::filesystem::create_directory(file("folder.obj"));
    CHECK(refusal(file("folder.obj"), {cube}).find("is a folder") != std::string::npos);
}
