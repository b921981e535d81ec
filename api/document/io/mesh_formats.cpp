// The table of the formats.
#include <algorithm>
#include <cctype>

#include "api/document/io/mesh_io.h"

namespace gimbal::document {

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
