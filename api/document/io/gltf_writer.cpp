// One buffer of positions and indices, and the JSON that describes it.
#include "api/document/io/gltf_writer.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "api/document/io/output_file.h"
#include "api/document/work/parallel.h"

namespace gimbal::document {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "glTF buffers are little endian");

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

// Object n has node n, mesh n, and accessors and views 2n and 2n + 1.
struct GltfScene {
    Json nodes = Json::array(), numbers = Json::array(), meshes = Json::array(), accessors = Json::array(),
         views = Json::array();
    std::string buffer;
    std::size_t count = 0;
};

constexpr int array_buffer = 34962, element_array_buffer = 34963, type_float = 5126, type_unsigned_int = 5125;

void end_view(GltfScene& scene, std::size_t begin, int target) {
    scene.views.push_back(
        {{"buffer", 0}, {"byteOffset", begin}, {"byteLength", scene.buffer.size() - begin}, {"target", target}});
}

void add_positions(GltfScene& scene, const Object& object, Job& job) {
    const std::size_t begin = scene.buffer.size(), count = object.mesh->vertex_count();
    const glm::mat4 matrix = object.matrix();
    Bounds bounds;
    scene.buffer.resize(begin + count * sizeof(glm::vec3));
    in_chunks(count, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            const glm::vec3 p = matrix * glm::vec4(object.mesh->positions()[v], 1);
            std::memcpy(scene.buffer.data() + begin + v * sizeof p, &p, sizeof p);
            bounds.low = v ? glm::min(bounds.low, p) : p;
            bounds.high = v ? glm::max(bounds.high, p) : p;
        }
    });
    end_view(scene, begin, array_buffer);
    scene.accessors.push_back({{"bufferView", scene.count * 2},
                               {"componentType", type_float},
                               {"count", count},
                               {"type", "VEC3"},
                               {"min", json_vector(bounds.low)},
                               {"max", json_vector(bounds.high)}});
}

void add_indices(GltfScene& scene, const Object& object, Job& job) {
    const std::size_t begin = scene.buffer.size(), count = object.mesh->triangle_count();
    const bool mirrored = glm::determinant(glm::mat3(object.matrix())) < 0;
    scene.buffer.resize(begin + count * sizeof(Triangle));
    in_chunks(count, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t) {
            Triangle corner = object.mesh->triangles()[t];
            if (mirrored) std::swap(corner[1], corner[2]);
            std::memcpy(scene.buffer.data() + begin + t * sizeof corner, &corner, sizeof corner);
        }
    });
    end_view(scene, begin, element_array_buffer);
    scene.accessors.push_back({{"bufferView", scene.count * 2 + 1},
                               {"componentType", type_unsigned_int},
                               {"count", count * 3},
                               {"type", "SCALAR"}});
}

void add_object(GltfScene& scene, const Object& object, Job& job) {
    add_positions(scene, object, job);
    add_indices(scene, object, job);
    scene.nodes.push_back({{"name", object.name}, {"mesh", scene.count}});
    scene.numbers.push_back(scene.count);
    const Json primitive = {{"attributes", {{"POSITION", scene.count * 2}}}, {"indices", scene.count * 2 + 1}};
    scene.meshes.push_back({{"name", object.name}, {"primitives", Json::array({primitive})}});
    ++scene.count;
}

// `uri` names the file of the buffer; empty: the buffer is in the same file.
std::string json_of(const GltfScene& scene, const std::string& uri) {
    Json buffer = {{"byteLength", scene.buffer.size()}};
    if (!uri.empty()) buffer["uri"] = uri;
    const Json file = {{"asset", {{"version", "2.0"}, {"generator", "Gimbal"}}},
                       {"scene", 0},
                       {"scenes", Json::array({Json{{"nodes", scene.numbers}}})},
                       {"nodes", scene.nodes},
                       {"meshes", scene.meshes},
                       {"accessors", scene.accessors},
                       {"bufferViews", scene.views},
                       {"buffers", Json::array({buffer})}};
    return file.dump(-1, ' ', false, Json::error_handler_t::replace);  // a name may hold any bytes
}

std::string little_endian(std::uint64_t number) {  // 32 bits
    const auto value = static_cast<std::uint32_t>(number);
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

void write_file(const std::filesystem::path& path, std::initializer_list<std::string_view> parts) {
    OutputFile file(path);
    for (std::string_view part : parts) file.write(part);
    file.finish();
}

void write_binary(const std::filesystem::path& path, const GltfScene& scene) {
    std::string json = json_of(scene, "");
    json.append((4 - json.size() % 4) % 4, ' ');  // a chunk begins at a multiple of four; the buffer's size is one
    const std::uint64_t size = 12 + 8 + json.size() + 8 + scene.buffer.size();
    if (size > 0xFFFFFFFFu)
        throw std::runtime_error("a .glb file holds at most 4 GiB. Save as .gltf or .ply, or fewer objects");
    write_file(path, {"glTF", little_endian(2), little_endian(size), little_endian(json.size()), "JSON", json,
                      little_endian(scene.buffer.size()), std::string_view("BIN\0", 4), scene.buffer});
}

}  // namespace

void write_gltf(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job) {
    GltfScene scene;
    for (const Object& object : objects) {
        add_object(scene, object, job);
        job.set_progress(static_cast<double>(scene.count) / static_cast<double>(objects.size()));
    }
    if (path.extension().string().size() == 4) return write_binary(path, scene);  // .glb, in any case
    const std::filesystem::path buffer = path.stem().string() + ".bin";
    write_file(path.parent_path() / buffer, {scene.buffer});
    write_file(path, {json_of(scene, buffer.string())});
}

}  // namespace gimbal::document
