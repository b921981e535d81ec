// Passes input to the camera and to commands, renders the scene into a texture, and draws texture and overlay.
#include "app/viewport/viewport.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "app/viewport/axis_gizmo.h"
#include "app/viewport/camera_controls.h"
#include "app/viewport/camera_log.h"
#include "app/viewport/click_selection.h"
#include "app/viewport/overlay.h"
#include "app/viewport/picture/view_picture.h"
#include "app/viewport/view_colours.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

struct Viewport::State {
    explicit State(AppContext& context)
        : context(context),
          plans(context.document, pool, &context.window),
          clicks(context, pool),
          picture(context.document, plans, pool, &context.window) {}

    AppContext& context;
    WorkerPool pool{1};  // a separate pool, so that picking does not wait for a long smoothing
    PlanSource plans;
    ClickSelection clicks;
    ViewPicture picture;
    CameraControls controls;
    Rect rect;
    OverlayText overlay;
    CameraLog log;

    void handle_input(std::span<const InputEvent> input, bool focused, float scale, double now);
    void cast(const ViewClick& click, const Camera& camera);
    void draw_window(const PanelStyle& style, bool focused);
    unsigned texture();
    void fail(const std::exception& error);
};

Viewport::Viewport(AppContext& context) : state_(std::make_unique<State>(context)) {}
Viewport::~Viewport() = default;

void Viewport::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) {
    GIMBAL_ON(ui);
    State& s = *state_;
    s.rect = rect;
    s.picture.set_size(static_cast<int>(std::lround(rect.width)), static_cast<int>(std::lround(rect.height)), now);
    s.handle_input(input, focused, style.scale, now);
    s.clicks.apply_finished();
    s.picture.set_wireframe(s.context.document.camera().wireframe);
    s.overlay = overlay_text(*s.plans.latest(), s.context.document.camera(), s.picture.options());
    if (rect.width >= 1 && rect.height >= 1) s.draw_window(style, focused);
}

void Viewport::State::handle_input(std::span<const InputEvent> input, bool focused, float scale, double now) {
    const Camera before = context.document.camera();
    Camera camera = before;
    const bool blocked = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);  // a menu is open over the view
    const CameraControls::Asked asked = controls.handle(camera, input, rect, focused, blocked);
    for (const ViewClick& click : asked.clicks) {
        if (const auto axis = hit_axis_gizmo(camera, rect, scale, click.position)) look_along(camera, *axis);
        else cast(click, camera);
    }
    if (camera != before) {
        context.document.set_camera(camera);
        log.moved(before, camera, asked.gesture_goes_on, now);
    } else if (!asked.gesture_goes_on) {
        log.gesture_ended(now);
    }
    for (ViewCommand command : asked.commands) {
        if (command == ViewCommand::frame_selected) context.window.run_command("view.frame_selected", {});
        if (command == ViewCommand::frame_all) context.window.run_command("view.frame_all", {});
    }
    log.write(context, now);
}

void Viewport::State::cast(const ViewClick& click, const Camera& camera) {
    const glm::vec2 pixel = click.position - glm::vec2(rect.x, rect.y) + 0.5f;
    clicks.click(camera_ray(camera, pixel, {rect.width, rect.height}), click.extend);
}

void Viewport::State::draw_window(const PanelStyle& style, bool focused) {
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                                       ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav |
                                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoInputs |
                                       ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoFocusOnAppearing;
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({rect.width, rect.height});
    ImGui::Begin("##view", nullptr, flags);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 low(rect.x, rect.y), high(rect.x + rect.width, rect.y + rect.height);
    list->PushClipRect(low, high, false);  // the window's clip rectangle is smaller by half its padding
    if (const unsigned name = texture()) list->AddImage(compat::texture_id(name), low, high, {0, 1}, {1, 0});
    else style.fill(list, rect, view_colours::ground);
    draw_overlay(list, overlay, rect, style);
    draw_axis_gizmo(list, context.document.camera(), rect, style);
    if (focused) style.fill(list, {rect.x, rect.y, rect.width, std::round(2 * style.scale)}, style.palette.accent);
    list->PopClipRect();
    ImGui::End();
}

unsigned Viewport::State::texture() {
    try {
        return picture.texture();
    } catch (const std::exception& error) {
        fail(error);
        return 0;
    }
}

// The driver has refused, or there is no memory left. The rest of the window goes on.
void Viewport::State::fail(const std::exception& error) {
    const int seconds = static_cast<int>(picture.give_up());
    context.window.notify(std::string("The 3D view cannot draw: ") + error.what() + ". It tries again in " +
                              std::to_string(seconds) + " s, and when its size changes.",
                          NoteLevel::error);
}

bool Viewport::render(double budget_ms) {
    GIMBAL_ON(ui);
    try {
        return state_->picture.render(budget_ms);
    } catch (const std::exception& error) {
        state_->fail(error);
        return false;
    }
}

bool Viewport::wants_render() const {
    GIMBAL_ON(ui);
    return state_->picture.wants_render();
}
Rect Viewport::rect() const { return state_->rect; }
double Viewport::next_tick() const {
    GIMBAL_ON(ui);
    return std::min(state_->picture.next_tick(), state_->log.next_tick());
}
RenderCounts Viewport::render_counts() const { return state_->picture.counts(); }

std::vector<std::string> Viewport::rows() const {
    GIMBAL_ON(ui);
    std::vector<std::string> rows{state_->overlay.title, state_->overlay.counts};
    rows.insert(rows.end(), state_->overlay.empty_hint.begin(), state_->overlay.empty_hint.end());
    return rows;
}

std::string Viewport::mouse_hint() const {
    return "Drag: orbit   Shift-drag: pan   Wheel: zoom   Click: select   F: frame";
}

}  // namespace gimbal::app
