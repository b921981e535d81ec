// Binary STL: a header of 80 bytes, a count, 50 bytes for each triangle.
#include <limits>
#include <stdexcept>

#include "api/document/io/write/file_writer.h"
#include "api/document/io/write/written_object.h"

namespace gimbal::document {
namespace {

glm::vec3 normal_of(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::dvec3 from(a), weighted = glm::cross(glm::dvec3(b) - from, glm::dvec3(c) - from);
    const double length = glm::length(weighted);
    return length > 0 ? glm::vec3(weighted / length) : glm::vec3(0);
}

}  // namespace

void write_stl(const WriteRequest& request) {
    const std::size_t triangles = totals_of(request.objects).triangles;
    if (triangles > std::numeric_limits<std::uint32_t>::max())
        throw std::runtime_error("an STL file holds at most 4,294,967,295 triangles. Save as PLY, or fewer objects");
    WriteProgress progress(request);
    FileWriter file(request.path);
    std::string header = "Binary STL by Gimbal";  // it must not begin with "solid"
    header.resize(80, ' ');
    file << header;
    file.write_bytes(static_cast<std::uint32_t>(triangles));
    for (const Object& object : request.objects) {
        const WrittenObject written(request, object, progress);
        written.each_triangle([&](const Triangle& t) {
            const glm::vec3 a = written.vertex(t[0]), b = written.vertex(t[1]), c = written.vertex(t[2]);
            for (const glm::vec3& p : {normal_of(a, b, c), a, b, c}) file.write_bytes(p);
            file.write_bytes(std::uint16_t{0});
        });
    }
    file.finish();
}

}  // namespace gimbal::document
