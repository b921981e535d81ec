// Makes OpenGL textures from the pixels of a panel's pictures.
#pragma once
#include "panel/view/picture_shelf.h"

namespace gimbal::console {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
TextureMaker panel_textures();

}  // namespace gimbal::console
