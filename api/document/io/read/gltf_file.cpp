// Containers and JSON by the glTF 2.0 specification. Nothing outside the file's folder is opened.
#include "api/document/io/read/gltf_file.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "api/document/io/base64.h"
#include "api/document/io/json_text.h"
#include "api/document/io/read/byte_reader.h"
#include "api/document/io/read/input_file.h"
#include "api/document/io/read/text_reader.h"
#include "api/document/io/words.h"

namespace gimbal::document {
namespace {

constexpr std::size_t deepest = 200;  // levels of JSON
constexpr std::size_t glb_header = 12, chunk_header = 8;

[[noreturn]] void fail_member(const char* key, const Json& value, const char* wanted) {
    bad_file("its JSON has " + value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40) + " as '" + key +
             "' where " + wanted + " must be" + export_again);
}

std::string percent_decoded(const std::string& uri) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    };
    std::string text;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        const bool escape = uri[i] == '%' && i + 2 < uri.size() && digit(uri[i + 1]) >= 0 && digit(uri[i + 2]) >= 0;
        text += escape ? static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2])) : uri[i];
        if (escape) i += 2;
    }
    return text;
}

// `version`: "MAJOR.MINOR".
bool is_above_2_0(const std::string& version) {
    int major = 0, minor = 0, length = 0;
    const bool valid = std::sscanf(version.c_str(), "%4d.%4d%n", &major, &minor, &length) == 2 &&
                       static_cast<std::size_t>(length) == version.size();
    return !valid || std::pair(major, minor) > std::pair(2, 0);
}

// The extensions that do not change the geometry, and the one that we read.
bool is_known(const std::string& extension) {
    if (extension == "KHR_mesh_quantization") return true;
    for (const char* start : {"KHR_materials_", "KHR_texture_", "EXT_texture_", "KHR_lights_", "EXT_lights_", "KHR_xmp",
                              "MSFT_texture_", "KHR_animation_"})
        if (extension.starts_with(start)) return true;
    return false;
}

}  // namespace

const Json* member(const Json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::uint64_t whole_number(const Json& object, const char* key, std::optional<std::uint64_t> otherwise) {
    const Json* value = member(object, key);
    if (!value && otherwise) return *otherwise;
    if (!value) bad_file(std::string("its JSON lacks a '") + key + "'" + export_again);
    if (value->is_number_unsigned()) return value->get<std::uint64_t>();
    if (value->is_number_float()) {  // 3.0
        const double number = value->get<double>();
        if (number >= 0 && number < 9e15 && number == std::floor(number)) return static_cast<std::uint64_t>(number);
    }
    fail_member(key, *value, "a whole number");
}

std::string text_member(const Json& object, const char* key) {
    const Json* value = member(object, key);
    if (!value) return {};
    if (!value->is_string()) fail_member(key, *value, "a text");
    return value->get<std::string>();
}

const Json& list_member(const Json& object, const char* key) {
    static const Json empty = Json::array();
    const Json* value = member(object, key);
    if (!value) return empty;
    if (!value->is_array()) fail_member(key, *value, "a list");
    return *value;
}

std::vector<double> numbers_of(const Json& list, std::size_t count) {
    std::vector<double> numbers;
    if (list.is_array())
        for (const Json& value : list)
            if (value.is_number() && std::isfinite(value.get<double>())) numbers.push_back(value.get<double>());
    if (numbers.size() != count || list.size() != count)
        fail_member("list", list, ("a list of " + std::to_string(count) + " numbers").c_str());
    return numbers;
}

GltfFile::GltfFile(std::string_view contents, const ReadContext& context)
    : context_(context),
      allowance_((64ull << 20) + 64 * contents.size()) {
    parse(contents.starts_with("glTF") ? read_binary(contents) : contents);
    if (!json_.is_object()) bad_file(std::string("it is not a glTF file: its JSON is not an object") + export_again);
    const Json* asset = member(json_, "asset");
    const std::string version = asset ? text_member(*asset, "version") : "";
    if (!version.starts_with("2."))
        bad_file(version.empty()
                     ? "it is not a glTF file: its JSON has no 'asset' with a version. Export it again"
                     : "it is glTF " + version.substr(0, 40) + ", and only glTF 2 is read. Export it as glTF 2.0");
    const std::string least = text_member(*asset, "minVersion");
    if (!least.empty() && is_above_2_0(least))
        bad_file("it needs a reader of glTF " + least.substr(0, 40) +
                 " (minVersion), and this one reads glTF 2.0. Export it as glTF 2.0");
    check_extensions();
}

// By the standard, the file ends where its header says. What follows is not part of it.
std::string_view GltfFile::read_binary(std::string_view contents) {
    const auto number = [&](std::size_t at) -> std::uint64_t {
        return number_at<std::uint32_t>(contents, at, std::endian::little);
    };
    if (contents.size() < glb_header + chunk_header) bad_file(std::string("it is cut off") + export_again);
    if (number(4) != 2)
        bad_file("it is binary glTF of version " + std::to_string(number(4)) + ", and only version 2 is read");
    const std::uint64_t length = number(8);
    if (length > contents.size() || length < glb_header + chunk_header)
        bad_file((length > contents.size() ? "it is cut off: " : "") +
                 ("its header declares " + counted(length, "byte")) + ", and it has " +
                 std::to_string(contents.size()) + export_again);
    bytes_after_end_ = contents.size() - static_cast<std::size_t>(length);
    contents = contents.substr(0, static_cast<std::size_t>(length));
    std::string_view json;
    for (std::size_t at = glb_header; at + chunk_header <= contents.size();) {
        const std::uint64_t size = number(at);
        const std::string_view type = contents.substr(at + 4, 4);
        if (size > contents.size() - at - chunk_header)
            bad_file("it is cut off: a part of " + counted(size, "byte") + " reaches beyond its end at byte " +
                     std::to_string(contents.size()) + export_again);
        const std::string_view data = contents.substr(at + chunk_header, static_cast<std::size_t>(size));
        if (at == glb_header && type != "JSON") bad_file(std::string("its first part is not JSON") + export_again);
        if (at == glb_header) json = data;
        else if (type == std::string_view("BIN\0", 4) && !chunk_.data()) chunk_ = data;
        at += chunk_header + static_cast<std::size_t>(size + 3) / 4 * 4;
    }
    return json;
}

void GltfFile::parse(std::string_view text) {
    text = without_byte_order_mark(text);
    check_is_text(text, "glTF");
    if (is_nested_deeper(text, deepest, context_.job))
        bad_file("its JSON is nested more than " + std::to_string(deepest) + " deep");
    try {
        json_ = parse_json<Json>(text, context_.job);
    } catch (const Json::exception& error) {
        bad_file("its JSON is damaged (" + json_problem(error) + "). Check its extension or export it again");
    }
}

void GltfFile::check_extensions() const {
    for (const Json& extension : list_member(json_, "extensionsRequired"))
        if (!extension.is_string() || !is_known(extension.get<std::string>()))
            bad_file("it needs the extension " +
                     extension.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 60) +
                     ", which is not read. Export it without compression or extensions");
}

const Json& GltfFile::item(const char* list, std::uint64_t index) const {
    const Json& items = list_member(json_, list);
    if (index < items.size() && items[index].is_object()) return items[index];
    bad_file(std::string("its JSON has no '") + list + "' number " + std::to_string(index) + export_again);
}

std::string_view GltfFile::view_bytes(std::uint64_t view) {
    const Json& json = item("bufferViews", view);
    const std::string_view bytes = buffer(whole_number(json, "buffer"));
    const std::uint64_t offset = whole_number(json, "byteOffset", 0), size = whole_number(json, "byteLength");
    if (offset > bytes.size() || size > bytes.size() - offset)
        bad_file("it is cut off: buffer view " + std::to_string(view) + " ends at byte " +
                 std::to_string(offset + size) + " of a buffer of " + std::to_string(bytes.size()) + export_again);
    return bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

void GltfFile::charge(std::uint64_t bytes) {
    if (bytes > allowance_) bad_file("it describes more data than a file of its size can hold. Export it again");
    allowance_ -= bytes;
}

std::string_view GltfFile::buffer(std::uint64_t index) {
    const Json& json = item("buffers", index);
    const std::uint64_t size = whole_number(json, "byteLength");
    const std::string uri = text_member(json, "uri");
    std::string_view bytes = chunk_;
    if (!uri.empty()) {
        auto found = loaded_.find(index);
        if (found == loaded_.end()) found = loaded_.emplace(index, load(uri)).first;
        bytes = found->second;
    } else if (index != 0 || !chunk_.data()) {
        bad_file("its buffer " + std::to_string(index) + " has no data" + export_again);
    }
    if (size > bytes.size())
        bad_file("it is cut off: its buffer " + std::to_string(index) + " should have " + counted(size, "byte") +
                 ", and it has " + std::to_string(bytes.size()) + export_again);
    return bytes.substr(0, static_cast<std::size_t>(size));
}

std::string GltfFile::load(const std::string& uri) {
    if (uri.starts_with("data:")) {
        const std::size_t comma = uri.find(',');
        const bool is_base64 = comma != std::string::npos &&
                               std::string_view(uri).substr(0, comma).ends_with(";base64");
        auto bytes = is_base64 ? base64_decoded(std::string_view(uri).substr(comma + 1), context_.job) : std::nullopt;
        if (!bytes) bad_file(std::string("a buffer's data is not base64") + export_again);
        return std::move(*bytes);
    }
    const std::string name = percent_decoded(uri);
    const std::filesystem::path path = file_beside(context_.path, name);
    try {
        std::string bytes = contents_of(path, context_.job);
        allowance_ += 64 * bytes.size();
        return bytes;
    } catch (const BadMeshFile& error) { bad_file("its buffer '" + name.substr(0, 200) + "': " + error.what()); }
}

}  // namespace gimbal::document
