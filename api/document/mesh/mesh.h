// A triangle mesh as immutable value: vertex buffer, triangle buffer, and what is derived from them on first use.
#pragma once
#include <array>
#include <cstdint>
#include <glm/glm.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace gimbal::document {

struct Bounds {
    glm::vec3 low{0}, high{0};
    bool empty = true;
};
using Triangle = std::array<std::uint32_t, 3>;

// Positions in scene units (metres), counter-clockwise triangles. Immutable once made; an edit makes another. Copies
// and meshes made by `with_positions` share the triangle buffer, so moving vertices never copies the topology. Thread:
// any.   GIL: not needed.
class Mesh {
public:
    Mesh();
    // Throws std::invalid_argument naming the first bad value: an index out of range, a coordinate that is not finite.
    Mesh(std::vector<glm::vec3> positions, std::vector<Triangle> triangles);
    // The same triangles over moved vertices. Throws std::invalid_argument: another count, a coordinate that is not
    // finite.
    Mesh with_positions(std::vector<glm::vec3> positions) const;

    const std::vector<glm::vec3>& positions() const { return positions_; }
    const std::vector<Triangle>& triangles() const { return *triangles_; }
    std::size_t vertex_count() const { return positions_.size(); }
    std::size_t triangle_count() const { return triangles_->size(); }
    std::size_t byte_count() const;  // of the two buffers, for memory limits

    // Derived on first use and kept; each takes one pass over the mesh. Sums are made in double precision.
    const Bounds& bounds() const;
    double area() const;     // square scene units
    double volume() const;   // cubic scene units, signed sum of tetrahedra; meaningful when closed
    bool is_closed() const;  // every edge has exactly two triangles, oppositely wound
    const std::vector<glm::vec3>& vertex_normals() const;  // unit, area-weighted; Z where no triangle gives one

private:
    struct Derived;
    std::vector<glm::vec3> positions_;
    std::shared_ptr<const std::vector<Triangle>> triangles_;  // never null
    std::shared_ptr<Derived> derived_;                        // filled under its own once-flags; shared by copies
};
using MeshPtr = std::shared_ptr<const Mesh>;

}  // namespace gimbal::document
