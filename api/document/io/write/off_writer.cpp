// OFF text: all objects as one mesh. A line is a face of two corners.
#include "api/document/io/write/file_writer.h"
#include "api/document/io/write/written_object.h"

namespace gimbal::document {

void write_off(const WriteRequest& request) {
    const Totals totals = totals_of(request);
    WriteProgress progress(request);
    FileWriter file(request.path);
    file << "OFF\n" << totals.vertices << " " << totals.triangles + totals.lines << " 0\n";
    for (const Object& object : request.objects)
        WrittenObject(request, object, progress).each_vertex([&](const glm::vec3& p) {
            file << p.x << " " << p.y << " " << p.z << "\n";
        });
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
