// Joins vertices at exactly the same position: STL repeats each corner, glTF splits vertices at seams.
#pragma once
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Keeps the first of equal positions, in order (0 equals -0), and renumbers triangles and lines. Throws Cancelled.
void join_vertices(std::vector<glm::vec3>& positions, std::vector<Triangle>& triangles, std::vector<Line>& lines,
                   Job& job);

}  // namespace gimbal::document
