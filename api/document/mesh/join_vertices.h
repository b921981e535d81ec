// One vertex where a file has several at exactly the same place: STL repeats each corner, OBJ and glTF split at seams.
#pragma once
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Keeps the first of equal positions (0 and -0 are equal), in order; rewrites the triangles. Polls the job.
void join_vertices(std::vector<glm::vec3>& positions, std::vector<Triangle>& triangles, Job& job);

}  // namespace gimbal::document
