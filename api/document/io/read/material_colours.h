// The colours of an OBJ file's materials.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "api/document/io/read/file_scene.h"

namespace gimbal::document {

struct Materials {
    std::map<std::string, glm::vec4> colours;  // linear RGBA by name
    bool textured = false;                     // one of them has an image for its colour
    std::vector<std::string> unread_files;
};

// Adds the diffuse colours (Kd) and opacities (d, Tr) of a material file beside the OBJ file. A missing, damaged or
// huge file adds only its name, because the mesh does not need it. Throws Cancelled.
void read_materials(const ReadContext& context, const std::string& file_name, Materials& materials);

}  // namespace gimbal::document
