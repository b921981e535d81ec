// MTL: `newmtl NAME`, then `Kd R G B`.
#include "api/document/io/read/material_colours.h"

#include <algorithm>

#include "api/document/io/read/input_file.h"
#include "api/document/io/read/text_reader.h"

namespace gimbal::document {
namespace {

constexpr std::uint64_t longest_file = 16 << 20;

}  // namespace

MaterialColours material_colours(const ReadContext& context, std::string_view file_name, MaterialColours colours) try {
    const std::string contents = contents_of(file_beside(context.path, std::string(file_name)), context.job,
                                             longest_file);
    TextReader text(contents, context.job, '#');
    std::string material;
    while (text.find_word()) {
        const std::string_view keyword = text.word();
        if (keyword == "newmtl") material = text.rest_of_line();
        if (keyword == "Kd" && !material.empty()) {
            glm::vec4 colour(0, 0, 0, 1);
            for (int i = 0; i < 3; ++i) {
                const float value = text.number();
                colour[i] = value > 0 ? std::min(value, 1.0f) : 0;  // NaN: 0
            }
            colours.insert_or_assign(material, colour);
        }
        text.next_line();
    }
    return colours;
} catch (const BadMeshFile&) { return colours; }

}  // namespace gimbal::document
