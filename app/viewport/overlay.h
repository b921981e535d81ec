// The text over the picture: projection, active object and counts, or a hint in an empty scene.
#pragma once
#include <string>
#include <vector>

#include "app/names.h"
#include "app/viewport/picture/draw_plan.h"
#include "app/viewport/picture/scene_renderer.h"

namespace gimbal::app {

struct OverlayText {
    std::string title;                    // "Perspective"
    std::string counts;                   // "ring.outer · 3 objects · 13,824 faces"
    std::vector<std::string> empty_hint;  // in the middle of an empty scene
};

OverlayText overlay_text(const DrawPlan& plan, const Camera& camera, const RenderOptions& options);

// Thread: UI.   GIL: never.
void draw_overlay(ImDrawList* list, const OverlayText& text, Rect view, const PanelStyle& style);

}  // namespace gimbal::app
