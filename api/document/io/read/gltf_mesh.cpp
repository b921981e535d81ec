// All primitives of a mesh become one list of vertices and triangles, in order.
#include "api/document/io/read/gltf_mesh.h"

#include <algorithm>
#include <limits>

#include "api/document/io/read/flat_faces.h"
#include "api/document/io/read/gltf_accessor.h"
#include "api/document/io/read/part_colours.h"
#include "api/document/io/read/vertex_colours.h"
#include "api/document/io/words.h"
#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

enum Mode { points, lines, line_loop, line_strip, triangles, triangle_strip, triangle_fan };

class MeshReader {
public:
    MeshReader(GltfFile& file, const Json* weights, const Joints& joints)
        : file_(file),
          weights_(weights),
          joints_(joints) {}

    GltfMesh read(const Json& json, std::uint64_t number) {
        number_ = number;
        if (!weights_) weights_ = member(json, "weights");
        for (const Json& primitive : list_member(json, "primitives")) add(primitive);
        if (!result_.mesh.colours.empty()) result_.mesh.colours.resize(result_.mesh.positions.size(), no_colour);
        settle_colours(result_.mesh.colours);
        result_.colour = colours_.main();
        result_.colours = colours_.count();
        return std::move(result_);
    }

private:
    static constexpr std::uint64_t no_accessor = std::numeric_limits<std::uint64_t>::max();
    struct SharedKey {
        std::uint64_t positions, colours;  // accessors
        bool blended;
        auto operator<=>(const SharedKey&) const = default;
    };

    void add(const Json& primitive) {
        const Json* attributes = member(primitive, "attributes");
        if (!attributes || !member(*attributes, "POSITION")) return;
        const std::uint64_t mode = whole_number(primitive, "mode", triangles);
        const std::uint32_t first = vertices(primitive, *attributes);
        const auto count = static_cast<std::uint32_t>(result_.mesh.positions.size() - first);
        std::vector<std::uint32_t> corners = corners_of(primitive, first, count);
        // Normals and texture coordinates split vertices at seams.
        const std::size_t plain = member(*attributes, "COLOR_0") ? 2 : 1;
        if (mode >= triangles && attributes->size() > plain) result_.mesh.join = true;
        switch (mode) {
            case points: break;
            case lines:
            case line_loop:
            case line_strip: add_lines(corners, static_cast<Mode>(mode)); break;
            case triangles:
            case triangle_strip:
            case triangle_fan: add_triangles(corners, static_cast<Mode>(mode)); break;
            default:
                bad_file("mesh " + std::to_string(number_) + " has a primitive of the unknown mode " +
                         std::to_string(mode) + export_again);
        }
        colours_.add(colour_of(primitive), corners.size());
    }

    // Returns the index of the first vertex. Primitives that share their vertices, as is usual for several materials,
    // share them here too.
    std::uint32_t vertices(const Json& primitive, const Json& attributes) {
        std::vector<glm::vec3>& all = result_.mesh.positions;
        const std::uint64_t accessor = whole_number(attributes, "POSITION");
        const bool shareable = joints_.empty() && list_member(primitive, "targets").empty();
        const bool coloured = member(attributes, "COLOR_0");
        const SharedKey key{accessor, coloured ? whole_number(attributes, "COLOR_0") : no_accessor,
                            coloured && is_blended(primitive)};
        if (shareable && shared_.contains(key)) return shared_[key];
        std::vector<glm::vec3> positions = items_of<glm::vec3>(file_, accessor);
        add_targets(primitive, positions);
        if (!joints_.empty()) apply_skin(attributes, positions);
        if (all.size() + positions.size() >= std::numeric_limits<std::uint32_t>::max())
            bad_file("mesh " + std::to_string(number_) + " has more than four thousand million vertices");
        const auto first = static_cast<std::uint32_t>(all.size());
        if (all.empty()) all = std::move(positions);
        else all.insert(all.end(), positions.begin(), positions.end());
        if (coloured) add_colours(key, first);
        if (shareable) shared_[key] = first;
        return first;
    }

    // By the standard, the alpha of vertices counts only if the material says so.
    void add_colours(const SharedKey& key, std::uint32_t first) {
        Colours colours = colours_of(file_, key.colours);
        const std::size_t count = result_.mesh.positions.size() - first;
        if (colours.size() != count)
            bad_file("mesh " + std::to_string(number_) + " has " + counted(colours.size(), "colour") + " for " +
                     counted(count, "vertex", "vertices") + export_again);
        if (!key.blended)
            for (glm::vec4& colour : colours) colour.a = 1;
        result_.mesh.colours.resize(first, no_colour);  // those of primitives without colours
        result_.mesh.colours.insert(result_.mesh.colours.end(), colours.begin(), colours.end());
    }

    const Json* material_of(const Json& primitive) const {
        return member(primitive, "material") ? &file_.item("materials", whole_number(primitive, "material")) : nullptr;
    }
    bool is_blended(const Json& primitive) const {
        const Json* material = material_of(primitive);
        return material && text_member(*material, "alphaMode") == "BLEND";
    }

    void add_targets(const Json& primitive, std::vector<glm::vec3>& positions) {
        const Json& targets = list_member(primitive, "targets");
        if (!weights_ || targets.empty()) return;
        const std::vector<double> weights = numbers_of(*weights_, weights_->size());
        for (std::size_t i = 0; i < std::min(targets.size(), weights.size()); ++i) {
            if (weights[i] == 0 || !member(targets[i], "POSITION")) continue;
            const auto offsets = items_of<glm::vec3>(file_, whole_number(targets[i], "POSITION"));
            if (offsets.size() != positions.size())
                bad_file("a morph target of mesh " + std::to_string(number_) + " has " +
                         counted(offsets.size(), "vertex", "vertices") + " for " + std::to_string(positions.size()) +
                         export_again);
            for (std::size_t v = 0; v < offsets.size(); ++v)
                positions[v] += static_cast<float>(weights[i]) * offsets[v];
        }
    }

    void apply_skin(const Json& attributes, std::vector<glm::vec3>& positions) {
        std::vector<glm::mat4> moves(positions.size(), glm::mat4(0));
        for (int set = 0;; ++set) {
            const std::string suffix = "_" + std::to_string(set);
            const Json *joints = member(attributes, ("JOINTS" + suffix).c_str()),
                       *weights = member(attributes, ("WEIGHTS" + suffix).c_str());
            if (!joints || !weights) break;
            const auto which = items_of<glm::vec4>(file_, whole_number(attributes, ("JOINTS" + suffix).c_str())),
                       share = items_of<glm::vec4>(file_, whole_number(attributes, ("WEIGHTS" + suffix).c_str()));
            if (which.size() != positions.size() || share.size() != positions.size())
                bad_file("the skin of mesh " + std::to_string(number_) + " does not fit its vertices" +
                         std::string(export_again));
            file_.charge(positions.size() * sizeof(glm::mat4));
            in_chunks(positions.size(), file_.job(), [&](std::size_t first, std::size_t last) {
                for (std::size_t v = first; v < last; ++v)
                    for (int k = 0; k < 4; ++k)
                        if (share[v][k] != 0) moves[v] += share[v][k] * joint(which[v][k]);
            });
        }
        in_chunks(positions.size(), file_.job(), [&](std::size_t first, std::size_t last) {
            for (std::size_t v = first; v < last; ++v) {
                // Weights are to add up to one. A vertex without any stays.
                const float total = moves[v][3][3];
                if (total != 0) positions[v] = glm::vec3(moves[v] * glm::vec4(positions[v], 1)) / total;
            }
        });
    }
    const glm::mat4& joint(float number) const {
        if (number >= 0 && number < static_cast<float>(joints_.size()))
            return joints_[static_cast<std::size_t>(number)];
        bad_file("mesh " + std::to_string(number_) + " uses joint " + std::to_string(static_cast<long long>(number)) +
                 ", but its skin has " + std::to_string(joints_.size()) + export_again);
    }

    std::vector<std::uint32_t> corners_of(const Json& primitive, std::uint32_t first, std::uint32_t count) {
        std::vector<std::uint32_t> corners;
        if (member(primitive, "indices")) corners = indices_of(file_, whole_number(primitive, "indices"));
        else {
            file_.charge(count * sizeof(std::uint32_t));
            corners.resize(count);
            for (std::uint32_t i = 0; i < count; ++i) corners[i] = i;
        }
        for (std::uint32_t& corner : corners) {
            if (corner >= count)
                bad_file("mesh " + std::to_string(number_) + " uses vertex " + std::to_string(corner) + ", but " +
                         there_are(count) + " (indices start at 0). Export it again");
            corner += first;
        }
        return corners;
    }

    void add_lines(const std::vector<std::uint32_t>& corners, Mode mode) {
        const std::size_t step = mode == lines ? 2 : 1;
        for (std::size_t i = 0; i + 1 < corners.size(); i += step)
            result_.mesh.lines.push_back({corners[i], corners[i + 1]});
        if (mode == line_loop && corners.size() > 2) result_.mesh.lines.push_back({corners.back(), corners.front()});
    }

    void add_triangles(const std::vector<std::uint32_t>& corners, Mode mode) {
        std::vector<Triangle>& all = result_.mesh.triangles;
        const std::size_t step = mode == triangles ? 3 : 1;
        for (std::size_t i = 0; i + 2 < corners.size(); i += step) {
            Triangle t{corners[i], corners[i + 1], corners[i + 2]};
            if (mode == triangle_strip && i % 2 == 1) std::swap(t[0], t[1]);
            if (mode == triangle_fan) t = {corners[0], corners[i + 1], corners[i + 2]};
            if (!is_flat(t)) all.push_back(t);
            else if (mode != triangle_strip) ++result_.mesh.flat_triangles;  // flat ones lead to the strip's next part
        }
    }

    std::optional<glm::vec4> colour_of(const Json& primitive) const {
        const Json* material = material_of(primitive);
        const Json* surface = material ? member(*material, "pbrMetallicRoughness") : nullptr;
        const Json* factor = surface ? member(*surface, "baseColorFactor") : nullptr;
        if (!factor) return std::nullopt;
        const std::vector<double> c = numbers_of(*factor, 4);
        return glm::clamp(glm::vec4(c[0], c[1], c[2], is_blended(primitive) ? c[3] : 1), 0.0f, 1.0f);
    }

    GltfFile& file_;
    const Json* weights_;
    const Joints& joints_;
    std::uint64_t number_ = 0;
    GltfMesh result_;
    PartColours colours_;
    std::map<SharedKey, std::uint32_t> shared_;  // the first vertex
};

}  // namespace

GltfMesh read_gltf_mesh(GltfFile& file, std::uint64_t mesh, const Json* weights, const Joints& joints) {
    return MeshReader(file, weights, joints).read(file.item("meshes", mesh), mesh);
}

}  // namespace gimbal::document
