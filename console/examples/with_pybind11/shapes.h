// The Python module `shapes` of this program.
#pragma once
#include <gimbal/console/options.h>

gimbal::console::Extension shapes_module();
