// The neighbours and the edges of a triangle mesh in compressed rows.
#pragma once
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// For each vertex the vertices that it shares an edge with. A vertex on a border (an edge with one triangle) has only
// its neighbours along the border, so smoothing does not pull the border inwards.
struct Neighbours {
    std::vector<std::uint32_t> begin;  // vertex count + 1
    std::vector<std::uint32_t> of;
};
Neighbours find_neighbours(const Mesh& mesh, Job& job);

// Each edge once, as (lower vertex, higher vertex). Edges begin[v] to begin[v + 1] have v as the lower vertex.
struct Edges {
    std::vector<std::uint32_t> begin, higher;
    std::uint32_t find(std::uint32_t a, std::uint32_t b) const;  // the edge must exist
    std::size_t count() const { return higher.size(); }
};
Edges find_edges(const std::vector<Triangle>& triangles, std::size_t vertex_count, Job& job);

}  // namespace gimbal::document
