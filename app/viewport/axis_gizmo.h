// The axis gizmo in the corner of the view, as in Blender. It turns with the camera. A click on a ball looks along its
// axis.
#pragma once
#include <optional>

#include "app/viewport/camera_controls.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
void draw_axis_gizmo(ImDrawList* list, const Camera& camera, Rect view, const PanelStyle& style);
std::optional<AxisView> hit_axis_gizmo(const Camera& camera, Rect view, float scale, glm::vec2 position);

}  // namespace gimbal::app
