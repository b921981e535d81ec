// MTL: `newmtl NAME`, then `Kd R G B` and `d ALPHA` or `Tr 1-ALPHA`, in any order. The numbers are taken as linear, as
// in Blender.
#include "api/document/io/read/material_colours.h"

#include <algorithm>

#include "api/document/io/read/input_file.h"
#include "api/document/io/read/text_reader.h"

namespace gimbal::document {
namespace {

constexpr std::uint64_t longest_file = 16 << 20;

float unit(float value) { return value > 0 ? std::min(value, 1.0f) : 0; }  // NaN: 0

bool is_next_word(TextReader& text, std::string_view word) {
    const char* place = text.place();
    const bool found = text.word() == word;
    text.return_to(place);
    return found;
}

}  // namespace

void read_materials(const ReadContext& context, const std::string& file_name, Materials& materials) try {
    const std::string contents = contents_of(file_beside(context.path, file_name), context.job, longest_file);
    TextReader text(contents, context.job, '#');
    std::string material;
    std::map<std::string, glm::vec3> diffuse;
    std::map<std::string, float> opacity;
    bool textured = false;
    while (text.find_word()) {
        const std::string_view keyword = text.word();
        if (keyword == "newmtl") material = text.rest_of_line();
        if (keyword == "Kd" && text.word_is_number()) {  // not "Kd spectral"
            const float red = unit(text.number()), green = unit(text.number()), blue = unit(text.number());
            diffuse[material] = {red, green, blue};
        }
        if (keyword == "d" && !is_next_word(text, "-halo")) opacity[material] = unit(text.number());
        if (keyword == "Tr") opacity[material] = 1 - unit(text.number());
        textured |= keyword == "map_Kd";
        text.next_line();
    }
    for (const auto& [name, colour] : diffuse) {
        const auto found = opacity.find(name);
        materials.colours.insert_or_assign(name, glm::vec4(colour, found == opacity.end() ? 1 : found->second));
    }
    materials.textured |= textured;
} catch (const BadMeshFile&) { materials.unread_files.push_back(file_name); }

}  // namespace gimbal::document
