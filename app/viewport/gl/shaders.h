// The source text of the shaders. The lights move with the viewer.
#pragma once

namespace gimbal::app::shaders {

extern const char *mesh_vertex, *mesh_fragment;
extern const char *point_vertex, *point_fragment;
extern const char *grid_vertex, *grid_fragment;
extern const char *outline_vertex, *outline_fragment;

}  // namespace gimbal::app::shaders
