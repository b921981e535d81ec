// OBJ text, one `o` for each object.
#include <algorithm>
#include <string>

#include "api/document/io/colour_space.h"
#include "api/document/io/read/obj_parts.h"
#include "api/document/io/write/file_writer.h"
#include "api/document/io/write/written_object.h"

namespace gimbal::document {
namespace {

// After the coordinates, as MeshLab and Blender write it. Many readers take a fourth number for a weight.
void write_colour(FileWriter& file, const glm::vec4& colour) {
    for (const float part : {colour.r, colour.g, colour.b}) {
        file << " ";
        file.write_precise(srgb_from_linear(part));
    }
}

}  // namespace

// A name is the rest of its line, without blanks at its ends; a backslash at the end would join the next line to it.
std::string obj_name(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return c < 32 || c == 127; }, '_');
    if (name.empty()) return name;
    if (name.front() == ' ') name.front() = '_';
    if (name.back() == ' ' || name.back() == '\\') name.back() = '_';
    return name;
}

void write_obj(const WriteRequest& request) {
    WriteProgress progress(request);
    FileWriter file(request.path);
    file << (request.up_axis == UpAxis::y ? turned_obj_mark : z_up_obj_mark) << "\n";
    std::size_t first = 1;
    for (const Object& object : request.objects) {
        const WrittenObject written(request, object, progress);
        file << "o " << obj_name(object.name) << "\n";
        const bool coloured = is_coloured(object);
        written.each_vertex([&](const glm::vec3& p, std::size_t v) {
            file << "v " << p.x << " " << p.y << " " << p.z;
            if (coloured) write_colour(file, written.colour(v));
            file << "\n";
        });
        written.each_triangle([&](const Triangle& t) {
            file << "f " << first + t[0] << " " << first + t[1] << " " << first + t[2] << "\n";
        });
        written.each_line([&](const Line& l) { file << "l " << first + l[0] << " " << first + l[1] << "\n"; });
        first += object.mesh->vertex_count();
    }
    file.finish();
}

}  // namespace gimbal::document
