// OFF: counts, then a vertex a line, then a face a line. Normals, colours and texture coordinates may follow, in this
// order. If more numbers follow the counts on their line, the file is free-form: the ends of lines mean nothing.
#include <limits>

#include "api/document/io/read/flat_faces.h"
#include "api/document/io/read/text_reader.h"
#include "api/document/io/read/vertex_colours.h"
#include "api/document/io/words.h"
#include "api/document/mesh/triangulate.h"

namespace gimbal::document {
namespace {

class OffReader {
public:
    OffReader(std::string_view contents, Job& job) : text_(contents, job, '#'), job_(job) {}

    FileScene read() {
        header();
        const std::size_t vertices = count("vertex", "vertices"), faces = count("face", "faces");
        text_.word();  // the number of edges, which may be missing
        free_form_ = !text_.at_line_end();
        if (free_form_ && has_colours_)
            bad_file("its colours cannot be told from its coordinates, because its numbers do not begin new lines. "
                     "Export it with a line for each vertex");
        for (std::size_t i = 0; i < vertices; ++i) vertex(i, vertices);
        for (std::size_t i = 0; i < faces; ++i) face(i, faces);
        if (free_form_ && text_.find_word())
            text_.fail("it goes on after its last face ('" + std::string(text_.word().substr(0, 40)) + "')" +
                       export_again);
        set_triangles(mesh_, polygons_, mesh_.positions, job_);
        mesh_.colours = std::move(colours_).taken(mesh_.positions.size());
        settle_colours(mesh_.colours);
        FileScene scene = scene_of(std::move(mesh_));
        if (face_colours_) scene.remarks.push_back(without_face_colours);
        return scene;
    }

private:
    // [ST][C][N][4][n]OFF [BINARY], or nothing.
    void header() {
        if (!text_.find_word()) bad_file("it has no numbers. Export it again");
        if (text_.word_is_number()) return;
        const std::string keyword(text_.word());
        if (!keyword.ends_with("OFF") || keyword.size() > 8)
            bad_file("it is not an OFF file (it begins with '" + keyword.substr(0, 40) + "'). Check its extension");
        if (keyword.find_first_of("4n") != std::string::npos)
            bad_file("it is a " + keyword + " file of vertices with four or n coordinates. Export it with three");
        const std::string_view has = std::string_view(keyword).substr(0, keyword.size() - 3);
        has_colours_ = has.find('C') != std::string_view::npos;
        has_normals_ = has.find('N') != std::string_view::npos;
        has_texture_ = has.find("ST") != std::string_view::npos;
        if (text_.at_line_end() || text_.word_is_number()) return;
        if (text_.word() == "BINARY") bad_file("it is a binary OFF file. Export it as text");
    }

    std::size_t count(const std::string& one, const std::string& many) {
        if (!text_.find_word()) bad_file("it is cut off before its number of " + many + export_again);
        const std::int64_t number = text_.integer();
        // Each vertex and face takes two bytes at least.
        if (number < 0 || static_cast<std::uint64_t>(number) > text_.bytes_left())
            bad_file("it is cut off: it declares " + std::to_string(number) + ' ' + (number == 1 ? one : many) +
                     export_again);
        return static_cast<std::size_t>(number);
    }

    [[noreturn]] static void fail_cut_off(const std::string& declared, std::size_t got) {  // "3 vertices"
        bad_file("it is cut off: it declares " + declared + ", and it ends after " + std::to_string(got) +
                 export_again);
    }

    float coordinate() {
        if (free_form_) text_.find_word();
        return text_.number();
    }

    void vertex(std::size_t i, std::size_t declared) {
        if (!text_.find_word()) fail_cut_off(counted(declared, "vertex", "vertices"), i);
        const float x = coordinate(), y = coordinate(), z = coordinate();
        if (has_colours_) colour();
        mesh_.positions.push_back({x, y, z});
        if (!free_form_) return text_.next_line();
        for (int more = (has_normals_ ? 3 : 0) + (has_texture_ ? 2 : 0); more > 0; --more) coordinate();
    }

    // Three or four numbers. Nothing says which, so the numbers of the line are counted.
    void colour() {
        double numbers[9] = {};
        int count = 0;
        while (count < 9 && !text_.at_line_end()) numbers[count++] = text_.precise_number();
        const double* first = numbers + (has_normals_ ? 3 : 0);
        count -= (has_normals_ ? 3 : 0) + (has_texture_ ? 2 : 0);
        if (count < 3) return;
        colours_.set(mesh_.positions.size(), {first[0], first[1], first[2]},
                     count > 3 ? first[3] : VertexColours::no_alpha);
    }

    void face(std::size_t i, std::size_t declared) {
        if (!text_.find_word()) fail_cut_off(counted(declared, "face"), i);
        const std::int64_t corners = text_.integer();
        if (corners < 0) text_.fail("a face of " + std::to_string(corners) + " corners" + export_again);
        std::int64_t last = 0;
        for (std::int64_t k = 0; k < corners; ++k) {
            const std::int64_t vertex = corner(i);
            if (corners == 2 && k == 1) add_line(last, vertex);
            last = vertex;
        }
        if (corners > 2) polygons_.end_polygon();
        else polygons_.drop_open();
        if (free_form_) return;
        face_colours_ |= !text_.at_line_end();
        text_.next_line();
    }

    std::int64_t corner(std::size_t face) {
        if (free_form_) text_.find_word();
        const std::int64_t vertex = text_.integer();
        text_.tick();
        if (vertex < 0 || static_cast<std::uint64_t>(vertex) >= mesh_.positions.size())
            text_.fail("face " + std::to_string(face) + " uses vertex " + std::to_string(vertex) + ", but " +
                       there_are(mesh_.positions.size()) + " (indices start at 0). Export it again");
        polygons_.add_corner(static_cast<std::uint32_t>(vertex));
        return vertex;
    }

    void add_line(std::int64_t from, std::int64_t to) {
        mesh_.lines.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
    }

    TextReader text_;
    Job& job_;
    FileMesh mesh_;
    Polygons polygons_;
    VertexColours colours_;
    bool has_colours_ = false, has_normals_ = false, has_texture_ = false, free_form_ = false, face_colours_ = false;
};

}  // namespace

FileScene read_off(std::string_view contents, const ReadContext& context) {
    check_is_text(contents, "OFF");
    return OffReader(contents, context.job).read();
}

}  // namespace gimbal::document
