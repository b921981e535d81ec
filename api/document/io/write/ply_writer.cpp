// Binary PLY: all objects as one mesh.
#include <array>
#include <limits>
#include <stdexcept>

#include "api/document/io/colour_space.h"
#include "api/document/io/write/file_writer.h"
#include "api/document/io/write/written_object.h"

namespace gimbal::document {
namespace {

void write_header(FileWriter& file, const Totals& totals) {
    file << "ply\nformat binary_little_endian 1.0\ncomment Gimbal\nelement vertex " << totals.vertices
         << "\nproperty float x\nproperty float y\nproperty float z\n";
    if (totals.coloured) file << "property uchar red\nproperty uchar green\nproperty uchar blue\n";
    if (totals.translucent) file << "property uchar alpha\n";
    if (totals.triangles > 0)
        file << "element face " << totals.triangles << "\nproperty list uchar int vertex_indices\n";
    if (totals.lines > 0) file << "element edge " << totals.lines << "\nproperty int vertex1\nproperty int vertex2\n";
    file << "end_header\n";
}

void write_colour(FileWriter& file, const glm::vec4& colour, bool with_alpha) {
    for (const float part : {colour.r, colour.g, colour.b}) file.write_bytes(srgb_byte(part));
    if (with_alpha) file.write_bytes(alpha_byte(colour.a));
}

}  // namespace

void write_ply(const WriteRequest& request) {
    const Totals totals = totals_of(request.objects);
    if (totals.vertices > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw std::runtime_error("a PLY file holds at most 2,147,483,647 vertices. Save fewer objects");
    WriteProgress progress(request);
    FileWriter file(request.path);
    write_header(file, totals);
    for (const Object& object : request.objects) {
        const WrittenObject written(request, object, progress);
        written.each_vertex([&](const glm::vec3& p, std::size_t v) {
            file.write_bytes(p);
            if (totals.coloured) write_colour(file, written.colour(v), totals.translucent);
        });
    }
    std::uint32_t first = 0;
    for (const Object& object : request.objects) {
        WrittenObject(request, object, progress).each_triangle([&](const Triangle& t) {
            file.write_bytes(std::uint8_t{3});
            file.write_bytes(Triangle{first + t[0], first + t[1], first + t[2]});
        });
        first += static_cast<std::uint32_t>(object.mesh->vertex_count());
    }
    first = 0;
    for (const Object& object : request.objects) {
        WrittenObject(request, object, progress).each_line([&](const Line& l) {
            file.write_bytes(Line{first + l[0], first + l[1]});
        });
        first += static_cast<std::uint32_t>(object.mesh->vertex_count());
    }
    file.finish();
}

}  // namespace gimbal::document
