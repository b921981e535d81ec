// OBJ: polygons, lines and points over one list of vertices, cut into objects at `o`, or at `g` in a file without `o`.
#include <limits>
#include <map>
#include <set>

#include "api/document/io/read/material_colours.h"
#include "api/document/io/read/obj_parts.h"
#include "api/document/io/read/text_reader.h"
#include "api/document/io/read/vertex_colours.h"

namespace gimbal::document {
namespace {

class ObjReader {
public:
    ObjReader(std::string_view contents, const ReadContext& context)
        : text_(contents, context.job, '#', true),
          context_(context) {
        file_.pieces.push_back({});
        file_.positions.reserve(contents.size() / 64);
    }

    FileScene read() {
        while (text_.find_word()) {
            statement(text_.word());
            text_.next_line();
        }
        check_highest();
        file_.colours = std::move(vertex_colours_).taken(file_.positions.size());
        return scene_of(std::move(file_), context_.job);
    }

private:
    void statement(std::string_view keyword) {
        if (keyword == "v") vertex();
        else if (keyword == "f") face();
        else if (keyword == "l") line();
        else if (keyword == "p") points();
        else if (keyword == "o" || keyword == "g") name(keyword == "o");
        else if (keyword == "usemtl") use_material(std::string(text_.rest_of_line()));
        else if (keyword == "mtllib") read_materials(std::string(text_.rest_of_line()));
    }

    // x y z, x y z w, x y z r g b or x y z r g b a.
    void vertex() {
        const float x = text_.number(), y = text_.number(), z = text_.number();
        double more[4] = {};
        int count = 0;
        for (; !text_.at_line_end(); ++count) {
            const double number = text_.precise_number();
            if (count < 4) more[count] = number;
        }
        if (count >= 3)
            vertex_colours_.set(file_.positions.size(), {more[0], more[1], more[2]},
                                count >= 4 ? more[3] : VertexColours::no_alpha);
        file_.positions.push_back({x, y, z});
    }

    // 1 is the first vertex, -1 the last one so far. A texture coordinate or normal may follow after a slash.
    std::uint32_t index() {
        std::int64_t number = 0;
        text_.at_line_end();  // skips blanks
        if (!text_.try_integer(number)) text_.fail_number();
        std::int64_t ignored = 0;
        while (text_.skip_character('/')) text_.try_integer(ignored);
        if (!text_.word_has_ended()) text_.fail_number();
        const auto count = static_cast<std::int64_t>(file_.positions.size());
        const std::int64_t found = number < 0 ? count + number : number - 1;
        if (number == 0) text_.fail("there is no vertex 0: the first is 1. Export it again");
        if (found < 0 || found >= std::numeric_limits<std::uint32_t>::max())
            text_.fail("there is no vertex " + std::to_string(number) + ": there are " + std::to_string(count) +
                       ". Export it again");
        if (found > highest_) {
            highest_ = found;
            highest_line_ = text_.line();
        }
        text_.tick();
        return static_cast<std::uint32_t>(found);
    }

    void face() {
        while (!text_.at_line_end()) file_.faces.add_corner(index());
        if (file_.faces.open_corners() > 2) return file_.faces.end_polygon();
        file_.faces.drop_open();  // a face of one or two corners has no area
    }

    void line() {
        if (text_.at_line_end()) return;
        std::uint32_t from = index();
        while (!text_.at_line_end()) {
            const std::uint32_t to = index();
            file_.lines.push_back({from, to});
            from = to;
        }
    }

    void points() {
        while (!text_.at_line_end()) file_.points.push_back(index());
    }

    // `o` begins an object each time. `g` goes on with the group of that name.
    void name(bool object) {
        ObjPiece piece = file_.next_piece();
        const std::string name(text_.rest_of_line());
        if (object) {
            file_.object_names.push_back(name);
            piece.object = file_.object_names.size();
        } else {
            const auto [found, added] = group_numbers_.try_emplace(name, file_.group_names.size() + 1);
            if (added) file_.group_names.push_back(name);
            piece.group = found->second;
        }
        file_.pieces.push_back(piece);
    }

    void read_materials(const std::string& file) {
        if (material_files_.insert(file).second) colours_ = material_colours(context_, file, std::move(colours_));
    }

    void use_material(const std::string& material) {
        ObjPiece piece = file_.next_piece();
        const auto found = colours_.find(material);
        piece.colour = found == colours_.end() ? std::optional<glm::vec4>() : found->second;
        file_.pieces.push_back(piece);
    }

    void check_highest() const {  // a face may come before its vertices
        if (highest_ < static_cast<std::int64_t>(file_.positions.size())) return;
        bad_file("line " + std::to_string(highest_line_) + " uses vertex " + std::to_string(highest_ + 1) +
                 ", but there are " + std::to_string(file_.positions.size()) + ". Export it again");
    }

    TextReader text_;
    const ReadContext& context_;
    ObjFile file_;
    MaterialColours colours_;
    VertexColours vertex_colours_;
    std::set<std::string> material_files_;
    std::map<std::string, std::size_t> group_numbers_;
    std::int64_t highest_ = -1;
    std::size_t highest_line_ = 0;
};

}  // namespace

FileScene read_obj(std::string_view contents, const ReadContext& context) {
    check_is_text(contents, "OBJ");
    FileScene scene = ObjReader(contents, context).read();
    scene.turn_vertices = contents.starts_with(turned_obj_mark);
    return scene;
}

}  // namespace gimbal::document
