// The checks when a mesh is made, and the data that it derives on first use.
#include "api/document/mesh/mesh.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "api/document/mesh/markers.h"

namespace gimbal::document {
namespace {

void check_finite(const std::vector<glm::vec3>& positions) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const glm::vec3& p = positions[i];
        // Fast path: a finite sum has finite terms. A sum of finite terms may overflow, so the exact test follows.
        if (std::isfinite(p.x + p.y + p.z) || (std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z)))
            continue;
        throw std::invalid_argument("vertex " + std::to_string(i) + " of " + std::to_string(positions.size()) +
                                    " is (" + std::to_string(p.x) + ", " + std::to_string(p.y) + ", " +
                                    std::to_string(p.z) + "): coordinates must be finite numbers");
    }
}

template <class Item>  // Triangle or Line
void check_indices(const char* kind, const std::vector<Item>& items, std::size_t vertex_count) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (std::uint32_t index : items[i]) {
            if (index < vertex_count) continue;
            throw std::invalid_argument(std::string(kind) + " " + std::to_string(i) + " uses vertex " +
                                        std::to_string(index) + ", but there are " + std::to_string(vertex_count) +
                                        " (indices start at 0)");
        }
    }
}

void check_colours(const Colours& colours, std::size_t vertex_count) {
    if (!colours.empty() && colours.size() != vertex_count)
        throw std::invalid_argument(std::to_string(colours.size()) + " colours were given for a mesh of " +
                                    std::to_string(vertex_count) + " vertices: pass one colour for each vertex");
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const glm::vec4& c = colours[i];
        if (glm::all(glm::greaterThanEqual(c, glm::vec4(0))) && glm::all(glm::lessThanEqual(c, glm::vec4(1)))) continue;
        throw std::invalid_argument("colour " + std::to_string(i) + " of " + std::to_string(colours.size()) + " is (" +
                                    std::to_string(c.r) + ", " + std::to_string(c.g) + ", " + std::to_string(c.b) +
                                    ", " + std::to_string(c.a) +
                                    "): red, green, blue and alpha are linear numbers from 0 to 1");
    }
}

Bounds bounds_of(const std::vector<glm::vec3>& positions) {
    Bounds bounds;
    if (positions.empty()) return bounds;
    bounds.low = bounds.high = positions.front();
    for (const glm::vec3& p : positions) {
        bounds.low = glm::min(bounds.low, p);
        bounds.high = glm::max(bounds.high, p);
    }
    bounds.empty = false;
    return bounds;
}

// Sorts the directed edges by their first vertex. A mesh is closed if no edge occurs twice and each has its opposite.
bool every_edge_is_paired(const std::vector<Triangle>& triangles, std::size_t vertex_count) {
    if (triangles.empty()) return false;
    std::vector<std::uint32_t> begin(vertex_count + 1, 0), ends(triangles.size() * 3);
    for (const Triangle& t : triangles)
        for (std::uint32_t v : t) ++begin[v + 1];
    for (std::size_t v = 0; v < vertex_count; ++v) begin[v + 1] += begin[v];
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    for (const Triangle& t : triangles)
        for (int k = 0; k < 3; ++k) ends[next[t[k]]++] = t[(k + 1) % 3];
    for (std::size_t v = 0; v < vertex_count; ++v) {
        auto first = ends.begin() + begin[v], last = ends.begin() + begin[v + 1];
        std::sort(first, last);
        if (std::adjacent_find(first, last) != last) return false;
    }
    for (std::uint32_t v = 0; v < vertex_count; ++v)
        for (std::uint32_t i = begin[v]; i < begin[v + 1]; ++i) {
            const std::uint32_t to = ends[i];
            if (to == v || !std::binary_search(ends.begin() + begin[to], ends.begin() + begin[to + 1], v)) return false;
        }
    return true;
}

std::vector<glm::vec3> normals_of(const std::vector<glm::vec3>& positions, const std::vector<Triangle>& triangles) {
    std::vector<glm::vec3> normals(positions.size(), glm::vec3(0));
    for (const Triangle& t : triangles) {
        const glm::vec3 weighted = glm::cross(positions[t[1]] - positions[t[0]], positions[t[2]] - positions[t[0]]);
        for (std::uint32_t v : t) normals[v] += weighted;
    }
    for (glm::vec3& n : normals) {
        const float length = glm::length(n);
        n = length > 0 && std::isfinite(length) ? n / length : glm::vec3(0, 0, 1);
    }
    return normals;
}

template <class Item>
const std::shared_ptr<const std::vector<Item>>& none_of() {
    static const auto none = std::make_shared<const std::vector<Item>>();
    return none;
}

}  // namespace

struct Mesh::Derived {
    std::once_flag bounds_once, measures_once, closed_once, normals_once, colours_once, markers_once;
    std::atomic<bool> knows_bounds{false}, knows_colour{false};
    Bounds bounds;
    double area = 0, volume = 0;
    bool closed = false, translucent = false;
    glm::vec4 mean_colour{1};
    std::vector<glm::vec3> normals;
    MeshPtr markers;
};

Mesh::Mesh()
    : triangles_(none_of<Triangle>()),
      lines_(none_of<Line>()),
      colours_(none_of<glm::vec4>()),
      derived_(std::make_shared<Derived>()) {}

Mesh::Mesh(std::vector<glm::vec3> positions, std::vector<Triangle> triangles, std::vector<Line> lines, Colours colours)
    : positions_(std::move(positions)),
      lines_(none_of<Line>()),
      colours_(none_of<glm::vec4>()),
      derived_(std::make_shared<Derived>()) {
    check_finite(positions_);
    check_indices("triangle", triangles, positions_.size());
    check_indices("line", lines, positions_.size());
    triangles_ = std::make_shared<const std::vector<Triangle>>(std::move(triangles));
    if (!lines.empty()) lines_ = std::make_shared<const std::vector<Line>>(std::move(lines));
    check_colours(colours, positions_.size());
    if (!colours.empty()) colours_ = std::make_shared<const Colours>(std::move(colours));
}

Mesh Mesh::with_positions(std::vector<glm::vec3> positions) const {
    if (positions.size() != positions_.size())
        throw std::invalid_argument(std::to_string(positions.size()) + " positions were given for a mesh of " +
                                    std::to_string(positions_.size()) + ": pass one position for each vertex");
    check_finite(positions);
    Mesh moved;
    moved.positions_ = std::move(positions);
    moved.triangles_ = triangles_;
    moved.lines_ = lines_;
    moved.colours_ = colours_;
    return moved;
}

Mesh Mesh::with_colours(ColoursPtr colours) const {
    if (colours) check_colours(*colours, positions_.size());
    Mesh coloured(*this);
    coloured.colours_ = colours ? std::move(colours) : none_of<glm::vec4>();
    coloured.derived_ = std::make_shared<Derived>();  // markers have colours too
    return coloured;
}

std::size_t Mesh::byte_count(const Mesh* other) const {
    std::size_t bytes = positions_.size() * sizeof(glm::vec3);
    if (!other || other->triangles_ != triangles_) bytes += triangles_->size() * sizeof(Triangle);
    if (!other || other->lines_ != lines_) bytes += lines_->size() * sizeof(Line);
    if (!other || other->colours_ != colours_) bytes += colours_->size() * sizeof(glm::vec4);
    return bytes;
}

const Bounds& Mesh::bounds() const {
    std::call_once(derived_->bounds_once, [this] {
        derived_->bounds = bounds_of(positions_);
        derived_->knows_bounds = true;
    });
    return derived_->bounds;
}

bool Mesh::knows_bounds_and_colour() const {
    return derived_->knows_bounds && (colours_->empty() || derived_->knows_colour);
}

double Mesh::area() const {
    volume();
    return derived_->area;
}

double Mesh::volume() const {
    std::call_once(derived_->measures_once, [this] {
        double twice_area = 0, six_volumes = 0;
        for (const Triangle& t : *triangles_) {
            const glm::dvec3 a = positions_[t[0]], b = positions_[t[1]], c = positions_[t[2]];
            twice_area += glm::length(glm::cross(b - a, c - a));
            six_volumes += glm::dot(a, glm::cross(b, c));
        }
        derived_->area = twice_area / 2;
        derived_->volume = six_volumes / 6;
    });
    return derived_->volume;
}

bool Mesh::is_closed() const {
    std::call_once(derived_->closed_once,
                   [this] { derived_->closed = every_edge_is_paired(*triangles_, positions_.size()); });
    return derived_->closed;
}

const std::vector<glm::vec3>& Mesh::vertex_normals() const {
    std::call_once(derived_->normals_once, [this] { derived_->normals = normals_of(positions_, *triangles_); });
    return derived_->normals;
}

const glm::vec4& Mesh::mean_colour() const {
    std::call_once(derived_->colours_once, [this] {
        glm::dvec4 sum(0);
        for (const glm::vec4& colour : *colours_) {
            sum += glm::dvec4(colour);
            derived_->translucent |= colour.a < 1;
        }
        if (!colours_->empty()) derived_->mean_colour = sum / static_cast<double>(colours_->size());
        derived_->knows_colour = true;
    });
    return derived_->mean_colour;
}

bool Mesh::is_translucent() const {
    mean_colour();
    return derived_->translucent;
}

const MeshPtr& Mesh::markers() const {
    std::call_once(derived_->markers_once,
                   [this] { derived_->markers = std::make_shared<const Mesh>(with_markers(*this)); });
    return derived_->markers;
}

}  // namespace gimbal::document
