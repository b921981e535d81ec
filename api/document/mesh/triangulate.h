// Cuts polygons into triangles. They may be concave, slightly bent, or have corners on straight sides.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Appends the triangles of one polygon; its corners are indices of positions. A polygon of n different corners gives
// n - 2 triangles with its winding. If it is simple, they cover it once and none has an area of zero. It may touch
// itself along a bridge to a hole. Equal neighbouring corners count once; fewer than three give no triangle.
// Throws Cancelled.
void triangulate(std::span<const std::uint32_t> corners, const std::vector<glm::vec3>& positions,
                 std::vector<Triangle>& triangles, Job& job);

// The polygons of a mesh, in order.
class Polygons {
public:
    void add_corner(std::uint32_t vertex) { corners_.push_back(vertex); }
    void end_polygon() { ends_.push_back(corners_.size()); }
    void drop_open() { corners_.resize(ends_.empty() ? 0 : ends_.back()); }  // the corners since the last end
    std::uint32_t last_corner(std::size_t before) const {
        return corners_[corners_.size() - 1 - before];
    }  // 0: the last
    std::size_t open_corners() const { return corners_.size() - (ends_.empty() ? 0 : ends_.back()); }
    std::size_t count() const { return ends_.size(); }
    std::span<const std::uint32_t> corners_between(std::size_t first, std::size_t last) const {  // of these polygons
        const std::size_t begin = first ? ends_[first - 1] : 0, end = last ? ends_[last - 1] : 0;
        return {corners_.data() + begin, end - begin};
    }
    std::span<const std::uint32_t> operator[](std::size_t i) const { return corners_between(i, i + 1); }
    const std::vector<std::uint32_t>& corners() const { return corners_; }
    void reserve(std::size_t polygons) {
        corners_.reserve(polygons * 3);
        ends_.reserve(polygons);
    }

private:
    std::vector<std::uint32_t> corners_;
    std::vector<std::size_t> ends_;
};

// The triangles of polygons `first` to `last`, in their order. Every corner must be below the number of positions.
std::vector<Triangle> triangulated(const Polygons& polygons, std::size_t first, std::size_t last,
                                   const std::vector<glm::vec3>& positions, Job& job);

}  // namespace gimbal::document
