// Written files are read back: random meshes in every format, axes, units, links and modes.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <set>

#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};

// Any finite number: denormal, huge, -0.
float any_float(std::mt19937& random) {
    for (;;) {
        const float value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (std::isfinite(value)) return value;
    }
}

Mesh random_mesh(std::mt19937& random) {
    std::vector<glm::vec3> positions(3 + random() % 40);
    for (glm::vec3& p : positions) p = {any_float(random), any_float(random), any_float(random)};
    std::vector<Triangle> triangles;
    const auto vertex = [&] { return static_cast<std::uint32_t>(random() % positions.size()); };
    for (std::size_t i = 0; i < 1 + random() % 60; ++i) {
        const Triangle t{vertex(), vertex(), vertex()};
        if (t[0] != t[1] && t[1] != t[2] && t[2] != t[0]) triangles.push_back(t);
    }
    if (triangles.empty()) triangles.push_back({0, 1, 2});
    std::vector<Line> lines;
    for (std::size_t i = 0; i < random() % 4; ++i) lines.push_back({vertex(), vertex()});
    return Mesh(std::move(positions), std::move(triangles), std::move(lines));
}

std::string bits_of(const std::vector<glm::vec3>& positions) {
    return {reinterpret_cast<const char*>(positions.data()), positions.size() * sizeof(glm::vec3)};
}

// STL has no vertices, only the corners of triangles.
std::string corner_bits(const Mesh& mesh) {
    std::vector<glm::vec3> corners;
    for (const Triangle& t : mesh.triangles())
        for (std::uint32_t v : t) corners.push_back(mesh.positions()[v]);
    return bits_of(corners);
}

}  // namespace

TEST_CASE_FIXTURE(Folder, "random meshes come back bit for bit in each format, with either axis up") {
    std::mt19937 random(11);
    for (int i = 0; i < 60; ++i) {
        const Object before = object("thing", random_mesh(random));
        for (const std::string& extension : mesh_extensions()) {
            for (const auto& up : {std::optional<UpAxis>(), std::optional(UpAxis::z)}) {
                CAPTURE(extension);
                CAPTURE(i);
                save_meshes(file("t" + extension), {before}, job, {up});
                const std::vector<Object> loaded = load_meshes(file("t" + extension), job, {up});
                REQUIRE(loaded.size() == 1);
                const Mesh& after = *loaded[0].mesh;
                CHECK(corner_bits(after) == corner_bits(*before.mesh));
                CHECK(loaded[0].rotation == glm::vec3(0));
                if (extension == ".stl") continue;
                CHECK(bits_of(after.positions()) == bits_of(before.mesh->positions()));
                CHECK(after.triangles() == before.mesh->triangles());
                CHECK(after.lines() == before.mesh->lines());
            }
        }
    }
}

TEST_CASE_FIXTURE(Folder, "point clouds come back, and STL refuses them") {
    const Object cloud = object("cloud", Mesh({{1, 2, 3}, {4, 5, 6}}, {}));
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        if (extension == ".stl") {
            CHECK(error_of<MeshFileError>([&] { save_meshes(file("c.stl"), {cloud}, job); }).find("save as PLY") !=
                  std::string::npos);
            continue;
        }
        save_meshes(file("c" + extension), {cloud}, job);
        CHECK(load_meshes(file("c" + extension), job).at(0).mesh->positions() == cloud.mesh->positions());
    }
}

TEST_CASE_FIXTURE(Folder, "a glTF file has Y up and keeps transforms and shared meshes") {
    Object a = object("a", make_torus()), b = a;
    b.name = "b";
    b.location = {1, 2, 3};
    b.rotation = {0.3f, -0.4f, 2.5f};
    b.scale = {2, -1, 0.5f};
    b.colour = {1, 0, 0.5f, 1};
    const auto path = file("two.glb");
    Object c = a;
    c.name = "c";
    save_meshes(path, {a, b, c}, job);
    const std::vector<Object> as_written = load_meshes(path, job, {UpAxis::z}), loaded = load_meshes(path, job);
    CHECK(as_written.at(1).location == glm::vec3(1, 3, -2));
    CHECK(as_written[0].bounds().high.y == Approx(a.bounds().high.z));
    REQUIRE(loaded.size() == 3);
    CHECK(loaded[0].mesh == loaded[2].mesh);
    CHECK(std::filesystem::file_size(path) < 2 * 24 * a.mesh->vertex_count() + 12 * a.mesh->triangle_count() + 2000);
    CHECK(loaded[1].location == b.location);
    CHECK(loaded[1].colour == b.colour);
    const glm::mat4 got = loaded[1].matrix(), wanted = b.matrix();
    for (int column = 0; column < 4; ++column)
        for (int row = 0; row < 4; ++row) CHECK(got[column][row] == Approx(wanted[column][row]).epsilon(1e-5));
}

TEST_CASE_FIXTURE(Folder, "an OBJ file has Y up: the object is turned and its vertices keep their numbers") {
    const auto path = write("y.obj", "v 0 0 0\nv 1 0 0\nv 0 9 0\nf 1 2 3\n");
    const Object y = load_meshes(path, job).at(0), z = load_meshes(path, job, {UpAxis::z}).at(0);
    CHECK(y.mesh->positions()[2] == glm::vec3(0, 9, 0));
    CHECK(y.rotation.x == Approx(glm::half_pi<float>()));
    CHECK(y.bounds().high == glm::vec3(1, 0, 9));
    CHECK(z.rotation == glm::vec3(0));
    CHECK(z.bounds().high.y == 9);
    CHECK(job.note() == "Loaded 1 object from y.obj (OBJ, Z up): 3 vertices, 1 triangle");
    save_meshes(file("again.obj"), {y}, job);  // turned back, bit for bit
    CHECK(job.note() == "Saved 1 object to again.obj (OBJ, turned from Z up to Y up): 3 vertices, 1 triangle");
    CHECK(read(file("again.obj")).find("v 0 9 0\n") != std::string::npos);
}

TEST_CASE_FIXTURE(Folder, "a scale converts units both ways") {
    Object cube = object("cube", make_cube());
    cube.location = {10, 0, 0};
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        save_meshes(file("mm" + extension), {cube}, job, {{}, 1000});
        CHECK(load_meshes(file("mm" + extension), job).at(0).bounds().high.x == Approx(11000));
        CHECK(load_meshes(file("mm" + extension), job, {{}, 0.001}).at(0).bounds().high.x == Approx(11));
    }
}

TEST_CASE_FIXTURE(Folder, "a save keeps links and modes, and no file of another name is written") {
    const Object cube = object("cube", make_cube());
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        const auto target = write("target" + extension, "old"), link = file("link" + extension);
        std::filesystem::create_symlink("target" + extension, link);
        chmod(target.c_str(), 0600);
        write("link.bin", "somebody's data");
        save_meshes(link, {cube}, job);
        CHECK(std::filesystem::is_symlink(link));
        CHECK(load_meshes(target, job).at(0).mesh->triangle_count() == 12);
        struct stat status {};
        REQUIRE(stat(target.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
        CHECK(read(file("link.bin")) == "somebody's data");
    }
}

TEST_CASE_FIXTURE(Folder, "the next save removes what a killed one has left") {
    const Object cube = object("cube", make_cube());
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);  // no process has this number now
    const auto left = write(".a.ply." + std::to_string(child) + ".0.gimbal-part", "half"),
               other = write(".b.ply." + std::to_string(child) + ".0.gimbal-part", "half of another file"),
               living = write(".a.ply." + std::to_string(getpid()) + ".77.gimbal-part", "of a living process"),
               foreign = write(".a.ply.notes.gimbal-part", "no file of ours"),
               also_foreign = write(".a.ply." + std::to_string(child) + ".0.part", "no file of ours");
    save_meshes(file("a.ply"), {cube}, job);
    for (const auto& gone : {left, other}) CHECK(!std::filesystem::exists(gone));
    for (const auto& kept : {living, foreign, also_foreign}) CHECK(std::filesystem::exists(kept));
}

TEST_CASE_FIXTURE(Folder, "a full disk keeps the old file in each format") {
    const Object big = object("big", make_uv_sphere(1, 200, 100)), small = object("small", make_cube());
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        const auto path = file("old" + extension);
        save_meshes(path, {small}, job);
        const std::string before = read(path);
        rlimit whole{};
        getrlimit(RLIMIT_FSIZE, &whole);
        rlimit little = whole;
        little.rlim_cur = before.size() + 5000;  // a write beyond it fails, as on a full disk
        const auto handler = signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &little);
        const std::string error = error_of<MeshFileError>([&] { save_meshes(path, {big}, job); });
        setrlimit(RLIMIT_FSIZE, &whole);
        signal(SIGXFSZ, handler);
        CHECK(error.find("cannot write '" + path.string() + "'") == 0);
        CHECK(read(path) == before);
        CHECK(std::distance(std::filesystem::directory_iterator(this->path()), {}) == 1);
        std::filesystem::remove(path);
    }
}

namespace {

// The place of each vertex in the scene. Files have floats.
std::vector<glm::vec3> world_positions(const std::vector<Object>& objects) {
    std::vector<glm::vec3> positions;
    for (const Object& object : objects)
        for (const glm::vec3& p : object.mesh->positions())
            positions.push_back(glm::vec3(object.exact_matrix() * glm::dvec4(p, 1)));
    return positions;
}

bool same_bits(const std::vector<glm::vec3>& a, const std::vector<glm::vec3>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(glm::vec3)) == 0;
}

}  // namespace

TEST_CASE_FIXTURE(Folder, "a load puts each vertex where it was at the save, bit for bit, in each format and axis") {
    Object a = object("a", tetrahedron()), b = object("b", make_cube(1 / 3.0f)),
           c = object("c", make_torus(1, 0.3f, 9, 7));
    a.location = {0.1f, -2.3f, 1e-7f};
    b.location = {1e6f, 0.7f, -1 / 3.0f};
    b.rotation = {0.3f, -0.4f, 2.5f};
    b.scale = {2, -1, 0.5f};
    c.rotation = {glm::half_pi<float>(), 0, 0};
    const std::vector<Object> objects{a, b, c};
    for (const std::string& extension : mesh_extensions())
        for (const auto axis : {std::optional<UpAxis>(), std::optional(UpAxis::y), std::optional(UpAxis::z)}) {
            CAPTURE(extension);
            const auto path = file("world" + extension);
            save_meshes(path, objects, job, {axis});
            const std::vector<Object> loaded = load_meshes(path, job, {axis});
            if (extension == ".stl") {  // it has no order of vertices
                REQUIRE(loaded.size() == 1);
                std::set<std::array<float, 3>> wanted, got;
                for (const glm::vec3& p : world_positions(objects)) wanted.insert({p.x, p.y, p.z});
                for (const glm::vec3& p : world_positions(loaded)) got.insert({p.x, p.y, p.z});
                CHECK(wanted == got);
            } else {
                CHECK(same_bits(world_positions(objects), world_positions(loaded)));
            }
            save_meshes(path, loaded, job, {axis});  // and again
            if (extension != ".stl")
                CHECK(same_bits(world_positions(objects), world_positions(load_meshes(path, job, {axis}))));
        }
}

TEST_CASE_FIXTURE(Folder, "a glTF node that was changed elsewhere is where its matrix says") {
    Object b = object("b", make_cube());
    b.rotation = {0.3f, -0.4f, 2.5f};
    const auto path = file("moved.gltf");
    save_meshes(path, {b}, job);
    std::string text = read(path);
    const std::size_t at = text.find("\"rotation\":[");
    REQUIRE(at != std::string::npos);
    text.replace(at, text.find(']', at) - at + 1, "\"rotation\":[0,0,0,1]");
    CHECK(load_meshes(write("moved.gltf", text), job).at(0).rotation == glm::vec3(0));
}

TEST_CASE_FIXTURE(Folder, "-0 stays -0 in a vertex that was not joined with another") {
    const glm::vec3 low(-0.0f, -1, -0.0f), high(1, -0.0f, 0), far(-0.0f, 1, 5);
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        save_meshes(file("zero" + extension), {object("zero", Mesh({low, high, far}, {{0, 1, 2}}))}, job);
        CHECK(same_bits(load_meshes(file("zero" + extension), job).at(0).mesh->positions(), {low, high, far}));
    }
    const auto text = write("zero-text.stl", "solid\nfacet normal 0 0 1\nouter loop\nvertex -0 -1 -0.0\nvertex 1 -0e5 0"
                                             "\nvertex -0. 1 5\nendloop\nendfacet\nendsolid\n");
    CHECK(same_bits(load_meshes(text, job).at(0).mesh->positions(), {low, high, far}));
}

TEST_CASE_FIXTURE(Folder, "a folder that is renamed during a save keeps nothing of it, and the save fails at once") {
    const Object big = object("big", make_uv_sphere(1, 400, 200));
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        const auto folder = file("before" + extension), moved = file("after" + extension);
        std::filesystem::create_directory(folder);
        WorkerPool pool(1);
        std::string error;
        const JobPtr saving = pool.submit("io", [&](Job& j) {
            while (error.empty())
                error = error_of<MeshFileError>([&] { save_meshes(folder / ("big" + extension), {big}, j); });
        });
        wait_until([&] { return std::filesystem::exists(folder / ("big" + extension)); });
        std::filesystem::rename(folder, moved);
        saving->wait();
        CHECK(error.find("there is no folder '" + folder.string() + "'") != std::string::npos);
        CHECK(std::distance(std::filesystem::directory_iterator(moved), {}) == 1);  // the whole file of a save before
        CHECK(load_meshes(moved / ("big" + extension), job).at(0).mesh->triangle_count() == big.mesh->triangle_count());
    }
}

TEST_CASE_FIXTURE(Folder, "units become metres, and the note says so") {
    Object cube = object("mm", make_cube(2));
    CHECK(save_meshes(file("mm.stl"), {cube}, job, {{}, 1, length_unit_of("mm")}).sentence("Saved") ==
          "Saved 1 object to mm.stl (STL, Z up, scale 1000 to millimetres): 8 vertices, 12 triangles");
    CHECK(load_meshes(file("mm.stl"), job).at(0).bounds().high.x == 1000);
    CHECK(load_meshes(file("mm.stl"), job, {{}, 1, length_unit_of("mm")}).at(0).bounds().high.x == 1);
    CHECK(job.note() ==
          "Loaded 1 object from mm.stl (STL, Z up, scale 0.001 from millimetres): 8 vertices, 12 triangles");
    CHECK(load_meshes(file("mm.stl"), job, {UpAxis::y, 2, length_unit_of("in")}).at(0).bounds().high.x == Approx(50.8));
    CHECK(job.note().find("turned from Y up to Z up, scale 0.0508 from inches") != std::string::npos);
    CHECK(error_of<std::invalid_argument>([] { length_unit_of("yards"); }) ==
          "unit must be one of 'm', 'cm', 'mm', 'km', 'in', 'ft', not 'yards'");
}

TEST_CASE_FIXTURE(Folder, "a file with several hard links keeps them, and all have the new content") {
    const Object cube = object("cube", make_cube()), big = object("big", make_uv_sphere(1, 40, 20));
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        const auto path = file("a" + extension), other = file("b" + extension);
        for (const Object* saved : {&cube, &big, &cube}) {
            save_meshes(path, {*saved}, job);
            if (!std::filesystem::exists(other)) std::filesystem::create_hard_link(path, other);
            CHECK(std::filesystem::hard_link_count(path) == 2);
            CHECK(read(path) == read(other));
            CHECK(load_meshes(other, job).at(0).mesh->triangle_count() == saved->mesh->triangle_count());
        }
    }
}
