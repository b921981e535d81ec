// Six balls and three short lines, drawn from far to near.
#include "app/viewport/axis_gizmo.h"

#include <algorithm>
#include <array>

#include "app/viewport/view_colours.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::app {
namespace {

constexpr float arm = 30, near_ball = 8.5f, far_ball = 6, margin = 46;  // pixels before scale

struct Ball {
    int axis;
    bool positive;
    AxisView view;
    glm::vec2 centre;
    float radius, depth;
};

std::array<Ball, 6> balls(const Camera& camera, Rect view, float scale) {
    constexpr AxisView views[3][2] = {
        {AxisView::left, AxisView::right}, {AxisView::front, AxisView::back}, {AxisView::bottom, AxisView::top}};
    const glm::mat3 to_view(camera.view());
    const glm::vec2 origin(view.x + view.width - margin * scale, view.y + margin * scale);
    std::array<Ball, 6> out;
    for (int i = 0; i < 6; ++i) {
        const int axis = i / 2;
        const bool positive = i % 2;
        const glm::vec3 direction = to_view[axis] * (positive ? 1.0f : -1.0f);
        const glm::vec2 centre = origin + glm::vec2(direction.x, -direction.y) * arm * scale;
        const float radius = (positive ? near_ball : far_ball) * scale;
        out[static_cast<std::size_t>(i)] = {axis, positive, views[axis][positive], centre, radius, direction.z};
    }
    std::sort(out.begin(), out.end(), [](const Ball& a, const Ball& b) { return a.depth < b.depth; });
    return out;
}

ImU32 with_alpha(ImU32 colour, unsigned alpha) { return (colour & ~IM_COL32_A_MASK) | alpha << IM_COL32_A_SHIFT; }

void draw_letter(ImDrawList* list, const Ball& ball, const PanelStyle& style) {
    constexpr const char* letters[] = {"X", "Y", "Z"};
    const float size = style.ui_size * 0.8f,
                width = compat::text_width(style.semibold, size, letters[ball.axis], nullptr);
    list->AddText(style.semibold, size, {ball.centre.x - width / 2, ball.centre.y - size / 2}, console::rgb(0x16181B),
                  letters[ball.axis]);
}

}  // namespace

void draw_axis_gizmo(ImDrawList* list, const Camera& camera, Rect view, const PanelStyle& style) {
    if (view.width < 200 * style.scale || view.height < 120 * style.scale) return;  // the gizmo would cover the picture
    const ImVec2 origin(view.x + view.width - margin * style.scale, view.y + margin * style.scale);
    for (const Ball& ball : balls(camera, view, style.scale)) {
        const ImVec2 centre(ball.centre.x, ball.centre.y);
        if (ball.positive) {
            list->AddLine(origin, centre, view_colours::axes[ball.axis], 2 * style.scale);
            list->AddCircleFilled(centre, ball.radius, view_colours::axes[ball.axis], 16);
            draw_letter(list, ball, style);
        } else {
            list->AddCircleFilled(centre, ball.radius, with_alpha(view_colours::axes[ball.axis], 110), 14);
        }
    }
}

std::optional<AxisView> hit_axis_gizmo(const Camera& camera, Rect view, float scale, glm::vec2 position) {
    if (view.width < 200 * scale || view.height < 120 * scale) return std::nullopt;
    const std::array<Ball, 6> all = balls(camera, view, scale);
    for (auto ball = all.rbegin(); ball != all.rend(); ++ball)  // the nearest ball first
        if (glm::distance(ball->centre, position) <= ball->radius + 2 * scale) return ball->view;
    return std::nullopt;
}

}  // namespace gimbal::app
