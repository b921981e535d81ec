// The mesh and its derived data, the primitives, the camera.
#include <cmath>
#include <glm/gtc/constants.hpp>
#include <limits>

#include "api/document/scene/camera.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

TEST_CASE("a mesh throws for invalid indices and coordinates and names the first") {
    const std::vector<glm::vec3> three{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    CHECK(error_of<std::invalid_argument>([&] {
              Mesh(three, {{0, 1, 2}, {0, 1, 3}});
          }) == "triangle 1 uses vertex 3, but there are 3 (indices start at 0)");
    std::vector<glm::vec3> bad = three;
    bad[1].y = std::numeric_limits<float>::infinity();
    CHECK(error_of<std::invalid_argument>([&] { Mesh(bad, {}); }).find("vertex 1 of 3 is (1.000000, inf") == 0);
    bad[1].y = std::nanf("");
    CHECK_THROWS_AS(Mesh(three, {{0, 1, 2}}).with_positions(bad), std::invalid_argument);
    CHECK_THROWS_AS(Mesh(three, {{0, 1, 2}}).with_positions({}), std::invalid_argument);
    const float huge = std::numeric_limits<float>::max();
    CHECK(Mesh({{huge, huge, huge}}, {}).vertex_count() == 1);  // the sum is infinite, the coordinates are finite
}

TEST_CASE("area, volume, bounds and normals have their known values") {
    const Mesh cube = make_cube(2);
    CHECK(cube.area() == Approx(24));
    CHECK(cube.volume() == Approx(8));
    CHECK(cube.bounds().low == glm::vec3(-1));
    CHECK(cube.bounds().high == glm::vec3(1));
    const Mesh sphere = make_uv_sphere(1, 256, 128);
    CHECK(sphere.area() == Approx(4 * glm::pi<double>()).epsilon(0.001));
    CHECK(sphere.volume() == Approx(4 * glm::pi<double>() / 3).epsilon(0.001));
    for (std::size_t v = 0; v < sphere.vertex_count(); ++v)
        REQUIRE(glm::dot(sphere.vertex_normals()[v], sphere.positions()[v]) > 0.999f);
    const Mesh torus = make_torus(1, 0.25f, 256, 128);
    CHECK(torus.volume() == Approx(2 * glm::pi<double>() * glm::pi<double>() * 0.0625).epsilon(0.002));
    CHECK(make_cylinder(1, 2, 512).volume() == Approx(2 * glm::pi<double>()).epsilon(0.001));
    CHECK(make_cone(1, 3, 512).volume() == Approx(glm::pi<double>()).epsilon(0.001));
}

TEST_CASE("an empty mesh has all derived data") {
    const Mesh empty;
    CHECK(empty.bounds().empty);
    CHECK(empty.area() == 0);
    CHECK(empty.volume() == 0);
    CHECK_FALSE(empty.is_closed());
    CHECK(empty.vertex_normals().empty());
    CHECK(Mesh({{1, 2, 3}}, {}).vertex_normals()[0] == glm::vec3(0, 0, 1));
}

TEST_CASE("primitives are closed and face outwards") {
    for (const std::string& kind : primitive_kinds()) {
        CAPTURE(kind);
        const Mesh mesh = make_primitive(kind);
        CHECK(mesh.triangle_count() > 0);
        if (kind == "plane") {
            CHECK_FALSE(mesh.is_closed());
            CHECK(mesh.vertex_normals()[0] == glm::vec3(0, 0, 1));
        } else {
            CHECK(mesh.is_closed());
            CHECK(mesh.volume() > 0);
        }
    }
    CHECK(error_of<std::invalid_argument>([] { make_primitive("teapot"); }) ==
          "there is no primitive 'teapot': choose one of cube, plane, sphere, cylinder, cone, torus");
    CHECK_THROWS_AS(make_uv_sphere(1, 2, 24), std::invalid_argument);
    CHECK_THROWS_AS(make_cube(-1), std::invalid_argument);
}

TEST_CASE("a mesh is closed if each edge has two triangles in opposite directions") {
    CHECK(tetrahedron().is_closed());
    const std::vector<glm::vec3> p = tetrahedron().positions();
    CHECK_FALSE(Mesh(p, {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}}).is_closed());
    CHECK_FALSE(Mesh(p, {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 3, 2}}).is_closed());
}

TEST_CASE("threads that read derived data at the same time compute it once") {
    const Mesh mesh = make_uv_sphere(1, 200, 100), copy = mesh;
    std::vector<std::thread> threads;
    std::atomic<int> same{0};
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            const Mesh& mine = i % 2 ? copy : mesh;
            const bool one_result = mine.vertex_normals().data() == mesh.vertex_normals().data();
            if (mine.is_closed() && mine.volume() > 4 && !mine.bounds().empty && one_result) ++same;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(same == 4);
}

TEST_CASE("the camera orbits between its poles, pans with the mouse, zooms in steps and frames bounds") {
    Camera camera;
    camera.orbit(100, 100);
    CHECK(camera.pitch == Approx(glm::radians(89.9)));
    CHECK(std::abs(camera.yaw) <= 3.1416f);
    CHECK(std::isfinite(camera.view()[0][0]));
    camera = {};
    const float before = camera.distance;
    camera.zoom(1);
    CHECK(camera.distance == Approx(before / 1.2f));
    camera.zoom(-1e6f);
    CHECK(std::isfinite(camera.distance));
    camera = {};
    const glm::vec4 point(camera.target, 1);
    camera.pan({100, 0}, 400);  // the point under the mouse follows it to the right
    const glm::vec4 seen = camera.projection(1) * camera.view() * point;
    CHECK(seen.x / seen.w == Approx(0.5f));
    camera.frame(Bounds{glm::vec3(9), glm::vec3(11), false}, 1.5f);
    CHECK(camera.target == glm::vec3(10));
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec4 p = camera.projection(1.5f) * camera.view() *
                            glm::vec4(corner & 1 ? 9 : 11, corner & 2 ? 9 : 11, corner & 4 ? 9 : 11, 1);
        CHECK(std::abs(p.x / p.w) <= 1.0f);
        CHECK(std::abs(p.y / p.w) <= 1.0f);
    }
    const Camera framed = camera;
    camera.frame(Bounds{}, 1);
    CHECK(camera == framed);
}

TEST_CASE("the camera frames and zooms as near and as far as it may be, also away from the origin") {
    for (const float size : {1e-5f, 1e-3f, 1e8f}) {
        Camera camera;
        camera.frame(Bounds{glm::vec3(-size), glm::vec3(size), false}, 1);
        CHECK(camera.distance > size);
        CHECK(camera.distance < 10 * size);
    }
    Camera camera;
    camera.target = glm::vec3(50);
    camera.zoom(200);
    CHECK(camera.distance == Camera::least_distance);
    CHECK(std::isfinite(camera.view()[0][0]));
    camera.zoom(-400);
    CHECK(camera.distance == Camera::most_distance);
}
