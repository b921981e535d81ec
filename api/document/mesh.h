// A triangle mesh as immutable value: vertex buffer, triangle buffer, and what is derived from them on first use.
#pragma once
#include <array>
#include <cstdint>
#include <glm/glm.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace gimbal::document {

struct Bounds { glm::vec3 low{0}, high{0}; bool empty = true; };
using Triangle = std::array<std::uint32_t, 3>;

// Positions in scene units (metres), counter-clockwise triangles. Immutable once shared; an edit makes another.
// Thread: any.   GIL: not needed.
class Mesh {
public:
    Mesh() = default;
    // Throws std::invalid_argument naming the first bad value: an index out of range, a coordinate that is not finite.
    Mesh(std::vector<glm::vec3> positions, std::vector<Triangle> triangles);

    const std::vector<glm::vec3>& positions() const { return positions_; }
    const std::vector<Triangle>& triangles() const { return triangles_; }
    std::size_t vertex_count() const { return positions_.size(); }
    std::size_t triangle_count() const { return triangles_.size(); }

    // Derived on first use and kept; each takes one pass over the mesh.
    const Bounds& bounds() const;
    double area() const;                                     // square scene units
    double volume() const;                                   // cubic scene units, signed sum of tetrahedra; meaningful when closed
    bool is_closed() const;                                  // every edge has exactly two triangles, oppositely wound
    const std::vector<glm::vec3>& vertex_normals() const;    // unit, area-weighted

private:
    friend class MeshEdit;                                   // document.h: in-place edit of what nobody else holds
    std::vector<glm::vec3> positions_;
    std::vector<Triangle> triangles_;
    struct Derived;
    std::shared_ptr<Derived> derived_;                       // thread-safe lazily
};
using MeshPtr = std::shared_ptr<const Mesh>;

}  // namespace gimbal::document
