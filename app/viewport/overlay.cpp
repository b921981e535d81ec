// Composes the overlay's lines and draws them.
#include "app/viewport/overlay.h"

#include <cmath>

#include "app/viewport/camera_controls.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/number_words.h"

namespace gimbal::app {

OverlayText overlay_text(const DrawPlan& plan, const Camera& camera, const RenderOptions& options) {
    OverlayText text;
    const char* projection = camera.orthographic ? "Orthographic" : "Perspective";
    const auto axis = axis_view_name(camera);
    text.title = axis ? std::string(*axis) + " " + projection : projection;
    if (options.shading == Shading::wireframe) text.title += " · wireframe";
    if (plan.object_count == 0) {
        text.counts = "empty scene";
        text.empty_hint = {"Drop a mesh here, File > Open mesh…,", "or type gimbal.scene.add(\"torus\")"};
        return text;
    }
    if (!plan.active_name.empty()) text.counts = plan.active_name + " · ";
    text.counts += console::with_thousands(plan.object_count);
    text.counts += plan.object_count == 1 ? " object · " : " objects · ";
    text.counts += console::with_thousands(plan.triangle_count) + (plan.triangle_count == 1 ? " face" : " faces");
    return text;
}

void draw_overlay(ImDrawList* list, const OverlayText& text, Rect view, const PanelStyle& style) {
    const float pad = std::round(12 * style.scale), line = std::round(style.ui_size * 1.25f);
    const ImVec2 at(std::round(view.x + pad), std::round(view.y + 8 * style.scale));
    list->AddText(style.semibold, style.ui_size, at, style.palette.text, text.title.c_str());
    list->AddText(style.ui, style.ui_size, {at.x, at.y + line}, style.palette.dim, text.counts.c_str());
    float y = std::round(view.y + view.height * 0.5f - line * static_cast<float>(text.empty_hint.size()) * 0.5f);
    for (const std::string& hint : text.empty_hint) {
        const float width = compat::text_width(style.ui, style.ui_size, hint.c_str(), nullptr);
        list->AddText(style.ui, style.ui_size, {std::round(view.x + (view.width - width) / 2), y}, style.palette.text,
                      hint.c_str());
        y += line;
    }
}

}  // namespace gimbal::app
