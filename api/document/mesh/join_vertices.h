// Joins vertices that are exactly equal: STL repeats each corner, glTF splits vertices at seams.
#pragma once
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Keeps the first of equal positions, in order (0 equals -0), and renumbers triangles and lines. If there are colours,
// vertices of different colours stay apart. Throws Cancelled.
void join_vertices(std::vector<glm::vec3>& positions, Colours& colours, std::vector<Triangle>& triangles,
                   std::vector<Line>& lines, Job& job);

}  // namespace gimbal::document
