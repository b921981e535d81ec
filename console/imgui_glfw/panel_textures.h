// Pixels of a panel as OpenGL textures.
#pragma once
#include "gimbal/console/texture_maker.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
console::TextureMaker panel_textures();

}  // namespace gimbal::app
