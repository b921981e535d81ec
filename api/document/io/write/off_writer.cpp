// OFF text: all objects as one mesh. A line is a face of two corners. COFF has colours, from 0 to 255.
#include "api/document/io/colour_space.h"
#include "api/document/io/write/file_writer.h"
#include "api/document/io/write/written_object.h"

namespace gimbal::document {
namespace {

void write_colour(FileWriter& file, const glm::vec4& colour) {
    for (const float part : {colour.r, colour.g, colour.b}) file << " " << static_cast<int>(srgb_byte(part));
    file << " " << static_cast<int>(alpha_byte(colour.a));
}

}  // namespace

void write_off(const WriteRequest& request) {
    const Totals totals = totals_of(request.objects);
    WriteProgress progress(request);
    FileWriter file(request.path);
    file << (totals.coloured ? "COFF\n" : "OFF\n") << totals.vertices << " " << totals.triangles + totals.lines
         << " 0\n";
    for (const Object& object : request.objects) {
        const WrittenObject written(request, object, progress);
        written.each_vertex([&](const glm::vec3& p, std::size_t v) {
            file << p.x << " " << p.y << " " << p.z;
            if (totals.coloured) write_colour(file, written.colour(v));
            file << "\n";
        });
    }
    std::size_t first = 0;
    for (const Object& object : request.objects) {
        const WrittenObject written(request, object, progress);
        written.each_triangle([&](const Triangle& t) {
            file << "3 " << first + t[0] << " " << first + t[1] << " " << first + t[2] << "\n";
        });
        written.each_line([&](const Line& l) { file << "2 " << first + l[0] << " " << first + l[1] << "\n"; });
        first += object.mesh->vertex_count();
    }
    file.finish();
}

}  // namespace gimbal::document
