// A hash table of positions with open addressing.
#include "api/document/mesh/join_vertices.h"

#include <bit>
#include <cstring>

#include "api/document/work/parallel.h"

namespace gimbal::document {
namespace {

constexpr std::uint32_t free_place = 0xFFFFFFFF;

std::uint64_t hash_of(const glm::vec3& p) {
    std::array<std::uint32_t, 3> bits;
    std::memcpy(bits.data(), &p, sizeof bits);
    std::uint64_t h = bits[0] * 0x9E3779B97F4A7C15ull;
    h = (h ^ (h >> 29) ^ bits[1]) * 0xBF58476D1CE4E5B9ull;
    h = (h ^ (h >> 32) ^ bits[2]) * 0x94D049BB133111EBull;
    return h ^ (h >> 31);
}

}  // namespace

void join_vertices(std::vector<glm::vec3>& positions, Colours& colours, std::vector<Triangle>& triangles,
                   std::vector<Line>& lines, Job& job) {
    std::vector<std::uint32_t> table(std::bit_ceil(positions.size() * 2 + 1), free_place), place(positions.size());
    const std::size_t mask = table.size() - 1;
    const bool coloured = !colours.empty();
    const auto equal = [&](std::size_t a, std::size_t b) {
        return positions[a] == positions[b] && (!coloured || colours[a] == colours[b]);
    };
    std::uint32_t kept = 0;
    in_chunks(positions.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            std::uint64_t hash = hash_of(positions[v] + 0.0f);  // -0 becomes 0
            if (coloured) hash ^= hash_of(glm::vec3(colours[v])) * 3;
            std::size_t at = hash & mask;
            while (table[at] != free_place && !equal(table[at], v)) at = (at + 1) & mask;
            if (table[at] == free_place) {
                positions[kept] = positions[v];
                if (coloured) colours[kept] = colours[v];
                table[at] = kept++;
            }
            place[v] = table[at];
        }
    });
    positions.resize(kept);
    if (coloured) colours.resize(kept);
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t)
            for (std::uint32_t& v : triangles[t]) v = place[v];
    });
    for (Line& line : lines) line = {place[line[0]], place[line[1]]};
}

}  // namespace gimbal::document
