// The colours of the 3D view. All others are in the console's palette.
#pragma once
#include "gimbal/console/panel_style.h"

namespace gimbal::app::view_colours {

inline constexpr ImU32 ground = console::rgb(0x3A3D42), grid = console::rgb(0x45484E);
inline constexpr ImU32 axes[] = {console::rgb(0xE0525E), console::rgb(0x7FB63A), console::rgb(0x4A86E8)};  // X, Y, Z

}  // namespace gimbal::app::view_colours
