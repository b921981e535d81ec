// glTF 2.0: one buffer of positions, colours and indices, and the JSON that describes it. Objects keep their
// transforms, and those with the same mesh share its data.
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "api/document/io/base64.h"
#include "api/document/io/write/file_writer.h"
#include "api/document/io/write/written_object.h"

namespace gimbal::document {
namespace {

using Json = nlohmann::ordered_json;

constexpr int array_buffer = 34962, element_array_buffer = 34963, type_float = 5126, type_unsigned_int = 5125;
constexpr int mode_points = 0, mode_lines = 1, mode_triangles = 4;

// A float as the double with its shortest decimal form: 0.1 and not 0.10000000149011612. It reads back as the same
// float.
double shortest(float number) {
    char digits[48];
    const char* end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    double value = number;
    std::from_chars(digits, end, value);
    return value;
}

Json json_vector(const glm::vec3& v) { return {shortest(v.x), shortest(v.y), shortest(v.z)}; }

class GltfBuilder {
public:
    explicit GltfBuilder(const WriteRequest& request) : request_(request) {}

    void build() {
        for (const Object& object : request_.objects) {
            add(object);
            request_.job.set_progress(static_cast<double>(nodes_.size()) /
                                      static_cast<double>(request_.objects.size()));
        }
    }
    const std::string& buffer() const { return buffer_; }

    // `uri`: of the buffer; empty: it is the next part of the same file.
    std::string json(const std::string& uri) const {
        Json buffer = {{"byteLength", buffer_.size()}}, numbers = Json::array();
        if (!uri.empty()) buffer["uri"] = uri;
        for (std::size_t node = 0; node < nodes_.size(); ++node) numbers.push_back(node);
        Json file = {{"asset", {{"version", "2.0"}, {"generator", "Gimbal"}}},
                     {"scene", 0},
                     {"scenes", Json::array({Json{{"nodes", numbers}}})},
                     {"nodes", nodes_},
                     {"meshes", meshes_},
                     {"accessors", accessors_},
                     {"bufferViews", views_},
                     {"buffers", Json::array({buffer})}};
        if (!materials_.empty()) file["materials"] = materials_;
        return file.dump(-1, ' ', false, Json::error_handler_t::replace);  // a name may hold any bytes
    }

private:
    struct Accessors {
        std::size_t positions = 0;
        std::optional<std::size_t> colours{};
        std::map<int, std::size_t> indices{};  // by mode
    };

    void add(const Object& object) {
        Json node = {{"name", object.name}, {"mesh", mesh_of(object)}};
        add_transform(node, object);
        nodes_.push_back(std::move(node));
    }

    // A colour belongs to a mesh, so objects share one if they have the same colour too.
    std::size_t mesh_of(const Object& object) {
        const auto [found, added] = mesh_numbers_.try_emplace({object.mesh.get(), key_of(object.colour)},
                                                              meshes_.size());
        if (!added) return found->second;
        const Accessors& accessors = accessors_of(object);
        Json primitives = Json::array();
        for (const auto& [mode, indices] : accessors.indices)
            primitives.push_back(primitive(object, accessors, mode, indices));
        if (primitives.empty()) primitives.push_back(primitive(object, accessors, mode_points, {}));
        meshes_.push_back({{"name", object.name}, {"primitives", std::move(primitives)}});
        return found->second;
    }

    Json primitive(const Object& object, const Accessors& accessors, int mode, std::optional<std::size_t> indices) {
        Json primitive = {{"attributes", {{"POSITION", accessors.positions}}}};
        if (accessors.colours) primitive["attributes"]["COLOR_0"] = *accessors.colours;
        if (indices) primitive["indices"] = *indices;
        if (mode != mode_triangles) primitive["mode"] = mode;
        if (!object.has_default_colour() || is_translucent(object)) primitive["material"] = material_of(object);
        return primitive;
    }

    // Writes only the parts that change something, so an object at the origin has no transform.
    void add_transform(Json& node, const Object& object) const {
        const bool y_up = request_.up_axis == UpAxis::y;
        const glm::vec3 moved = static_cast<float>(request_.scale) *
                                (y_up ? to_y_up(object.location) : object.location);
        const glm::vec3 scale = y_up ? glm::vec3(object.scale.x, object.scale.z, object.scale.y) : object.scale;
        if (!is_finite(moved)) fail_too_far("the origin", object);
        if (moved != glm::vec3(0)) node["translation"] = json_vector(moved);
        if (object.rotation != glm::vec3(0)) {
            const glm::dquat q = rotation_of(object);
            if (y_up) node["rotation"] = {q.x, q.z, -q.y, q.w};
            else node["rotation"] = {q.x, q.y, q.z, q.w};
        }
        if (scale != glm::vec3(1)) node["scale"] = json_vector(scale);
        const bool plain = object.rotation == glm::vec3(0) && glm::all(glm::greaterThan(scale, glm::vec3(0)));
        if (plain) return;
        Json numbers = Json::array();
        for (const glm::vec3& part : {object.location, object.rotation, object.scale})
            for (int axis = 0; axis < 3; ++axis) numbers.push_back(shortest(part[axis]));
        node["extras"][transform_member] = std::move(numbers);
    }

    using ColourKey = std::array<float, 4>;
    struct MaterialKey {
        ColourKey colour;
        bool blended, coloured;  // not coloured: it only says that the alpha of vertices counts
        auto operator<=>(const MaterialKey&) const = default;
    };
    static ColourKey key_of(const glm::vec4& colour) { return {colour.r, colour.g, colour.b, colour.a}; }

    // Readers multiply its colour by those of the vertices, as the view does.
    std::size_t material_of(const Object& object) {
        const glm::vec4 colour = object.tint();
        const MaterialKey key{key_of(colour), is_translucent(object), !object.has_default_colour()};
        const auto [found, added] = material_numbers_.try_emplace(key, materials_.size());
        if (!added) return found->second;
        Json surface = {{"metallicFactor", 0}};
        if (key.coloured)
            surface["baseColorFactor"] = {shortest(colour.r), shortest(colour.g), shortest(colour.b),
                                          shortest(colour.a)};
        Json material = {{"pbrMetallicRoughness", std::move(surface)}};
        if (key.blended) material["alphaMode"] = "BLEND";
        materials_.push_back(std::move(material));
        return found->second;
    }

    const Accessors& accessors_of(const Object& object) {
        const MeshPtr& mesh = object.mesh;
        const auto [found, added] = known_.try_emplace(mesh.get());
        if (!added) return found->second;
        found->second.positions = add_positions(object);
        if (!mesh->colours().empty()) found->second.colours = add_colours(mesh->colours());
        if (mesh->triangle_count() > 0) found->second.indices[mode_triangles] = add_indices(mesh->triangles());
        if (!mesh->lines().empty()) found->second.indices[mode_lines] = add_indices(mesh->lines());
        return found->second;
    }

    std::size_t add_positions(const Object& object) {
        const Mesh& mesh = *object.mesh;
        const bool y_up = request_.up_axis == UpAxis::y;
        const auto scale = static_cast<float>(request_.scale);
        const std::size_t begin = buffer_.size();
        Bounds bounds;
        in_chunks(mesh.vertex_count(), request_.job, [&](std::size_t first, std::size_t last) {
            for (std::size_t v = first; v < last; ++v) {
                const glm::vec3 p = scale * (y_up ? to_y_up(mesh.positions()[v]) : mesh.positions()[v]);
                if (!is_finite(p)) fail_too_far("vertex " + std::to_string(v), object);
                buffer_.append(reinterpret_cast<const char*>(&p), sizeof p);
                bounds.extend(p);
            }
        });
        Json accessor = {{"componentType", type_float}, {"count", mesh.vertex_count()}, {"type", "VEC3"}};
        accessor["min"] = json_vector(bounds.low);
        accessor["max"] = json_vector(bounds.high);
        return add_accessor(std::move(accessor), begin, array_buffer);
    }

    template <class Item>
    std::size_t append(const std::vector<Item>& items) {  // returns the place of the first
        const std::size_t begin = buffer_.size();
        in_chunks(items.size(), request_.job, [&](std::size_t first, std::size_t last) {
            buffer_.append(reinterpret_cast<const char*>(items.data() + first), (last - first) * sizeof(Item));
        });
        return begin;
    }

    std::size_t add_colours(const Colours& colours) {
        const std::size_t begin = append(colours);
        return add_accessor({{"componentType", type_float}, {"count", colours.size()}, {"type", "VEC4"}}, begin,
                            array_buffer);
    }

    template <class Item>  // Triangle or Line
    std::size_t add_indices(const std::vector<Item>& items) {
        const std::size_t begin = append(items);
        return add_accessor(
            {{"componentType", type_unsigned_int}, {"count", items.size() * Item().size()}, {"type", "SCALAR"}}, begin,
            element_array_buffer);
    }

    std::size_t add_accessor(Json accessor, std::size_t begin, int target) {
        accessor["bufferView"] = views_.size();
        views_.push_back(
            {{"buffer", 0}, {"byteOffset", begin}, {"byteLength", buffer_.size() - begin}, {"target", target}});
        accessors_.push_back(std::move(accessor));
        return accessors_.size() - 1;
    }

    const WriteRequest& request_;
    Json nodes_ = Json::array(), meshes_ = Json::array(), accessors_ = Json::array(), views_ = Json::array(),
         materials_ = Json::array();
    std::string buffer_;
    std::map<const Mesh*, Accessors> known_;
    std::map<std::pair<const Mesh*, ColourKey>, std::size_t> mesh_numbers_;
    std::map<MaterialKey, std::size_t> material_numbers_;
};

// Polls before each piece. The size of a piece is a multiple of three, so base64 needs no padding inside.
template <class Write>
void in_pieces(std::string_view bytes, const Job& job, Write&& write) {
    constexpr std::size_t piece_bytes = 3 << 18;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), piece_bytes))) {
        job.poll();
        write(bytes.substr(0, piece_bytes));
    }
}

}  // namespace

void write_gltf(const WriteRequest& request) {
    GltfBuilder builder(request);
    builder.build();
    const std::string uri = "data:application/octet-stream;base64,", json = builder.json(uri);
    const std::size_t end = json.rfind(uri) + uri.size();  // no name follows the buffer
    FileWriter file(request.path);
    file << std::string_view(json).substr(0, end);
    in_pieces(builder.buffer(), request.job, [&](std::string_view piece) { file << base64_encoded(piece); });
    file << std::string_view(json).substr(end);
    request.job.poll();
    file.finish();
}

void write_glb(const WriteRequest& request) {
    GltfBuilder builder(request);
    builder.build();
    std::string json = builder.json("");
    json.append((4 - json.size() % 4) % 4, ' ');  // a chunk begins at a multiple of four; the buffer's size is one
    const std::uint64_t size = 12 + 8 + json.size() + 8 + builder.buffer().size();
    if (size > 0xFFFFFFFFu) throw std::runtime_error("a .glb file holds at most 4 GiB. Save as .ply, or fewer objects");
    FileWriter file(request.path);
    file << "glTF";
    for (std::uint64_t number : {std::uint64_t{2}, size, std::uint64_t{json.size()}})
        file.write_bytes(static_cast<std::uint32_t>(number));
    file << "JSON" << json;
    file.write_bytes(static_cast<std::uint32_t>(builder.buffer().size()));
    file << std::string_view("BIN\0", 4);
    in_pieces(builder.buffer(), request.job, [&](std::string_view piece) { file << piece; });
    request.job.poll();
    file.finish();
}

}  // namespace gimbal::document
