// Edges and neighbours as compressed rows: count, fill, then sort each short row.
#include "api/document/mesh/mesh_topology.h"

#include <algorithm>
#include <numeric>

#include "api/document/work/parallel.h"

namespace gimbal::document {
namespace {

// Turns row lengths into row starts: row v begins at begin[v].
std::vector<std::uint32_t> starts(std::vector<std::uint32_t> counts) {
    std::exclusive_scan(counts.begin(), counts.end(), counts.begin(), 0u);
    return counts;
}

template <class Keep>  // keep(row begin, row end) -> new row end
void shrink_rows(std::vector<std::uint32_t>& begin, std::vector<std::uint32_t>& items, Job& job, Keep&& keep) {
    std::uint32_t write = 0;
    in_chunks(begin.size() - 1, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            auto from = items.begin() + begin[v], to = items.begin() + begin[v + 1];
            begin[v] = write;
            to = keep(from, to);
            write = static_cast<std::uint32_t>(std::move(from, to, items.begin() + write) - items.begin());
        }
    });
    begin.back() = write;
    items.resize(write);
}

// A neighbour that occurs once is across a border edge. Keeps only those, or each neighbour once if there are none.
template <class Iterator>
Iterator keep_neighbours(Iterator from, Iterator to) {
    std::sort(from, to);
    Iterator unique_end = from;
    std::vector<std::uint32_t> border;
    for (Iterator i = from; i != to;) {
        const Iterator next = std::find_if(i, to, [&](std::uint32_t v) { return v != *i; });
        if (next - i == 1) border.push_back(*i);
        *unique_end++ = *i;
        i = next;
    }
    return border.empty() ? unique_end : std::copy(border.begin(), border.end(), from);
}

}  // namespace

Neighbours find_neighbours(const Mesh& mesh, Job& job) {
    const std::vector<Triangle>& triangles = mesh.triangles();
    std::vector<std::uint32_t> counts(mesh.vertex_count() + 1, 0);
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t)
            for (std::uint32_t v : triangles[t]) counts[v] += 2;
    });
    Neighbours neighbours{starts(std::move(counts)), {}};
    neighbours.of.resize(neighbours.begin.back());
    std::vector<std::uint32_t> next = neighbours.begin;
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t)
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t v = triangles[t][k];
                neighbours.of[next[v]++] = triangles[t][(k + 1) % 3];
                neighbours.of[next[v]++] = triangles[t][(k + 2) % 3];
            }
    });
    shrink_rows(neighbours.begin, neighbours.of, job, [](auto from, auto to) { return keep_neighbours(from, to); });
    return neighbours;
}

Edges find_edges(const std::vector<Triangle>& triangles, std::size_t vertex_count, Job& job) {
    std::vector<std::uint32_t> counts(vertex_count + 1, 0);
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t)
            for (int k = 0; k < 3; ++k) ++counts[std::min(triangles[t][k], triangles[t][(k + 1) % 3])];
    });
    Edges edges{starts(std::move(counts)), {}};
    edges.higher.resize(edges.begin.back());
    std::vector<std::uint32_t> next = edges.begin;
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t)
            for (int k = 0; k < 3; ++k) {
                const auto [low, high] = std::minmax({triangles[t][k], triangles[t][(k + 1) % 3]});
                edges.higher[next[low]++] = high;
            }
    });
    shrink_rows(edges.begin, edges.higher, job, [](auto from, auto to) {
        std::sort(from, to);
        return std::unique(from, to);
    });
    return edges;
}

std::uint32_t Edges::find(std::uint32_t a, std::uint32_t b) const {
    const auto [low, high] = std::minmax(a, b);
    const auto from = higher.begin() + begin[low], to = higher.begin() + begin[low + 1];
    return static_cast<std::uint32_t>(std::lower_bound(from, to, high) - higher.begin());
}

}  // namespace gimbal::document
