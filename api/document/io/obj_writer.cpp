// OBJ text by std::to_chars, in blocks.
#include "api/document/io/obj_writer.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>

#include "api/document/io/output_file.h"
#include "api/document/work/parallel.h"

namespace gimbal::document {
namespace {

// Collects text and numbers in a buffer; flush() writes it to the file.
class TextFile {
public:
    explicit TextFile(const std::filesystem::path& path) : file_(path) {}
    TextFile& operator<<(std::string_view text) {
        buffer_.append(text);
        return *this;
    }
    template <class Number>
    requires std::is_arithmetic_v<Number> TextFile& operator<<(Number number) {
        char digits[48];
        buffer_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        return *this;
    }
    void flush() {
        file_.write(buffer_);
        buffer_.clear();
    }
    void finish() {
        flush();
        file_.finish();
    }

private:
    OutputFile file_;
    std::string buffer_;
};

// A line break in a name would break the file, and readers end a name at a space.
std::string one_word(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return c <= 32 || c == 127; }, '_');
    return name;
}

}  // namespace

void write_obj(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job) {
    std::size_t total = 0, done = 0, first_index = 1;
    for (const Object& object : objects) total += object.mesh->vertex_count() + object.mesh->triangle_count();
    TextFile file(path);
    const auto advance = [&](std::size_t count) {
        file.flush();
        job.set_progress(static_cast<double>(done += count) / static_cast<double>(total));
    };
    for (const Object& object : objects) {
        const glm::mat4 matrix = object.matrix();
        const bool mirrored = glm::determinant(glm::mat3(matrix)) < 0;
        file << "o " << one_word(object.name) << "\n";
        in_chunks(object.mesh->vertex_count(), job, [&](std::size_t first, std::size_t last) {
            for (std::size_t v = first; v < last; ++v) {
                const glm::vec3 p = matrix * glm::vec4(object.mesh->positions()[v], 1);
                file << "v " << p.x << " " << p.y << " " << p.z << "\n";
            }
            advance(last - first);
        });
        in_chunks(object.mesh->triangle_count(), job, [&](std::size_t first, std::size_t last) {
            for (std::size_t t = first; t < last; ++t) {
                const Triangle& corner = object.mesh->triangles()[t];
                file << "f " << first_index + corner[0] << " " << first_index + corner[mirrored ? 2 : 1] << " "
                     << first_index + corner[mirrored ? 1 : 2] << "\n";
            }
            advance(last - first);
        });
        first_index += object.mesh->vertex_count();
    }
    file.finish();
}

}  // namespace gimbal::document
