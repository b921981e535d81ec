// The statements of an OBJ file, and the objects that they make.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/document/io/read/file_scene.h"
#include "api/document/mesh/triangulate.h"

namespace gimbal::document {

// The first line of the files that we write with Y up. The reader then turns the vertices back, so that they have their
// old numbers.
inline constexpr std::string_view turned_obj_mark = "# Gimbal, turned from Z up to Y up";
inline constexpr std::string_view z_up_obj_mark = "# Gimbal, Z up";

// The statements from one that names an object, a group or a material up to the next such statement.
struct ObjPiece {
    std::size_t object = 0, group = 0;  // number of the name; 0: none yet
    std::optional<glm::vec4> colour;
    std::size_t first_vertex = 0, first_face = 0, first_line = 0, first_point = 0;
};

struct ObjFile {
    std::vector<glm::vec3> positions;
    Colours colours;  // empty or one for each position, no_colour included
    Polygons faces;
    std::vector<Line> lines;
    std::vector<std::uint32_t> points;
    std::vector<std::string> object_names, group_names;
    std::vector<ObjPiece> pieces;  // at least one

    ObjPiece next_piece() const {
        ObjPiece piece = pieces.back();
        piece.first_vertex = positions.size();
        piece.first_face = faces.count();
        piece.first_line = lines.size();
        piece.first_point = points.size();
        return piece;
    }
};

// One object for each `o`, or for each `g` if there is no `o`. A single object has all vertices of the file, in its
// order. Of several, each has the vertices that it uses, and those of its statements that no object uses.
FileScene scene_of(ObjFile file, Job& job);

}  // namespace gimbal::document
