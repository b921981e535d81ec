// Gathers the vertex colours of a file whose colours are those of a screen (sRGB): OBJ, PLY, OFF.
#pragma once
#include "api/document/io/read/file_scene.h"

namespace gimbal::document {

// A vertex without a colour, until the meshes are made.
inline const glm::vec4 no_colour(-1);
// Vertices without a colour become white. If no vertex has one, the list becomes empty.
void settle_colours(Colours& colours);

// The formats leave open whether numbers go up to 1 or to 255. If one is above 1, all go up to 255.
// Thread: any, one at a time.   GIL: not needed.
class VertexColours {
public:
    static constexpr double no_alpha = -1;
    // Red, green, blue and alpha as the file has them. Vertices without a colour may come between.
    void set(std::size_t vertex, const glm::dvec3& colour, double alpha = no_alpha);
    // Linear, one for each of `count` vertices, some of them no_colour. Empty if no vertex has a colour.
    Colours taken(std::size_t count) &&;

private:
    std::vector<glm::dvec4> colours_;
    double highest_ = 0, highest_alpha_ = 0;
};

}  // namespace gimbal::document
