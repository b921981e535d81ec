// STL: binary triangles, or text with one or several solids.
#include <bit>
#include <cctype>
#include <cstring>

#include "api/document/io/read/byte_reader.h"
#include "api/document/io/read/text_reader.h"
#include "api/document/io/words.h"
#include "api/document/mesh/triangulate.h"
#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

constexpr std::size_t header_bytes = 84, triangle_bytes = 50, normal_bytes = 12;
constexpr unsigned colour_bit = 0x8000;  // VisCAM and SolidView set it in the last two bytes of a coloured triangle;
                                         // Materialise Magics has "COLOR=" in the header instead

// `lower`: in lower case.
bool same_word(std::string_view word, std::string_view lower) {
    if (word.size() != lower.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(word[i])) != lower[i]) return false;
    return true;
}

class TextStl {
public:
    TextStl(std::string_view contents, Job& job) : text_(contents, job, 0), job_(job) {}

    FileScene read() {
        if (!text_.find_word() || !same_word(text_.word(), "solid"))
            bad_file(std::string("it is not an STL file: a text begins with 'solid'") + export_again);
        begin_solid();
        while (text_.find_word()) statement(text_.word());
        if (open_) bad_file(std::string("it is cut off: an STL text ends with 'endsolid'") + export_again);
        if (coloured_) scene_.remarks.push_back(without_face_colours);
        return std::move(scene_);
    }

private:
    void statement(std::string_view word) {
        text_.tick();
        if (same_word(word, "vertex")) return vertex();
        if (same_word(word, "endloop")) return end_loop();
        if (same_word(word, "endsolid")) return end_solid();
        if (same_word(word, "solid")) return begin_solid();
        if (same_word(word, "normal")) {  // not used; some programs write their own words for NaN
            for (int i = 0; i < 3; ++i) text_.word();
            return;
        }
        for (const char* known : {"facet", "outer", "loop", "endfacet"})
            if (same_word(word, known)) return;
        if (word.starts_with("color") || word.starts_with("COLOR")) {
            coloured_ = true;
            return text_.next_line();
        }
        text_.fail("'" + std::string(word.substr(0, 40)) + "' is not an STL word" + export_again);
    }

    void begin_solid() {
        if (open_) text_.fail(std::string("'solid' inside a solid") + export_again);
        open_ = true;
        mesh_ = FileMesh{};
        polygons_ = Polygons();
        mesh_.join = true;
        name_ = std::string(words_until([this](std::string_view word) { return begins_content(word); }));
    }

    // The words up to the end of the line, or before the first one that `is_end` accepts.
    template <class IsEnd>
    std::string_view words_until(IsEnd&& is_end) {
        const char *first = nullptr, *last = nullptr;
        for (;;) {
            text_.tick();
            text_.at_line_end();  // skips blanks
            const char* place = text_.place();
            const std::string_view word = text_.word();
            if (word.empty()) break;
            if (is_end(word)) {
                text_.return_to(place);
                break;
            }
            if (!first) first = place;
            last = text_.place();
        }
        return {first, static_cast<std::size_t>(last - first)};
    }

    // Called after a word. Returns whether it ends the name, because a whole file may be on one line.
    bool begins_content(std::string_view word) {
        if (same_word(word, "endsolid")) return true;
        if (!same_word(word, "facet")) return false;
        const char* place = text_.place();
        const bool normal = same_word(text_.word(), "normal");
        text_.return_to(place);
        return normal;
    }

    // Called after a word in the line of an "endsolid". Returns whether it is a "solid" that begins another solid on
    // this line. If it is one that does not, the line has been read.
    bool begins_solid(std::string_view word) {
        if (!same_word(word, "solid")) return false;
        const char* place = text_.place();
        words_until([this](std::string_view later) { return begins_content(later); });
        if (text_.at_line_end()) return false;
        text_.return_to(place);
        return true;
    }

    void vertex() {
        if (!open_) text_.fail(std::string("'vertex' outside a solid") + export_again);
        glm::vec3 p;
        for (int i = 0; i < 3; ++i) {
            text_.find_word();
            p[i] = text_.number();
        }
        polygons_.add_corner(static_cast<std::uint32_t>(mesh_.positions.size()));
        mesh_.positions.push_back(p);
    }

    void end_loop() {
        if (polygons_.open_corners() < 3)
            text_.fail("a facet of " + counted(polygons_.open_corners(), "corner") + export_again);
        polygons_.end_polygon();
    }

    void end_solid() {
        if (polygons_.open_corners() > 0) text_.fail(std::string("'endsolid' inside a facet") + export_again);
        open_ = false;
        words_until([this](std::string_view word) { return begins_solid(word); });  // its name again
        if (mesh_.positions.empty()) return;
        mesh_.triangles = triangulated(polygons_, 0, polygons_.count(), mesh_.positions, job_);
        scene_.objects.push_back({name_, scene_.meshes.size(), glm::dmat4(1), {}});
        scene_.meshes.push_back(std::move(mesh_));
    }

    TextReader text_;
    Job& job_;
    FileScene scene_;
    FileMesh mesh_;
    Polygons polygons_;
    std::string name_;
    bool open_ = false, coloured_ = false;
};

std::uint64_t declared_triangles(std::string_view contents) {  // of a binary file
    return number_at<std::uint32_t>(contents, header_bytes - 4, std::endian::little);
}

// Some programs begin the header of binary files with "solid" too.
bool is_text(std::string_view contents) {
    if (contents.size() > header_bytes &&
        contents.size() == header_bytes + triangle_bytes * declared_triangles(contents))
        return false;
    contents = without_byte_order_mark(contents);
    const std::size_t begin = contents.find_first_not_of(" \t\r\n\v\f");
    return begin != std::string_view::npos && same_word(contents.substr(begin, 5), "solid") &&
           contents.find('\0') == std::string_view::npos;
}

FileScene read_binary(std::string_view contents, Job& job) {
    if (contents.size() < header_bytes)
        bad_file("it is cut off or not an STL file: it has " + counted(contents.size(), "byte") + ", a header has 84" +
                 export_again);
    const std::uint64_t count = declared_triangles(contents), wanted = header_bytes + triangle_bytes * count;
    if (count == 0) bad_file("it has 0 triangles. Export a mesh with faces");
    if (contents.size() < wanted)
        bad_file("it is cut off or not an STL file: its header declares " + counted(count, "triangle") + " in " +
                 std::to_string(wanted) + " bytes, and it has " + std::to_string(contents.size()) + export_again);
    FileMesh mesh;
    mesh.join = true;
    mesh.positions.resize(count * 3);
    mesh.triangles.resize(count);
    bool has_bit = false;
    in_chunks(count, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t) {
            const char* corners = contents.data() + header_bytes + t * triangle_bytes + normal_bytes;
            for (std::size_t k = 0; k < 9; ++k)
                mesh.positions[t * 3 + k / 3][static_cast<int>(k % 3)] = number_from<float>(corners + 4 * k,
                                                                                            std::endian::little);
            has_bit |= (number_at<std::uint16_t>(contents, header_bytes + (t + 1) * triangle_bytes - 2,
                                                 std::endian::little) &
                        colour_bit) != 0;
            const auto corner = static_cast<std::uint32_t>(t * 3);
            mesh.triangles[t] = {corner, corner + 1, corner + 2};
        }
        job.set_progress(reading_share * static_cast<double>(last) / static_cast<double>(count));
    });
    FileScene scene = scene_of(std::move(mesh));
    if (has_bit || contents.substr(0, header_bytes).find("COLOR=") != std::string_view::npos)
        scene.remarks.push_back(without_face_colours);
    if (contents.size() > wanted)
        scene.remarks.push_back("without " + counted(contents.size() - wanted, "byte") + " after its end");
    return scene;
}

}  // namespace

FileScene read_stl(std::string_view contents, const ReadContext& context) {
    return is_text(contents) ? TextStl(contents, context.job).read() : read_binary(contents, context.job);
}

}  // namespace gimbal::document
