// The text over the picture: projection, active object and counts, or a hint in an empty scene.
#pragma once
#include <string>
#include <vector>

#include "api/document/scene/camera.h"
#include "app/viewport/picture/draw_plan.h"
#include "app/viewport/picture/scene_renderer.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

struct OverlayText {
    std::string title;                    // "Perspective"
    std::string counts;                   // "ring.outer · 3 objects · 13,824 faces"
    std::vector<std::string> empty_hint;  // in the middle of an empty scene
};

OverlayText overlay_text(const DrawPlan& plan, const document::Camera& camera, const RenderOptions& options);

// Thread: UI.   GIL: never.
void draw_overlay(ImDrawList* list, const OverlayText& text, console::Rect view, const console::PanelStyle& style);

}  // namespace gimbal::app
