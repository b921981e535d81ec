// Makes OpenGL textures from the pixels of a panel's pictures.
#pragma once
#include "gimbal/console/console_panel.h"

namespace gimbal::console {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
TextureMaker panel_textures();

}  // namespace gimbal::console
