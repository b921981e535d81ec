// Who is whose neighbour in a triangle mesh, in compressed rows: built once, walked many times.
#pragma once
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Of each vertex the vertices it shares an edge with. Of a vertex on a border (an edge with one triangle only) just its
// neighbours along the border, so that smoothing keeps the border a curve of its own and does not pull it inwards.
struct Neighbours {
    std::vector<std::uint32_t> begin;  // vertex count + 1
    std::vector<std::uint32_t> of;
};
Neighbours find_neighbours(const Mesh& mesh, Job& job);

// Every edge once, as (lower vertex, higher vertex), ordered by the lower: edges `begin[v]` to `begin[v + 1]` start at
// v.
struct Edges {
    std::vector<std::uint32_t> begin, higher;
    std::uint32_t find(std::uint32_t a, std::uint32_t b) const;  // of an edge that exists
    std::size_t count() const { return higher.size(); }
};
Edges find_edges(const std::vector<Triangle>& triangles, std::size_t vertex_count, Job& job);

}  // namespace gimbal::document
