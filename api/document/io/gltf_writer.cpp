// One buffer of positions and indices, and the JSON that describes it.
#include "api/document/io/gltf_writer.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "api/document/io/output_file.h"
#include "api/document/work/parallel.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

static_assert(std::endian::native == std::endian::little, "glTF buffers are little endian");

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = console::utf8_length(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", c);
        if (length == 0 || c < 32 || c == '"' || c == '\\') out += length == 0 ? "\\ufffd" : code;
        else out.append(text, i, length);
        i += std::max<std::size_t>(length, 1);
    }
    return out + "\"";
}

std::string json_vector(const glm::vec3& v) {
    std::string out = "[";
    for (int i = 0; i < 3; ++i) {
        char digits[48];
        out.append(i ? "," : "").append(digits, std::to_chars(digits, digits + sizeof digits, v[i]).ptr);
    }
    return out + "]";
}

// The JSON's lists, filled object by object beside the buffer: object n has node n, mesh n, accessors and views 2n and
// 2n + 1.
struct Lists {
    std::string nodes, numbers, meshes, accessors, views;
    std::string buffer;
    std::size_t count = 0;
};

std::string& item(std::string& list) { return list.empty() ? list : list += ","; }

void end_view(Lists& lists, std::size_t begin, const char* target) {
    item(lists.views) += "{\"buffer\":0,\"byteOffset\":" + std::to_string(begin) +
                         ",\"byteLength\":" + std::to_string(lists.buffer.size() - begin) + ",\"target\":" + target +
                         "}";
}

void add_positions(Lists& lists, const Object& object, Job& job) {
    const std::size_t begin = lists.buffer.size(), count = object.mesh->vertex_count();
    const glm::mat4 matrix = object.matrix();
    Bounds bounds;
    lists.buffer.resize(begin + count * sizeof(glm::vec3));
    in_chunks(count, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) {
            const glm::vec3 p = matrix * glm::vec4(object.mesh->positions()[v], 1);
            std::memcpy(lists.buffer.data() + begin + v * sizeof p, &p, sizeof p);
            bounds.low = v ? glm::min(bounds.low, p) : p;
            bounds.high = v ? glm::max(bounds.high, p) : p;
        }
    });
    end_view(lists, begin, "34962");  // ARRAY_BUFFER; 5126 is float
    item(lists.accessors) += "{\"bufferView\":" + std::to_string(lists.count * 2) +
                             ",\"componentType\":5126,\"count\":" + std::to_string(count) +
                             ",\"type\":\"VEC3\",\"min\":" + json_vector(bounds.low) +
                             ",\"max\":" + json_vector(bounds.high) + "}";
}

void add_indices(Lists& lists, const Object& object, Job& job) {
    const std::size_t begin = lists.buffer.size(), count = object.mesh->triangle_count();
    const bool mirrored = glm::determinant(glm::mat3(object.matrix())) < 0;
    lists.buffer.resize(begin + count * sizeof(Triangle));
    in_chunks(count, job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t) {
            Triangle corner = object.mesh->triangles()[t];
            if (mirrored) std::swap(corner[1], corner[2]);
            std::memcpy(lists.buffer.data() + begin + t * sizeof corner, &corner, sizeof corner);
        }
    });
    end_view(lists, begin, "34963");  // ELEMENT_ARRAY_BUFFER; 5125 is unsigned int
    item(lists.accessors) += "{\"bufferView\":" + std::to_string(lists.count * 2 + 1) +
                             ",\"componentType\":5125,\"count\":" + std::to_string(count * 3) + ",\"type\":\"SCALAR\"}";
}

void add_object(Lists& lists, const Object& object, Job& job) {
    add_positions(lists, object, job);
    add_indices(lists, object, job);
    const std::string name = json_text(object.name), number = std::to_string(lists.count);
    item(lists.nodes) += "{\"name\":" + name + ",\"mesh\":" + number + "}";
    item(lists.numbers) += number;
    item(lists.meshes) += "{\"name\":" + name +
                          ",\"primitives\":[{\"attributes\":{\"POSITION\":" + std::to_string(lists.count * 2) +
                          "},\"indices\":" + std::to_string(lists.count * 2 + 1) + "}]}";
    ++lists.count;
}

std::string json_of(const Lists& lists, const std::string& uri) {
    return "{\"asset\":{\"version\":\"2.0\",\"generator\":\"Gimbal\"},\"scene\":0,\"scenes\":[{\"nodes\":[" +
           lists.numbers + "]}],\"nodes\":[" + lists.nodes + "],\"meshes\":[" + lists.meshes + "],\"accessors\":[" +
           lists.accessors + "],\"bufferViews\":[" + lists.views + "],\"buffers\":[{" +
           (uri.empty() ? "" : "\"uri\":" + json_text(uri) + ",") +
           "\"byteLength\":" + std::to_string(lists.buffer.size()) + "}]}";
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

void write_binary(const std::filesystem::path& path, const Lists& lists) {
    std::string json = json_of(lists, "");
    json.append((4 - json.size() % 4) % 4, ' ');  // chunks begin at multiples of four; the buffer's size is one already
    const std::uint64_t size = 12 + 8 + json.size() + 8 + lists.buffer.size();
    if (size > 0xFFFFFFFFu)
        throw std::runtime_error("a .glb file holds at most 4 GiB. Save as .gltf or .ply, or fewer objects");
    write_file(path, {"glTF", little_endian(2), little_endian(size), little_endian(json.size()), "JSON", json,
                      little_endian(lists.buffer.size()), std::string_view("BIN\0", 4), lists.buffer});
}

}  // namespace

void write_gltf(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job) {
    Lists lists;
    for (const Object& object : objects) {
        add_object(lists, object, job);
        job.set_progress(static_cast<double>(lists.count) / static_cast<double>(objects.size()));
    }
    if (path.extension().string().size() == 4) return write_binary(path, lists);  // .glb, in whatever case
    const std::filesystem::path buffer = path.stem().string() + ".bin";
    write_file(path.parent_path() / buffer, {lists.buffer});
    write_file(path, {json_of(lists, buffer.string())});
}

}  // namespace gimbal::document
