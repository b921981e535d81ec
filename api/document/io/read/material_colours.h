// The colours of an OBJ file's materials.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "api/document/io/read/file_scene.h"

namespace gimbal::document {

using MaterialColours = std::map<std::string, glm::vec4>;  // linear RGBA by name

// Adds the diffuse colours (Kd) and opacities (d, Tr) of a material file beside the OBJ file. A missing, damaged or
// huge file adds none, because the mesh does not need it. Throws Cancelled.
MaterialColours material_colours(const ReadContext& context, std::string_view file_name, MaterialColours colours);

}  // namespace gimbal::document
