// Walks over the nodes of a glTF scene. Each node with a mesh becomes an object.
#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/quaternion.hpp>

#include "api/document/io/axes.h"
#include "api/document/io/read/gltf_accessor.h"
#include "api/document/io/read/gltf_mesh.h"
#include "api/document/io/words.h"

namespace gimbal::document {
namespace {

glm::dmat4 matrix_of(const Json& node) {
    if (const Json* matrix = member(node, "matrix")) {
        const std::vector<double> numbers = numbers_of(*matrix, 16);
        glm::dmat4 result;
        for (int column = 0; column < 4; ++column)
            for (int row = 0; row < 4; ++row) result[column][row] = numbers[static_cast<std::size_t>(column * 4 + row)];
        return result;
    }
    glm::dmat4 result(1);
    if (const Json* move = member(node, "translation")) {
        const std::vector<double> t = numbers_of(*move, 3);
        result = glm::translate(result, glm::dvec3(t[0], t[1], t[2]));
    }
    if (const Json* rotation = member(node, "rotation")) {
        const std::vector<double> q = numbers_of(*rotation, 4);
        const glm::dquat turn(q[3], q[0], q[1], q[2]);
        if (glm::dot(turn, turn) > 0) result = result * glm::mat4_cast(glm::normalize(turn));
    }
    if (const Json* scale = member(node, "scale")) {
        const std::vector<double> s = numbers_of(*scale, 3);
        result = glm::scale(result, glm::dvec3(s[0], s[1], s[2]));
    }
    return result;
}

class SceneReader {
public:
    explicit SceneReader(GltfFile& file)
        : file_(file),
          reached_(file.count("nodes")),
          to_scene_(file.count("nodes"), glm::dmat4(1)) {}

    FileScene read() {
        walk();
        for (std::uint64_t node : order_)
            if (member(file_.item("nodes", node), "mesh")) add(node);
        if (file_.count("nodes") == 0)
            for (std::uint64_t mesh = 0; mesh < file_.count("meshes"); ++mesh) {
                const std::size_t place = mesh_of(mesh, nullptr, {});
                scene_.objects.push_back({text_member(file_.item("meshes", mesh), "name"), place, glm::dmat4(1),
                                          colours_[place], std::nullopt, colour_counts_[place]});
            }
        scene_.turn_vertices = scene_.names_are_escaped = true;
        add_remarks();
        return std::move(scene_);
    }

private:
    void add_remarks() {
        for (const char* list : {"textures", "animations", "cameras"})
            if (file_.count(list) > 0) scene_.remarks.push_back(std::string("without ") + list);
        if (file_.bytes_after_end() > 0)
            scene_.remarks.push_back("without " + counted(file_.bytes_after_end(), "byte") + " after its end");
    }

    // Depth first, in the order of the file, without recursion: a chain may have thousands of nodes.
    void walk() {
        std::vector<std::uint64_t> waiting = roots();
        std::reverse(waiting.begin(), waiting.end());
        while (!waiting.empty()) {
            file_.job().poll();
            const std::uint64_t node = waiting.back();
            waiting.pop_back();
            const Json& json = file_.item("nodes", node);
            if (reached_[node])
                bad_file("node " + std::to_string(node) + " has two parents, and one is allowed" + export_again);
            reached_[node] = true;
            order_.push_back(node);
            to_scene_[node] *= matrix_of(json);
            const Json& children = list_member(json, "children");
            for (std::size_t i = children.size(); i-- > 0;) {
                const std::uint64_t child = node_number(children[i]);
                if (!reached_[child]) to_scene_[child] = to_scene_[node];
                waiting.push_back(child);
            }
        }
    }

    std::uint64_t node_number(const Json& value) const {
        if (value.is_number_unsigned() && value.get<std::uint64_t>() < reached_.size())
            return value.get<std::uint64_t>();
        bad_file("its JSON has no node " + value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40) +
                 export_again);
    }

    std::vector<std::uint64_t> roots() const {
        std::vector<std::uint64_t> roots;
        if (file_.count("scenes") > 0) {
            const Json& scene = file_.item("scenes", whole_number(file_.json(), "scene", 0));
            for (const Json& node : list_member(scene, "nodes")) roots.push_back(node_number(node));
            return roots;
        }
        std::vector<bool> is_child(reached_.size());
        for (std::size_t node = 0; node < is_child.size(); ++node)
            for (const Json& child : list_member(file_.item("nodes", node), "children"))
                is_child[node_number(child)] = true;
        for (std::size_t node = 0; node < is_child.size(); ++node)
            if (!is_child[node]) roots.push_back(node);
        return roots;
    }

    void add(std::uint64_t node) {
        const Json& json = file_.item("nodes", node);
        const std::uint64_t mesh = whole_number(json, "mesh");
        const Joints joints = joints_of(json);
        const std::size_t place = mesh_of(mesh, member(json, "weights"), joints);
        std::string name = text_member(json, "name");
        if (name.empty()) name = text_member(file_.item("meshes", mesh), "name");
        // A skin moves the vertices to the scene by itself.
        scene_.objects.push_back({std::move(name), place, joints.empty() ? to_scene_[node] : glm::dmat4(1),
                                  colours_[place], transform_of(json), colour_counts_[place]});
    }

    static std::optional<std::array<glm::vec3, 3>> transform_of(const Json& node) {
        const Json* extras = member(node, "extras");
        const Json* list = extras ? member(*extras, transform_member) : nullptr;
        if (!list || !list->is_array() || list->size() != 9) return std::nullopt;
        std::array<glm::vec3, 3> parts;
        for (std::size_t i = 0; i < 9; ++i) {
            const Json& number = (*list)[i];
            if (!number.is_number()) return std::nullopt;
            parts[i / 3][static_cast<int>(i % 3)] = number.get<float>();
        }
        return parts;
    }

    Joints joints_of(const Json& node) {
        Joints joints;
        if (!member(node, "skin")) return joints;
        const Json& skin = file_.item("skins", whole_number(node, "skin"));
        const Json& nodes = list_member(skin, "joints");
        std::vector<glm::mat4> to_joint(nodes.size(), glm::mat4(1));
        if (member(skin, "inverseBindMatrices"))
            to_joint = items_of<glm::mat4>(file_, whole_number(skin, "inverseBindMatrices"));
        if (to_joint.size() < nodes.size())
            bad_file("a skin has " + counted(nodes.size(), "joint") + " and " +
                     counted(to_joint.size(), "matrix", "matrices") + export_again);
        file_.charge(nodes.size() * sizeof(glm::mat4));
        for (std::size_t i = 0; i < nodes.size(); ++i)
            joints.push_back(glm::mat4(to_scene_[node_number(nodes[i])]) * to_joint[i]);
        return joints;
    }

    // Nodes share a mesh unless they pose it.
    std::size_t mesh_of(std::uint64_t mesh, const Json* weights, const Joints& joints) {
        const bool shareable = !weights && joints.empty();
        if (shareable && shared_.contains(mesh)) return shared_[mesh];
        GltfMesh read = read_gltf_mesh(file_, mesh, weights, joints);
        const std::size_t place = scene_.meshes.size();
        scene_.meshes.push_back(std::move(read.mesh));
        colours_.push_back(read.colour);
        colour_counts_.push_back(read.colours);
        if (shareable) shared_[mesh] = place;
        file_.job().set_progress(reading_share * static_cast<double>(place) /
                                 static_cast<double>(std::max<std::size_t>(order_.size(), place + 1)));
        return place;
    }

    GltfFile& file_;
    std::vector<bool> reached_;
    std::vector<glm::dmat4> to_scene_;
    std::vector<std::uint64_t> order_;
    FileScene scene_;
    std::vector<std::optional<glm::vec4>> colours_;  // of the meshes
    std::vector<std::size_t> colour_counts_;
    std::map<std::uint64_t, std::size_t> shared_;
};

}  // namespace

FileScene read_gltf(std::string_view contents, const ReadContext& context) {
    GltfFile file(contents, context);
    return SceneReader(file).read();
}

}  // namespace gimbal::document
