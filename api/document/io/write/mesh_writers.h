// One function for each format that writes the objects of a scene.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "api/document/io/axes.h"
#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

struct WriteRequest {
    const std::filesystem::path& path;
    const std::vector<Object>& objects;
    UpAxis up_axis;
    double scale;
    Job& job;
};

// Each replaces the file as a whole at its end. If one throws std::system_error, std::runtime_error with the reason, or
// Cancelled, the file is unchanged.
// Thread: any.   GIL: not held.
std::string obj_name(std::string name);       // as a file can hold it
void write_obj(const WriteRequest& request);  // coordinates have the fewest digits that read back as the same number
void write_stl(const WriteRequest& request);  // binary, without colours
void write_ply(const WriteRequest& request);  // binary, little endian
void write_off(const WriteRequest& request);
void write_gltf(const WriteRequest& request);  // one file: the buffer is in the JSON
void write_glb(const WriteRequest& request);

}  // namespace gimbal::document
