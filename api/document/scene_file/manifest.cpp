// Numbers are written so that they read back as the same float. Members that this version does not know are ignored.
#include "api/document/scene_file/manifest.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "api/document/io/json_text.h"
#include "api/document/scene_file/scene_file.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "gimbal scene";
constexpr std::size_t deepest = 16;  // of the JSON; a hostile file nests without end

template <class Vector>
Json numbers(const Vector& vector) {
    Json list = Json::array();
    for (int i = 0; i < Vector::length(); ++i) list.push_back(static_cast<double>(vector[i]));
    return list;
}

Json json_of(const Camera& camera) {
    return {{"target", numbers(camera.target)},
            {"yaw", static_cast<double>(camera.yaw)},
            {"pitch", static_cast<double>(camera.pitch)},
            {"distance", static_cast<double>(camera.distance)},
            {"field_of_view", static_cast<double>(camera.field_of_view)},
            {"orthographic", camera.orthographic},
            {"wireframe", camera.wireframe}};
}

Json json_of(const Object& object, std::size_t mesh) {
    return {{"name", object.name},
            {"location", numbers(object.location)},
            {"rotation", numbers(object.rotation)},
            {"scale", numbers(object.scale)},
            {"colour", numbers(object.colour)},
            {"visible", object.visible},
            {"mesh", mesh}};
}

Json json_of(const ScriptMember& member) {
    return {{"text", member.member},
            {"file", member.script.file},
            {"line", member.script.line},
            {"column", member.script.column},
            {"modified", member.script.modified}};
}

// A number that was not finite was written as null and stays at its default.
void take(const Json& value, float& number) {
    if (value.is_null()) return;
    const auto wide = value.get<double>();
    if (const auto narrow = static_cast<float>(wide); std::isfinite(narrow)) number = narrow;
    else throw std::invalid_argument("it is damaged: a number is out of range");
}

void take(const Json& owner, const char* name, float& number) {
    if (const auto found = owner.find(name); found != owner.end()) take(*found, number);
}

template <class Vector>
void take_vector(const Json& owner, const char* name, Vector& vector) {
    const auto found = owner.find(name);
    if (found == owner.end()) return;
    if (!found->is_array() || found->size() != static_cast<std::size_t>(Vector::length()))
        throw std::invalid_argument(std::string("it is damaged: '") + name + "' has a wrong number of values");
    for (int i = 0; i < Vector::length(); ++i) take((*found)[static_cast<std::size_t>(i)], vector[i]);
}

// A place in a list of `count` items.
std::size_t place(const Json& value, std::size_t count, const char* of_what) {
    const bool whole = value.is_number_unsigned();
    if (!whole || value.get<std::uint64_t>() >= count)
        throw std::invalid_argument(std::string("it is damaged: it names the ") + of_what + " " + value.dump() +
                                    " of " + std::to_string(count));
    return value.get<std::size_t>();
}

const Json& list(const Json& root, const char* name) {
    static const Json none = Json::array();
    const auto found = root.find(name);
    if (found == root.end()) return none;
    if (!found->is_array()) throw std::invalid_argument(std::string("it is damaged: '") + name + "' is not a list");
    return *found;
}

void take_camera(const Json& root, Camera& camera) {
    const auto found = root.find("camera");
    if (found == root.end()) return;
    take_vector(*found, "target", camera.target);
    take(*found, "yaw", camera.yaw);
    take(*found, "pitch", camera.pitch);
    take(*found, "distance", camera.distance);
    take(*found, "field_of_view", camera.field_of_view);
    camera.orthographic = found->value("orthographic", false);
    camera.wireframe = found->value("wireframe", false);
}

void take_object(const Json& value, Manifest& manifest) {
    Object object;
    object.name = value.at("name").get<std::string>();
    if (object.name.find('\0') != std::string::npos)
        throw std::invalid_argument("it is damaged: a name contains a null character");
    take_vector(value, "location", object.location);
    take_vector(value, "rotation", object.rotation);
    take_vector(value, "scale", object.scale);
    take_vector(value, "colour", object.colour);
    object.colour = glm::clamp(object.colour, 0.0f, 1.0f);
    object.visible = value.value("visible", true);
    manifest.mesh_of.push_back(place(value.at("mesh"), manifest.meshes.size(), "mesh"));
    manifest.objects.push_back(std::move(object));
}

ScriptMember script_of(const Json& value) {
    ScriptMember member{value.at("text").get<std::string>(), {}};
    member.script.file = value.value("file", "");
    member.script.line = std::max(1, value.value("line", 1));
    member.script.column = std::max(1, value.value("column", 1));
    member.script.modified = value.value("modified", true);
    return member;
}

void check_version(const Json& root) {
    if (!root.is_object() || root.value("format", "") != format_name)
        throw std::invalid_argument("it is not a scene file");
    const Json& number = root.at("version");
    if (!number.is_number_integer()) throw std::invalid_argument("it is damaged: its version is " + number.dump());
    const auto version = number.get<std::int64_t>();
    if (version > scene_format_version)
        throw std::invalid_argument("it was written by a newer version (scene format " + std::to_string(version) +
                                    "; this one reads up to " + std::to_string(scene_format_version) +
                                    "). Open it with that version");
    if (version < 1) throw std::invalid_argument("it is damaged: its version is " + std::to_string(version));
}

// Programs of version 1 would leave out the colours without saying so.
int version_of(const Manifest& manifest) {
    return std::ranges::any_of(manifest.meshes, [](const MeshMembers& mesh) { return !mesh.colours.empty(); }) ? 2 : 1;
}

Json parsed(const std::string& text, const Job& job) {
    if (is_nested_deeper(text, deepest, job))
        throw std::invalid_argument("it is damaged: its manifest is nested too deep");
    return parse_json<Json>(text, job);
}

Manifest manifest_of(const Json& root, const Job& job) {
    check_version(root);
    Manifest manifest;
    take_camera(root, manifest.camera);
    for (const Json& value : list(root, "meshes"))
        manifest.meshes.push_back({value.at("vertices").get<std::string>(), value.at("triangles").get<std::string>(),
                                   value.value("lines", std::string()), value.value("colours", std::string())});
    for (const Json& value : list(root, "objects")) {
        job.poll();
        take_object(value, manifest);
    }
    for (const Json& value : list(root, "selection"))
        manifest.selection.push_back(place(value, manifest.objects.size(), "object"));
    for (const Json& value : list(root, "scripts")) manifest.scripts.push_back(script_of(value));
    return manifest;
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
    Json objects = Json::array(), meshes = Json::array(), scripts = Json::array();
    for (std::size_t i = 0; i < manifest.objects.size(); ++i)
        objects.push_back(json_of(manifest.objects[i], manifest.mesh_of[i]));
    for (const MeshMembers& mesh : manifest.meshes) {
        Json members{{"vertices", mesh.vertices}, {"triangles", mesh.triangles}};
        if (!mesh.lines.empty()) members["lines"] = mesh.lines;
        if (!mesh.colours.empty()) members["colours"] = mesh.colours;
        meshes.push_back(std::move(members));
    }
    for (const ScriptMember& member : manifest.scripts) scripts.push_back(json_of(member));
    const Json root{
        {"format", format_name},         {"version", version_of(manifest)}, {"camera", json_of(manifest.camera)},
        {"objects", std::move(objects)}, {"meshes", std::move(meshes)},     {"selection", manifest.selection},
        {"scripts", std::move(scripts)}};
    return root.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest read_manifest(const std::string& text, const Job& job) {
    try {
        return manifest_of(parsed(text, job), job);
    } catch (const Json::exception& error) {
        throw std::invalid_argument("it is damaged: its manifest cannot be read (" + json_problem(error) + ")");
    }
}

}  // namespace gimbal::document
