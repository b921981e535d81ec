// Smoothing, subdivision, decimation and proxies: known values, and cancelling.
#include <algorithm>
#include <cmath>

#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};

bool borders(const Mesh& mesh, float n, std::size_t v) {
    const glm::vec3& p = mesh.positions()[v];
    return p.x == 0 || p.y == 0 || p.x == n || p.y == n;
}

}  // namespace

TEST_CASE("smoothing keeps counts, keeps a plane flat and shrinks a sphere a little") {
    const Mesh flat = smooth(grid(20), 5, 0.5, job);
    CHECK(flat.vertex_count() == 21 * 21);
    CHECK(flat.triangle_count() == 800);
    for (const glm::vec3& p : flat.positions()) REQUIRE(p.z == 0);
    const Mesh sphere = make_uv_sphere(), smoothed = smooth(sphere, 10, 0.5, job);
    CHECK(smoothed.volume() < sphere.volume());
    CHECK(smoothed.volume() > 0.8 * sphere.volume());
    CHECK(smoothed.is_closed());
    CHECK(smooth(sphere, 3, 0, job).positions() == sphere.positions());
}

TEST_CASE("smoothing removes a bump from a plane, and a border follows only the border") {
    Mesh mesh = grid(20);
    std::vector<glm::vec3> positions = mesh.positions();
    positions[10 * 21 + 10].z = 1;
    const Mesh bumpy = mesh.with_positions(positions), smoothed = smooth(bumpy, 50, 0.5, job);
    CHECK(smoothed.bounds().high.z < 0.1f);
    for (std::size_t v = 0; v < smoothed.vertex_count(); ++v)
        if (borders(mesh, 20, v)) REQUIRE(smoothed.positions()[v].z == 0);
    CHECK(smoothed.bounds().low.x < 1.5f);  // corners are rounded, but edges stay
    CHECK(smoothed.positions()[10].y < 0.2f);
}

TEST_CASE("one smoothing step of a tetrahedron's corner is the mean of the others") {
    const Mesh once = smooth(tetrahedron(), 1, 1, job);
    CHECK(once.positions()[0].x == Approx(1.0 / 3));
    CHECK(once.positions()[1].x == Approx(0));
}

TEST_CASE("smoothing throws for values out of range") {
    CHECK(error_of<std::invalid_argument>([] { smooth(tetrahedron(), 0, 0.5, job); }).find("from 1 to 1000") !=
          std::string::npos);
    CHECK_THROWS_AS(smooth(tetrahedron(), 1001, 0.5, job), std::invalid_argument);
    CHECK_THROWS_AS(smooth(tetrahedron(), 1, 1.5, job), std::invalid_argument);
    CHECK_THROWS_AS(smooth(tetrahedron(), 1, std::nan(""), job), std::invalid_argument);
}

TEST_CASE("Loop subdivision has the expected counts and positions") {
    const Mesh once = subdivide(tetrahedron(), 1, job);  // V + E vertices, 4 F triangles
    CHECK(once.vertex_count() == 4 + 6);
    CHECK(once.triangle_count() == 16);
    CHECK(once.is_closed());
    CHECK(once.volume() > 0);
    CHECK(once.volume() < tetrahedron().volume());
    // At valence 3 Loop's weight is 3/16: vertex 0 becomes (1 - 9/16) p + 3/16 of the sum (1, 1, 1).
    CHECK(once.positions()[0].x == Approx(3.0 / 16));
    const Mesh thrice = subdivide(tetrahedron(), 3, job);
    CHECK(thrice.triangle_count() == 4 * 64);
    CHECK(thrice.vertex_count() == 4 * 64 / 2 + 2);  // Euler's formula on a sphere
    CHECK(thrice.is_closed());
}

TEST_CASE("Loop subdivision keeps a plane flat and its straight border straight") {
    const Mesh mesh = subdivide(grid(4), 2, job);
    CHECK(mesh.triangle_count() == 32 * 16);
    CHECK(mesh.bounds().low.z == 0);
    CHECK(mesh.bounds().high.z == 0);
    CHECK(mesh.bounds().low.y == 0);
    CHECK(mesh.bounds().high.y == 4);
    for (const glm::vec3& n : mesh.vertex_normals()) REQUIRE(n.z == Approx(1));
}

TEST_CASE("subdivision accepts edges with three triangles and loose vertices") {
    const Mesh fan({{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {9, 9, 9}},
                   {{0, 1, 2}, {0, 1, 3}, {0, 1, 4}});
    const Mesh result = subdivide(fan, 2, job);
    CHECK(result.triangle_count() == 48);
    CHECK(result.positions()[5] == glm::vec3(9));
}

TEST_CASE("subdivision throws for levels out of range and for results that are too large") {
    CHECK_THROWS_AS(subdivide(tetrahedron(), 0, job), std::invalid_argument);
    CHECK_THROWS_AS(subdivide(tetrahedron(), 7, job), std::invalid_argument);
    CHECK(error_of<std::invalid_argument>([] { subdivide(grid(100), 6, job); }).find("would make 81920000 triangles") !=
          std::string::npos);
}

TEST_CASE("decimation reaches its ratio, keeps shape and drops unused vertices") {
    const Mesh sphere = make_uv_sphere(1, 200, 100);
    for (double ratio : {0.5, 0.1, 0.01}) {
        CAPTURE(ratio);
        const Mesh less = decimate(sphere, ratio, job);
        CHECK(static_cast<double>(less.triangle_count()) ==
              Approx(static_cast<double>(sphere.triangle_count()) * ratio).epsilon(0.05));
        CHECK(less.volume() == Approx(sphere.volume()).epsilon(0.06));
        CHECK(less.vertex_count() == less.triangle_count() / 2 + 2);
    }
    CHECK(decimate(sphere, 1, job).triangle_count() == sphere.triangle_count());
    CHECK(decimate(make_cube(), 0.01, job).triangle_count() >= 1);
    CHECK_THROWS_AS(decimate(sphere, 0, job), std::invalid_argument);
    CHECK_THROWS_AS(decimate(sphere, 1.1, job), std::invalid_argument);
    CHECK_THROWS_AS(decimate(sphere, std::nan(""), job), std::invalid_argument);
}

TEST_CASE("decimation reaches its ratio if every edge is a border") {
    std::vector<glm::vec3> positions;
    std::vector<Triangle> triangles;
    for (std::uint32_t i = 0; i < 20000; ++i) {  // loose triangles
        const float x = static_cast<float>(i % 141), y = static_cast<float>(i / 141);
        for (glm::vec2 d : {glm::vec2(0, 0), {0.6f, 0}, {0, 0.6f}}) positions.push_back({x + d.x, y + d.y, 0});
        triangles.push_back({i * 3, i * 3 + 1, i * 3 + 2});
    }
    const Mesh loose(std::move(positions), std::move(triangles));
    CHECK(decimate(loose, 0.1, job).triangle_count() <= 2500);
}

TEST_CASE("operations keep lines and vertices without a triangle, with their colours") {
    const Mesh sphere = make_uv_sphere(1, 40, 20);
    std::vector<glm::vec3> positions = sphere.positions();
    const auto count = static_cast<std::uint32_t>(positions.size());
    positions.insert(positions.end(), {{5, 0, 0}, {6, 0, 0}, {7, 0, 0}});  // two ends of a line, and a loose point
    Colours colours(positions.size(), {1, 1, 1, 1});
    colours[count + 2] = {1, 0, 0, 1};
    const Mesh mesh(std::move(positions), sphere.triangles(), {{count, count + 1}, {0, count}}, std::move(colours));
    for (const Mesh& changed : {decimate(mesh, 0.1, job), make_proxy(mesh, 100, job).mesh, subdivide(mesh, 2, job),
                                smooth(mesh, 1, 0.5, job)}) {
        REQUIRE(changed.lines().size() == 2);
        CHECK(changed.positions()[changed.lines()[0][0]] == glm::vec3(5, 0, 0));
        CHECK(changed.positions()[changed.lines()[0][1]] == glm::vec3(6, 0, 0));
        CHECK(changed.lines()[1][1] == changed.lines()[0][0]);
        const auto loose = std::ranges::find(changed.positions(), glm::vec3(7, 0, 0));
        REQUIRE(loose != changed.positions().end());
        CHECK(changed.colours()[static_cast<std::size_t>(loose - changed.positions().begin())] ==
              glm::vec4(1, 0, 0, 1));
    }
}

TEST_CASE("a proxy has at most the requested triangles and about the same bounds") {
    const Mesh sphere = make_uv_sphere(1, 400, 200), proxy = make_proxy(sphere, 5000, job).mesh;
    CHECK(proxy.triangle_count() <= 5000);
    CHECK(proxy.triangle_count() > 1000);
    CHECK(proxy.bounds().high.z == Approx(1).epsilon(0.05));
    CHECK(make_proxy(tetrahedron(), 5000, job).mesh.triangle_count() == 4);
    CHECK_THROWS_AS(make_proxy(sphere, 0, job), std::invalid_argument);
}

TEST_CASE("operations on an empty mesh give an empty mesh") {
    const Mesh empty;
    CHECK(smooth(empty, 1, 0.5, job).vertex_count() == 0);
    CHECK(subdivide(empty, 1, job).vertex_count() == 0);
    CHECK(decimate(empty, 0.5, job).vertex_count() == 0);
    CHECK(make_proxy(empty, 10, job).mesh.vertex_count() == 0);
}

TEST_CASE("each operation ends with Cancelled when its job is cancelled, before or during the work") {
    const Mesh mesh = make_uv_sphere(1, 600, 300);
    const std::vector<std::function<void(Job&)>> operations{
        [&](Job& j) { smooth(mesh, 1000, 0.5, j); }, [&](Job& j) { subdivide(mesh, 3, j); },
        [&](Job& j) { decimate(mesh, 0.1, j); }, [&](Job& j) { make_proxy(mesh, 100, j); }};
    for (const auto& operation : operations) {
        Job before("cancelled before");
        before.cancel();
        CHECK_THROWS_AS(operation(before), Cancelled);
        WorkerPool pool(1);
        std::atomic<bool> started{false};
        const JobPtr during = pool.submit("cancelled during", [&](Job& j) {
            started = true;
            for (;;) operation(j);  // until it is cancelled
        });
        wait_until([&] { return started.load(); });
        during->cancel();
        during->wait();
        CHECK_THROWS_AS(during->rethrow(), Cancelled);
    }
}

TEST_CASE("smoothing reports progress up to 1") {
    Job watched("smooth");
    smooth(make_cube(), 4, 0.5, watched);
    CHECK(watched.progress() == 1);
}
