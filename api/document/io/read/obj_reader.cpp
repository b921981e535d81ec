// OBJ: polygons, lines and points over one list of vertices, cut into objects at `o`, or at `g` in a file without `o`.
#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "api/document/io/read/material_colours.h"
#include "api/document/io/read/obj_parts.h"
#include "api/document/io/read/text_reader.h"
#include "api/document/io/read/vertex_colours.h"
#include "api/document/io/words.h"

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
        FileScene scene = scene_of(std::move(file_), context_.job);
        add_remarks(scene.remarks);
        return scene;
    }

private:
    void add_remarks(std::vector<std::string>& remarks) const {
        const std::vector<std::string>& unread = materials_.unread_files;
        if (uses_materials_ && !unread.empty())
            remarks.push_back("without the materials of " + (unread.size() == 1 ? "'" + unread[0].substr(0, 60) + "'"
                                                                                : counted(unread.size(), "file")));
        if (uses_materials_ && materials_.textured) remarks.push_back("without textures");
        if (surfaces_ > 0)
            remarks.push_back("without " +
                              counted(surfaces_, "free-form curve or surface", "free-form curves and surfaces"));
    }

    void statement(std::string_view keyword) {
        if (keyword == "v") vertex();
        else if (keyword == "f" || keyword == "fo") face();  // fo: the old spelling
        else if (keyword == "l") line();
        else if (keyword == "p") points();
        else if (keyword == "o" || keyword == "g") name(keyword == "o");
        else if (keyword == "usemtl") use_material(std::string(text_.rest_of_line()));
        else if (keyword == "mtllib") read_materials(std::string(text_.rest_of_line()));
        else if (keyword == "curv" || keyword == "surf") ++surfaces_;
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
        const char* word = text_.place();
        bool valid = text_.try_integer(number);
        std::int64_t ignored = 0;
        while (valid && text_.skip_character('/')) text_.try_integer(ignored);
        valid = valid && text_.word_has_ended();
        if (!valid) {
            text_.return_to(word);
            text_.fail_number("is not the number of a vertex");
        }
        const auto count = static_cast<std::int64_t>(file_.positions.size());
        const std::int64_t found = number < 0 ? count + number : number - 1;
        if (number == 0) text_.fail("there is no vertex 0: the first is 1. Export it again");
        if (found < 0 || found >= std::numeric_limits<std::uint32_t>::max())
            text_.fail("there is no vertex " + std::to_string(number) + ": " +
                       there_are(static_cast<std::uint64_t>(count)) + ". Export it again");
        if (found > highest_) {
            highest_ = found;
            highest_line_ = text_.line();
        }
        text_.tick();
        return static_cast<std::uint32_t>(found);
    }

    void face() {
        while (!text_.at_line_end()) file_.faces.add_corner(index());
        const std::size_t corners = file_.faces.open_corners();
        if (corners > 2) return file_.faces.end_polygon();
        if (corners == 2) file_.lines.push_back({file_.faces.last_corner(1), file_.faces.last_corner(0)});
        if (corners == 1) file_.points.push_back(file_.faces.last_corner(0));
        file_.faces.drop_open();
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

    // The rest of the line is one name, which may have blanks, or several names.
    void read_materials(const std::string& files) {
        std::istringstream words(files);
        const std::vector<std::string> names{std::istream_iterator<std::string>(words), {}};
        const auto exists = [&](const std::string& name) {
            context_.job.poll();
            std::error_code ignored;
            return std::filesystem::exists(context_.path.parent_path() / name, ignored);
        };
        if (exists(files) || std::ranges::none_of(names, exists)) return read_material_file(files);
        for (const std::string& name : names) read_material_file(name);
    }

    void read_material_file(const std::string& file) {
        if (material_files_.insert(file).second) document::read_materials(context_, file, materials_);
    }

    void use_material(const std::string& material) {
        ObjPiece piece = file_.next_piece();
        const auto found = materials_.colours.find(material);
        piece.colour = found == materials_.colours.end() ? std::optional<glm::vec4>() : found->second;
        file_.pieces.push_back(piece);
        uses_materials_ = true;
    }

    void check_highest() const {  // a face may come before its vertices
        if (highest_ < static_cast<std::int64_t>(file_.positions.size())) return;
        bad_file("line " + std::to_string(highest_line_) + " uses vertex " + std::to_string(highest_ + 1) + ", but " +
                 there_are(file_.positions.size()) + ". Export it again");
    }

    TextReader text_;
    const ReadContext& context_;
    ObjFile file_;
    Materials materials_;
    bool uses_materials_ = false;
    VertexColours vertex_colours_;
    std::set<std::string> material_files_;
    std::map<std::string, std::size_t> group_numbers_;
    std::int64_t highest_ = -1;
    std::size_t highest_line_ = 0, surfaces_ = 0;
};

}  // namespace

FileScene read_obj(std::string_view contents, const ReadContext& context) {
    check_is_text(contents, "OBJ");
    FileScene scene = ObjReader(contents, context).read();
    scene.turn_vertices = contents.starts_with(turned_obj_mark);
    scene.has_z_up = contents.starts_with(z_up_obj_mark);
    return scene;
}

}  // namespace gimbal::document
