// The list is as long as the last vertex with a colour requires.
#include "api/document/io/read/vertex_colours.h"

#include <algorithm>

#include "api/document/io/colour_space.h"

namespace gimbal::document {
namespace {

double top_of(double highest) { return highest > 1.001 ? 255 : 1; }  // some programs write 1.0000001

}  // namespace

void settle_colours(Colours& colours) {
    if (std::ranges::all_of(colours, [](const glm::vec4& c) { return c == no_colour; })) colours.clear();
    std::ranges::replace(colours, no_colour, glm::vec4(1));
}

void VertexColours::set(std::size_t vertex, const glm::dvec3& colour, double alpha) {
    if (vertex >= colours_.size()) colours_.resize(vertex + 1, glm::dvec4(no_colour));
    const auto clean = [](double value) { return value > 0 ? value : 0; };  // NaN: 0
    glm::dvec4& kept = colours_[vertex];
    kept = {clean(colour.r), clean(colour.g), clean(colour.b), alpha == no_alpha ? no_alpha : clean(alpha)};
    highest_ = std::max({highest_, kept.r, kept.g, kept.b});
    highest_alpha_ = std::max(highest_alpha_, kept.a);
}

Colours VertexColours::taken(std::size_t count) && {
    if (colours_.empty()) return {};
    const double top = top_of(std::max(highest_, highest_alpha_)), alpha_top = top_of(highest_alpha_);
    Colours colours;
    colours.reserve(count);
    for (const glm::dvec4& c : colours_) {
        const double alpha = c.a == no_alpha ? 1 : c.a / alpha_top;
        colours.push_back(c == glm::dvec4(no_colour) ? no_colour
                                                     : linear_from_srgb({c.r / top, c.g / top, c.b / top, alpha}));
    }
    colours.resize(count, no_colour);
    colours_.clear();
    return colours;
}

}  // namespace gimbal::document
