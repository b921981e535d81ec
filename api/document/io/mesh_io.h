// Reads and writes mesh files: OBJ, STL, PLY, OFF, glTF (.gltf, .glb).
#pragma once
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// The message names the file, the problem and the remedy.
struct MeshFileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The system refused to write: no such folder, no permission, a full disk.
struct MeshFileSystemError : MeshFileError {
    MeshFileSystemError(const std::string& message, std::error_code error) : MeshFileError(message), code(error) {}
    std::error_code code;
};

enum class UpAxis { y, z };  // the scene has Z up

struct MeshFormat {
    std::string extension;  // ".obj"
    std::string name;       // "OBJ"
    UpAxis up_axis;         // of most files: glTF prescribes Y, and OBJ files of modelling programs have Y
};
const std::vector<MeshFormat>& mesh_formats();  // each is read and written
std::vector<std::string> mesh_extensions();

struct LengthUnit {
    std::string symbol;  // "mm"
    std::string name;    // "millimetres"
    double metres;
};
const std::vector<LengthUnit>& length_units();  // metres first
// By symbol. Throws std::invalid_argument that lists them.
const LengthUnit& length_unit_of(std::string_view symbol);

// How a file's coordinates relate to those of the scene, which is in metres.
struct FileSpace {
    std::optional<UpAxis> up_axis{};  // none: the format's usual one, or what an OBJ file of ours says
    // Multiplies lengths, both when reading and when writing, in addition to the unit.
    double scale = 1;
    LengthUnit unit = length_units().front();  // of the file's lengths

    double factor_to_scene() const { return scale * unit.metres; }
    double factor_to_file() const { return scale / unit.metres; }
};
inline constexpr double smallest_file_scale = 1e-9, largest_file_scale = 1e9;
// "Y", "Z", in either case, or "" for none. Throws std::invalid_argument for others.
std::optional<UpAxis> up_axis_named(std::string_view name);

enum class Conversion { to_scene, to_file };
// "turned from Y up to Z up, scale 0.001 from millimetres", or "Z up". `usual`: the format's axis.
std::string conversion_words(const FileSpace& space, UpAxis usual, Conversion conversion);

// Describes a file to the user, with everything that a load or a save has left out or changed.
struct FileReport {
    std::filesystem::path path;
    std::string format;  // "OBJ"
    std::size_t objects = 0, vertices = 0, triangles = 0;
    std::string remarks;  // "turned from Z up to Y up, scale 1000 to millimetres, without colours"

    std::string sentence(const char* verb) const;  // "Saved 1 object to ring.obj (OBJ, …): 8 vertices, 12 triangles"
};
FileReport report_of(const std::filesystem::path& path, std::string format, const std::vector<Object>& objects);

// Both functions throw MeshFileError or Cancelled. They run on the calling thread and return within milliseconds when
// the job is cancelled. They set the job's note to the sentence of a FileReport.
// Thread: any that may wait.   GIL: not held.

// Returns one object for each object of the file: glTF node, OBJ object (or group in a file without objects), STL
// solid. It has the file's name, transform and colour, or is named after the file. Vertices stay in the order of the
// file. STL repeats each corner and glTF splits vertices at seams, so equal ones are joined there. Polygons become
// triangles. Triangles that use a vertex twice, normals and texture coordinates are left out. Colours of vertices
// become linear; glTF has linear ones, the other formats those of a screen (sRGB). The colour of a material is the
// object's; of several, that of most faces. The note names what was left out or changed, except normals and texture
// coordinates.
//
// A file with Y up is turned as Blender does it: glTF nodes and vertices are converted, and in other formats the object
// is turned by 90 degrees about X and the vertices keep the file's numbers. In an OBJ file that we have written, the
// vertices are turned back instead, so that the object is as it was.
std::vector<Object> load_meshes(const std::filesystem::path& path, Job& job, const FileSpace& space = {});

// Replaces the file as a whole, so a failure or a cancellation leaves the old file. A symbolic link stays and its
// target is replaced. Errors of the system are MeshFileSystemError. OBJ, STL, PLY and OFF have world-space vertices:
// OBJ keeps the objects and their names, the others hold one mesh. glTF has names, transforms and colours, in one file:
// the buffer of a .gltf is in its JSON. As colours of vertices, PLY, OFF and OBJ have the colours that the view shows,
// PLY and OFF in eight bits.
FileReport save_meshes(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job,
                       const FileSpace& space = {});

// By extension, in upper or lower case. Throws MeshFileError that lists the formats if there is none. `cannot`: "read"
// or "write", for the message.
const MeshFormat& format_of(const std::filesystem::path& path, const char* cannot);
std::string extension_of(const std::filesystem::path& path);  // in lower case, with the dot

}  // namespace gimbal::document
