// The tables of formats and units, and the sentence about a file.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "api/document/io/mesh_io.h"
#include "api/document/io/words.h"

namespace gimbal::document {

namespace {

std::string short_number(double number) {  // "0.001", "39.3701"
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, number, std::chars_format::general, 6).ptr};
}

}  // namespace

const std::vector<MeshFormat>& mesh_formats() {
    static const std::vector<MeshFormat> formats{{".obj", "OBJ", UpAxis::y},   {".stl", "STL", UpAxis::z},
                                                 {".ply", "PLY", UpAxis::z},   {".off", "OFF", UpAxis::z},
                                                 {".gltf", "glTF", UpAxis::y}, {".glb", "binary glTF", UpAxis::y}};
    return formats;
}

std::vector<std::string> mesh_extensions() {
    std::vector<std::string> extensions;
    for (const MeshFormat& format : mesh_formats()) extensions.push_back(format.extension);
    return extensions;
}

std::optional<UpAxis> up_axis_named(std::string_view name) {
    if (name.empty()) return std::nullopt;
    if (name == "Y" || name == "y") return UpAxis::y;
    if (name == "Z" || name == "z") return UpAxis::z;
    throw std::invalid_argument("up_axis must be 'Y' or 'Z', not '" + std::string(name.substr(0, 40)) + "'");
}

const std::vector<LengthUnit>& length_units() {
    static const std::vector<LengthUnit> units{{"m", "metres", 1},           {"cm", "centimetres", 0.01},
                                               {"mm", "millimetres", 0.001}, {"km", "kilometres", 1000},
                                               {"in", "inches", 0.0254},     {"ft", "feet", 0.3048}};
    return units;
}

const LengthUnit& length_unit_of(std::string_view symbol) {
    std::string known;
    for (const LengthUnit& unit : length_units()) {
        if (unit.symbol == symbol) return unit;
        known += (known.empty() ? "'" : ", '") + unit.symbol + "'";
    }
    throw std::invalid_argument("unit must be one of " + known + ", not '" + std::string(symbol.substr(0, 40)) + "'");
}

std::string conversion_words(const FileSpace& space, UpAxis usual, Conversion conversion) {
    const bool reading = conversion == Conversion::to_scene;
    std::string words = space.up_axis.value_or(usual) == UpAxis::z ? "Z up"
                        : reading                                  ? "turned from Y up to Z up"
                                                                   : "turned from Z up to Y up";
    const double factor = reading ? space.factor_to_scene() : space.factor_to_file();
    if (factor != 1) words += ", scale " + short_number(factor);
    if (space.unit.metres != 1) words += (reading ? " from " : " to ") + space.unit.name;
    return words;
}

FileReport report_of(const std::filesystem::path& path, std::string format, const std::vector<Object>& objects) {
    FileReport report{path, std::move(format), objects.size()};
    for (const Object& object : objects) {
        report.vertices += object.mesh->vertex_count();
        report.triangles += object.mesh->triangle_count();
    }
    return report;
}

std::string FileReport::sentence(const char* verb) const {
    const bool saved = std::string_view(verb) == "Saved";
    return std::string(verb) + " " + counted(objects, "object") + (saved ? " to " : " from ") +
           path.filename().string() + " (" + format + (remarks.empty() ? "" : ", " + remarks) +
           "): " + counted(vertices, "vertex", "vertices") + ", " + counted(triangles, "triangle");
}

std::string extension_of(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

const MeshFormat& format_of(const std::filesystem::path& path, const char* cannot) {
    const std::string extension = extension_of(path);
    const auto& formats = mesh_formats();
    const auto found = std::ranges::find(formats, extension, &MeshFormat::extension);
    if (found != formats.end()) return *found;
    std::string known;
    for (const MeshFormat& format : formats) known += (known.empty() ? "'" : ", '") + format.extension + "'";
    const std::string verb = cannot;  // "read" or "write"
    throw MeshFileError("cannot " + verb + " '" + path.string() + "': " +
                        (extension.empty() ? "its name has no extension; "
                                           : "files of kind '" + extension + "' are not " +
                                                 (verb == "read" ? "read" : "written") + "; ") +
                        (verb == "read" ? "readable" : "writable") + " are " + known);
}

}  // namespace gimbal::document
