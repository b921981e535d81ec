// Ear clipping in the coordinate plane that the polygon faces most. Dropping a coordinate keeps the others exact, so a
// corner on a straight side is recognised as such.
#include "api/document/mesh/triangulate.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

using Point = glm::dvec2;

// Twice the signed area of a triangle.
double turn(const Point& a, const Point& b, const Point& c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Each level allows a triangle that the one before refuses. All but the first are for polygons that cross or touch
// themselves.
enum class Strictness { empty_with_border, empty_inside, any_convex, any };

class EarClipper {
public:
    EarClipper(std::span<const std::uint32_t> corners, std::vector<Point> points, Job& job)
        : corners_(corners),
          points_(std::move(points)),
          previous_(corners.size()),
          next_(corners.size()),
          job_(job) {
        const auto count = static_cast<std::uint32_t>(corners.size());
        for (std::uint32_t i = 0; i < count; ++i) {
            previous_[i] = (i + count - 1) % count;
            next_[i] = (i + 1) % count;
        }
        find_shared_places();
        for (std::uint32_t i = 0; i < count; ++i)
            if (area(i) <= 0 || shares_place_[i]) obstacles_.push_back(i);
    }

    void clip(std::vector<Triangle>& triangles) {
        std::size_t left = points_.size(), without_ear = 0;
        auto level = Strictness::empty_with_border;
        std::uint32_t at = 0;
        while (left > 3) {
            if ((++steps_ & 0xFF) == 0) job_.poll();
            if (is_ear(at, level)) {
                triangles.push_back(cut(at));
                --left;
                without_ear = 0;
                level = Strictness::empty_with_border;
                at = next_[next_[at]];  // not the neighbour, so that triangles do not fan out from one corner
            } else {
                at = next_[at];
                if (++without_ear < left) continue;
                without_ear = 0;
                level = static_cast<Strictness>(static_cast<int>(level) + 1);
            }
        }
        triangles.push_back(triangle(at));
    }

private:
    double area(std::uint32_t i) const { return turn(points_[previous_[i]], points_[i], points_[next_[i]]); }
    Triangle triangle(std::uint32_t i) const { return {corners_[previous_[i]], corners_[i], corners_[next_[i]]}; }

    bool is_ear(std::uint32_t i, Strictness level) {
        if (level == Strictness::any) return true;
        if (area(i) <= 0) return false;
        return level == Strictness::any_convex || is_empty(i, level == Strictness::empty_with_border);
    }

    // Bridges to holes pass a place twice. Both corners there may be convex and yet lie in another corner's triangle.
    void find_shared_places() {
        std::vector<std::uint32_t> order(points_.size());
        std::iota(order.begin(), order.end(), 0u);
        const auto key = [this](std::uint32_t i) { return std::pair(points_[i].x, points_[i].y); };
        std::ranges::sort(order, {}, key);
        shares_place_.resize(points_.size());
        for (std::size_t k = 1; k < order.size(); ++k)
            if (points_[order[k - 1]] == points_[order[k]])
                shares_place_[order[k - 1]] = shares_place_[order[k]] = true;
    }

    // A corner at the same place as one of the triangle's is not an obstacle by itself.
    bool is_empty(std::uint32_t i, bool border_counts) {
        const Point &a = points_[previous_[i]], &b = points_[i], &c = points_[next_[i]];
        const Point low = glm::min(glm::min(a, b), c), high = glm::max(glm::max(a, b), c);
        for (std::size_t k = 0; k < obstacles_.size(); ++k) {
            if ((k & 0xFFFF) == 0xFFFF) job_.poll();
            const Point& p = points_[obstacles_[k]];
            if (p.x < low.x || p.x > high.x || p.y < low.y || p.y > high.y) continue;
            if (p == a || p == b || p == c) continue;
            const double inside = std::min({turn(a, b, p), turn(b, c, p), turn(c, a, p)});
            if (border_counts ? inside >= 0 : inside > 0) return false;
        }
        return true;
    }

    Triangle cut(std::uint32_t i) {
        const Triangle result = triangle(i);
        const std::uint32_t before = previous_[i], after = next_[i];
        next_[before] = after;
        previous_[after] = before;
        forget_obstacle(i);
        if (area(before) > 0 && !shares_place_[before]) forget_obstacle(before);
        if (area(after) > 0 && !shares_place_[after]) forget_obstacle(after);
        return result;
    }
    void forget_obstacle(std::uint32_t i) {
        const auto found = std::lower_bound(obstacles_.begin(), obstacles_.end(), i);
        if (found != obstacles_.end() && *found == i) obstacles_.erase(found);
    }

    std::span<const std::uint32_t> corners_;
    std::vector<Point> points_;
    std::vector<std::uint32_t> previous_, next_;
    std::vector<bool> shares_place_;
    std::vector<std::uint32_t> obstacles_;  // ascending: what can lie in an ear. A cut makes no corner reflex
    std::size_t steps_ = 0;
    Job& job_;
};

std::vector<std::uint32_t> without_repeats(std::span<const std::uint32_t> corners) {
    std::vector<std::uint32_t> kept;
    kept.reserve(corners.size());
    for (std::uint32_t corner : corners)
        if (kept.empty() || kept.back() != corner) kept.push_back(corner);
    while (kept.size() > 1 && kept.front() == kept.back()) kept.pop_back();
    return kept;
}

// The corners in the plane of two coordinates, counter-clockwise.
std::vector<Point> flattened(const std::vector<std::uint32_t>& corners, const std::vector<glm::vec3>& positions) {
    const glm::dvec3 origin = positions[corners[0]];
    glm::dvec3 normal(0), last = glm::dvec3(positions[corners.back()]) - origin;
    for (std::uint32_t corner : corners) {
        const glm::dvec3 here = glm::dvec3(positions[corner]) - origin;
        normal += glm::cross(last, here);
        last = here;
    }
    const glm::dvec3 size = glm::abs(normal);
    const int drop = size.x > size.y && size.x > size.z ? 0 : size.y > size.z ? 1 : 2;
    int u = (drop + 1) % 3, v = (drop + 2) % 3;
    if (normal[drop] < 0) std::swap(u, v);
    std::vector<Point> points;
    points.reserve(corners.size());
    for (std::uint32_t corner : corners) points.push_back({positions[corner][u], positions[corner][v]});
    return points;
}

// The diagonal between the first and the third corner is right if both triangles face the same way.
bool first_diagonal_is_right(std::span<const std::uint32_t> quad, const std::vector<glm::vec3>& positions) {
    const glm::dvec3 a = positions[quad[0]], b = positions[quad[1]], c = positions[quad[2]], d = positions[quad[3]];
    return glm::dot(glm::cross(b - a, c - a), glm::cross(c - a, d - a)) > 0;
}

bool all_different(std::span<const std::uint32_t> c) {
    for (std::size_t i = 0; i < c.size(); ++i)
        if (c[i] == c[(i + 1) % c.size()]) return false;
    return true;
}

}  // namespace

void triangulate(std::span<const std::uint32_t> corners, const std::vector<glm::vec3>& positions,
                 std::vector<Triangle>& triangles, Job& job) {
    if (corners.size() < 3) return;
    if (corners.size() <= 4 && all_different(corners)) {
        if (corners.size() == 3) return triangles.push_back({corners[0], corners[1], corners[2]});
        if (first_diagonal_is_right(corners, positions)) {
            triangles.push_back({corners[0], corners[1], corners[2]});
            return triangles.push_back({corners[0], corners[2], corners[3]});
        }
    }
    const std::vector<std::uint32_t> kept = without_repeats(corners);
    if (kept.size() < 3) return;
    EarClipper(kept, flattened(kept, positions), job).clip(triangles);
}

std::vector<Triangle> triangulated(const Polygons& polygons, std::size_t first, std::size_t last,
                                   const std::vector<glm::vec3>& positions, Job& job) {
    std::vector<Triangle> triangles;
    triangles.reserve(last - first);
    in_chunks(last - first, job, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = first + begin; i < first + end; ++i) triangulate(polygons[i], positions, triangles, job);
    });
    std::erase_if(triangles, [](const Triangle& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; });
    return triangles;
}

}  // namespace gimbal::document
