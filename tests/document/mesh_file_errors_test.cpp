// Invalid mesh files: each one causes an error with the file and the problem, and none ends the program.
#include <sys/fsuid.h>
#include <sys/stat.h>

#include <cmath>
#include <cstring>
#include <random>

#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

Job job{"test"};

struct BadFiles : Folder {
    std::string valid(const std::string& extension) const {
        Object cube;
        cube.name = "cube";
        cube.mesh = shared(make_cube());
        save_meshes(file("valid" + extension), {cube}, job);
        return read(file("valid" + extension));
    }
    std::string refusal(const std::filesystem::path& path) const {
        const std::string error = error_of<MeshFileError>([&] { load_meshes(path, job); });
        CAPTURE(error);
        CHECK(error.find("cannot read '" + path.string() + "': ") == 0);
        return error;
    }
};

bool has(const std::string& text, const char* part) {
    if (text.find(part) == std::string::npos) MESSAGE("in: ", text);
    return text.find(part) != std::string::npos;
}

std::string ply(const std::string& vertices, const std::string& faces, int vertex_count, int face_count) {
    return "ply\nformat ascii 1.0\nelement vertex " + std::to_string(vertex_count) +
           "\nproperty float x\nproperty float y\nproperty float z\nelement face " + std::to_string(face_count) +
           "\nproperty list uchar int vertex_indices\nend_header\n" + vertices + faces;
}

}  // namespace

TEST_CASE_FIXTURE(BadFiles, "a missing file, an empty file, a folder and an unknown format are errors") {
    CHECK(has(refusal(file("none.obj")), "there is no such file"));
    for (const std::string& extension : mesh_extensions()) CHECK(has(refusal(write("empty" + extension, "")), "empty"));
    std::filesystem::create_directory(file("folder.ply"));
    CHECK(has(refusal(file("folder.ply")), "it is a folder"));
    CHECK(has(refusal(write("picture.png", "x")),
              "'.png' are not read; readable are '.obj', '.stl', '.ply', '.off', '.gltf', '.glb'"));
    CHECK(has(refusal(write("noextension", "x")), "no extension"));
    REQUIRE(mkfifo(file("pipe.obj").c_str(), 0600) == 0);
    CHECK(has(refusal(file("pipe.obj")), "not an ordinary file"));
}

TEST_CASE_FIXTURE(BadFiles, "a file without read permission is an error") {
    const auto path = write("secret.obj", "v 0 0 0\n");
    chmod(path.c_str(), 0);
    setfsuid(65534);  // of this thread, because root may read everything
    const std::string error = error_of<MeshFileError>([&] { load_meshes(path, job); });
    setfsuid(geteuid());
    CHECK(has(error, "permission denied"));
}

TEST_CASE_FIXTURE(BadFiles, "the error for a truncated file says so if the format shows it") {
    for (const char* extension : {".stl", ".ply", ".glb"}) {
        CAPTURE(extension);
        const std::string whole = valid(extension);
        CHECK(has(refusal(write(std::string("half") + extension, whole.substr(0, whole.size() - 20))), "cut off"));
        refusal(write(std::string("stump") + extension, whole.substr(0, 30)));
    }
    refusal(write("half.gltf", valid(".gltf").substr(0, 200)));
    CHECK(has(refusal(write("text.stl", "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\n")), "endsolid"));
    CHECK(has(refusal(write("text.ply", ply("0 0 0\n1 0 0\n", "", 3, 1))),
              "declares 3 of element 'vertex', and it ends after 2"));
    CHECK(has(refusal(write("huge.ply", "ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\nproperty "
                                        "float x\nproperty float y\nproperty float z\n"
                                        "element face 1\nproperty list uchar int vertex_indices\nend_header\n1234")),
              "cut off"));
}

TEST_CASE_FIXTURE(BadFiles, "binary garbage is an error in each format") {
    std::mt19937 random(1);
    for (const std::string& extension : mesh_extensions())
        for (int size : {1, 50, 84, 1000, 100000}) {
            CAPTURE(extension);
            CAPTURE(size);
            std::string garbage(static_cast<std::size_t>(size), '\0');
            for (char& c : garbage) c = static_cast<char>(random());
            refusal(write("garbage" + extension, garbage));
        }
}

TEST_CASE_FIXTURE(BadFiles, "a file without vertices is an error") {
    CHECK(has(refusal(write("none.obj", "# nothing\n")), "no vertices"));
    CHECK(has(refusal(write("none.ply", ply("", "", 0, 0))), "no vertices"));
    CHECK(has(refusal(write("none.off", "OFF\n0 0 0\n")), "no vertices"));
    CHECK(has(refusal(write("none.stl", std::string(84, '\0'))), "0 triangles"));
    CHECK(has(refusal(write("text.stl", "solid a\nendsolid a\n")), "no vertices"));
    CHECK(has(refusal(write("none.gltf", R"({"asset":{"version":"2.0"}})")), "no vertices"));
}

TEST_CASE_FIXTURE(BadFiles, "coordinates that are not finite are an error") {
    CHECK(has(refusal(write("nan.obj", "v 0 0 0\nv nan 0 0\nv 0 1 0\nf 1 2 3\n")), "finite"));
    CHECK(has(refusal(write("inf.ply", ply("0 0 0\n1 0 0\n0 inf 0\n", "3 0 1 2\n", 3, 1))), "vertex 2"));
    std::string stl = valid(".stl");
    const float nan = std::nanf("");
    std::memcpy(stl.data() + 84 + 12, &nan, 4);
    CHECK(has(refusal(write("nan.stl", stl)), "vertex 0 is (nan"));
}

TEST_CASE_FIXTURE(BadFiles, "indices out of range are an error") {
    CHECK(has(refusal(write("far.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 99\n")), "far.obj"));
    CHECK(has(refusal(write("far.ply", ply("0 0 0\n1 0 0\n0 1 0\n", "3 0 1 99\n", 3, 1))), "vertex 99"));
    CHECK(has(refusal(write("negative.ply", ply("0 0 0\n1 0 0\n0 1 0\n", "3 0 1 -5\n", 3, 1))), "vertex -5"));
    std::string binary = valid(".ply");
    const std::uint32_t far = 1000;
    std::memcpy(binary.data() + binary.size() - 4, &far, 4);
    CHECK(has(refusal(write("binary.ply", binary)), "uses vertex 1000, but there are 8"));
}

TEST_CASE_FIXTURE(BadFiles, "a face without corners is skipped") {
    const auto path = write("hollow.ply", ply("0 0 0\n1 0 0\n0 1 0\n", "0\n3 0 1 2\n", 3, 2));
    CHECK(load_meshes(path, job).at(0).mesh->triangle_count() == 1);
}

TEST_CASE_FIXTURE(BadFiles, "damaged files of each format never end the program") {
    std::mt19937 random(7);
    for (const std::string& extension : mesh_extensions()) {
        const std::string whole = valid(extension);
        for (int i = 0; i < 150; ++i) {
            std::string damaged = whole;
            if (i % 3 == 0) damaged.resize(random() % damaged.size());
            for (unsigned k = 0; k < 1 + random() % 8 && !damaged.empty(); ++k)
                damaged[random() % damaged.size()] = static_cast<char>(random());
            const auto path = write("damaged" + extension, damaged);
            try {
                load_meshes(path, job);
            } catch (const MeshFileError& error) {
                CHECK(std::string(error.what()).find(path.string()) != std::string::npos);
            }
        }
    }
}
