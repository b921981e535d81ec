// Polygons of every shape: the triangles cover them once, face the same way, and none is flat.
#include <numeric>
#include <random>

#include "api/document/mesh/triangulate.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};
using Points = std::vector<glm::vec3>;

std::vector<Triangle> triangles_of(const Points& points) {
    std::vector<std::uint32_t> corners(points.size());
    std::iota(corners.begin(), corners.end(), 0u);
    std::vector<Triangle> triangles;
    triangulate(corners, points, triangles, job);
    return triangles;
}

glm::dvec3 doubled_area(const Points& p, const Triangle& t) {
    return glm::cross(glm::dvec3(p[t[1]]) - glm::dvec3(p[t[0]]), glm::dvec3(p[t[2]]) - glm::dvec3(p[t[0]]));
}

glm::dvec3 newell(const Points& points) {
    glm::dvec3 sum(0);
    for (std::size_t i = 0; i < points.size(); ++i)
        sum += glm::cross(glm::dvec3(points[i]), glm::dvec3(points[(i + 1) % points.size()]));
    return sum;
}

// All triangles face as the polygon does, so equal areas mean that they neither overlap nor leave a part out.
void check_cover(const Points& points, std::size_t count) {
    const std::vector<Triangle> triangles = triangles_of(points);
    const glm::dvec3 normal = newell(points);
    CHECK(triangles.size() == count);
    double area = 0;
    for (const Triangle& t : triangles) {
        const double facing = glm::dot(doubled_area(points, t), glm::normalize(normal));
        CHECK(facing > 0);
        area += facing;
    }
    CHECK(area == Approx(glm::length(normal)).epsilon(1e-6));
}

void check_each_rotation(Points points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::rotate(points.begin(), points.begin() + 1, points.end());
        check_cover(points, points.size() - 2);
    }
}

}  // namespace

TEST_CASE("convex and concave polygons, with corners on straight sides") {
    check_each_rotation({{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}});
    check_each_rotation({{0, 4, 0}, {5, 4, 0}, {0, -2, 0}, {10, 8, 0}});  // an arrow
    check_each_rotation({{0, 0, 0}, {2, 0, 0}, {1, 1, 0}, {0, 2, 0}});    // a triangle with a fourth corner
    check_each_rotation({{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {2, 1, 0}, {2, 2, 0}, {1, 2, 0}, {0, 2, 0}, {0, 1, 0}});
    Points notch;
    for (const auto& [x, y] : std::initializer_list<std::pair<int, int>>{
             {0, 0}, {3, 0}, {3, 1}, {3, 2}, {3, 3}, {2, 3}, {2, 1}, {1, 1}, {1, 3}, {0, 3}, {0, 2}, {0, 1}})
        notch.push_back({x, y, 0});
    check_each_rotation(notch);
    for (glm::vec3& p : notch) p = {p.y, 1e6f, p.x};  // in another plane, and turned over
    check_each_rotation(notch);
}

TEST_CASE("polygons that are slightly bent") {
    check_each_rotation({{0, 0, 0}, {4, 0, 0.1f}, {4, 3, -0.1f}, {2, 1, 0.05f}, {0, 3, 0}});
    check_each_rotation({{0, 0, 0}, {1, 0, 0.2f}, {1, 1, 0}, {0, 1, 0.2f}});
}

TEST_CASE("a polygon with bridges to its holes") {
    // A square of 6 by 6 with a hole of 2 by 2, entered and left by the same edge.
    check_each_rotation(
        {{0, 0, 0}, {6, 0, 0}, {6, 6, 0}, {0, 6, 0}, {0, 0, 0}, {2, 2, 0}, {2, 4, 0}, {4, 4, 0}, {4, 2, 0}, {2, 2, 0}});
}

TEST_CASE("corners that repeat count once") {
    const Points square{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
    const auto count = [&](std::vector<std::uint32_t> corners) {
        std::vector<Triangle> triangles;
        triangulate(corners, square, triangles, job);
        return triangles.size();
    };
    CHECK(count({0, 0, 1, 2, 3, 3, 0}) == 2);
    CHECK(count({0, 1, 1, 0}) == 0);
    CHECK(count({0, 1}) == 0);
    CHECK(count({}) == 0);
}

TEST_CASE("random star-shaped polygons in random planes are covered once") {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> unit(0, 1);
    for (int i = 0; i < 400; ++i) {
        const int corners = 3 + static_cast<int>(random() % 40);
        const glm::dvec3 normal = glm::normalize(
            glm::dvec3(unit(random) - 0.5, unit(random) - 0.5, unit(random) - 0.51));
        const glm::dvec3 u = glm::normalize(glm::cross(normal, glm::dvec3(0.3, 0.5, 0.7))), v = glm::cross(normal, u);
        Points points;
        for (int k = 0; k < corners; ++k) {
            const double angle = 6.283185307179586 * (k + 0.8 * unit(random)) / corners, radius = 0.2 + unit(random);
            points.push_back(radius * (std::cos(angle) * u + std::sin(angle) * v));
        }
        check_cover(points, points.size() - 2);
    }
}

TEST_CASE("random staircases on a grid, with many corners on one line, are covered once") {
    std::mt19937 random(5);
    for (int i = 0; i < 300; ++i) {
        Points points{{0, 0, 0}};
        const int steps = 1 + static_cast<int>(random() % 12);
        for (int x = 0; x <= steps; ++x) points.push_back({x, -1, 0});
        for (int x = steps; x > 0; --x) {
            const float y = static_cast<float>(random() % 4);
            points.push_back({x, y, 0});
            points.push_back({x - 1, y, 0});
        }
        points.erase(points.begin());
        if (points.back() == points[0]) points.pop_back();
        points.erase(std::unique(points.begin(), points.end()), points.end());
        check_cover(points, points.size() - 2);
    }
}

TEST_CASE("polygons that cross themselves or have no area end") {
    CHECK(triangles_of({{0, 0, 0}, {1, 1, 0}, {1, 0, 0}, {0, 1, 0}}).size() == 2);
    CHECK(triangles_of({{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}}).size() == 3);
    std::mt19937 random(9);
    for (int i = 0; i < 200; ++i) {
        Points points(3 + random() % 30);
        for (glm::vec3& p : points) p = {random() % 5, random() % 5, random() % 2};
        CHECK(triangles_of(points).size() <= points.size() - 2);
    }
}

TEST_CASE("a polygon of many corners can be cancelled") {
    Points points;
    for (int i = 0; i < 200000; ++i) points.push_back({i, i % 2 ? 1 : 0, 0});
    points.push_back({200000, 5, 0});
    points.push_back({-1, 5, 0});
    Job cancelled("cancelled");
    cancelled.cancel();
    std::vector<std::uint32_t> corners(points.size());
    std::iota(corners.begin(), corners.end(), 0u);
    std::vector<Triangle> triangles;
    CHECK_THROWS_AS(triangulate(corners, points, triangles, cancelled), Cancelled);
}
