// Makes OpenGL textures from the pixels of a panel's pictures.
#pragma once
#include "gimbal/console/texture_maker.h"

namespace gimbal::console {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
TextureMaker panel_textures();

}  // namespace gimbal::console
