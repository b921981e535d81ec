// A triangle mesh as an immutable value: vertices, triangles, and data derived from them on first use.
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

    void extend(const glm::vec3& point) {
        low = empty ? point : glm::min(low, point);
        high = empty ? point : glm::max(high, point);
        empty = false;
    }
};
using Triangle = std::array<std::uint32_t, 3>;
using Line = std::array<std::uint32_t, 2>;

// One for each vertex: linear red, green, blue and alpha, each 0 to 1.
using Colours = std::vector<glm::vec4>;
using ColoursPtr = std::shared_ptr<const Colours>;

class Mesh;
using MeshPtr = std::shared_ptr<const Mesh>;

// Positions are in scene units (metres); triangles are wound counter-clockwise. A mesh may also have lines, and
// vertices that nothing uses: a point cloud is a mesh without triangles. It may have a colour for each vertex: floats,
// because glTF has floats, and eight bits of linear light are too few for dark colours. An edit makes another mesh.
// Copies, and meshes made by with_positions(), share triangles, lines and colours, so moving vertices copies nothing
// else.
// Thread: any.   GIL: not needed.
class Mesh {
public:
    Mesh();
    // Throws std::invalid_argument with the first index that is out of range or coordinate that is not finite, and as
    // with_colours() does.
    Mesh(std::vector<glm::vec3> positions, std::vector<Triangle> triangles, std::vector<Line> lines = {},
         Colours colours = {});
    // The same triangles and lines over moved vertices. Throws std::invalid_argument if the count differs or a
    // coordinate is not finite.
    Mesh with_positions(std::vector<glm::vec3> positions) const;
    // The same shape with other colours; none if there are none. Throws std::invalid_argument if the count differs from
    // that of the vertices, or a number is not between 0 and 1.
    Mesh with_colours(ColoursPtr colours) const;

    const std::vector<glm::vec3>& positions() const { return positions_; }
    const std::vector<Triangle>& triangles() const { return *triangles_; }
    const std::vector<Line>& lines() const { return *lines_; }
    const Colours& colours() const { return *colours_; }  // empty, or one for each vertex
    std::size_t vertex_count() const { return positions_.size(); }
    std::size_t triangle_count() const { return triangles_->size(); }
    // Of all buffers that the other mesh does not share, for memory limits.
    std::size_t byte_count(const Mesh* other = nullptr) const;

    // Computed on first use, in one pass over the mesh, and kept. Sums are in double precision.
    const Bounds& bounds() const;
    double area() const;     // square scene units
    double volume() const;   // cubic scene units: a signed sum of tetrahedra, meaningful if the mesh is closed
    bool is_closed() const;  // every edge has exactly two triangles, which pass it in opposite directions
    const std::vector<glm::vec3>& vertex_normals() const;  // unit length, area-weighted; Z if no triangle gives one
    const glm::vec4& mean_colour() const;                  // of the vertices; white if the mesh has no colours
    bool is_translucent() const;                           // a vertex has an alpha below 1
    const MeshPtr& markers() const;                        // with_markers() (markers.h)
    // Bounds and mean colour have been computed, so they cost nothing now.
    bool knows_bounds_and_colour() const;

private:
    struct Derived;
    std::vector<glm::vec3> positions_;
    std::shared_ptr<const std::vector<Triangle>> triangles_;  // never null
    std::shared_ptr<const std::vector<Line>> lines_;          // never null
    ColoursPtr colours_;                                      // never null
    std::shared_ptr<Derived> derived_;                        // filled under its once_flags; shared by copies
};

}  // namespace gimbal::document
