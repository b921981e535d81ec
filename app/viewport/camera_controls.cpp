// From input events to camera movements.
#include "app/viewport/camera_controls.h"

#include <array>
#include <cmath>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

namespace key = console::key;

constexpr int left_button = 0, middle_button = 2;
constexpr float click_reach = 3;  // pixels that the pointer may move during a click
constexpr float radians_per_pixel = 0.007f, zoom_steps_per_pixel = 0.05f;
constexpr int keypad_0 = 320, keypad_decimal = 330;  // GLFW's key codes

struct AxisAngles {
    AxisView view;
    float yaw, pitch;
    const char* name;
};
constexpr std::array<AxisAngles, 6> axis_angles = {{
    {AxisView::front, glm::radians(-90.0f), 0, "Front"},
    {AxisView::back, glm::radians(90.0f), 0, "Back"},
    {AxisView::right, 0, 0, "Right"},
    {AxisView::left, glm::radians(180.0f), 0, "Left"},
    {AxisView::top, glm::radians(-90.0f), glm::radians(89.9f), "Top"},
    {AxisView::bottom, glm::radians(-90.0f), glm::radians(-89.9f), "Bottom"},
}};

// Returns the digit of a number key, on the main row or the keypad; -1 for other keys.
int digit_of(int code) {
    if (code >= '0' && code <= '9') return code - '0';
    if (code >= keypad_0 && code <= keypad_0 + 9) return code - keypad_0;
    return -1;
}

}  // namespace

CameraControls::Asked CameraControls::handle(Camera& camera, std::span<const InputEvent> input, Rect rect, bool focused,
                                             bool blocked) {
    GIMBAL_ON(ui);
    Asked asked;
    for (const InputEvent& event : input) {
        const bool inside = rect.contains(event.x, event.y) && !blocked;
        switch (event.kind) {
            case InputEvent::Kind::mouse_button:
                if (event.action == InputEvent::Action::press && inside && !dragging()) press(event);
                if (event.action == InputEvent::Action::release && event.code == button_) {
                    move(camera, event, rect);
                    if (button_ == left_button && !moved_ && !(mods_ & (key::control | key::alt)))
                        asked.clicks.push_back({pressed_at_, (mods_ & key::shift) != 0});
                    button_ = -1;
                }
                break;
            case InputEvent::Kind::mouse_move:
                if (dragging()) move(camera, event, rect);
                break;
            case InputEvent::Kind::wheel:
                if (inside) camera.zoom(event.wheel_y);
                break;
            case InputEvent::Kind::key:
                if (focused && !blocked && event.action == InputEvent::Action::press) key(camera, event, asked);
                break;
            case InputEvent::Kind::text: break;
        }
    }
    asked.gesture_goes_on = dragging();
    return asked;
}

void CameraControls::press(const InputEvent& event) {
    if (event.code != left_button && event.code != middle_button) return;
    button_ = event.code;
    mods_ = event.mods;
    pressed_at_ = last_ = {event.x, event.y};
    moved_ = event.code == middle_button;  // only a left press may become a click
}

void CameraControls::move(Camera& camera, const InputEvent& event, Rect rect) {
    const glm::vec2 position(event.x, event.y);
    if (!moved_ && glm::length(position - pressed_at_) <= click_reach) return;
    moved_ = true;
    const glm::vec2 way = position - last_;
    last_ = position;
    if (way == glm::vec2(0)) return;
    if (mods_ & key::shift) camera.pan(way, rect.height);
    else if (mods_ & key::control) camera.zoom(-way.y * zoom_steps_per_pixel);
    else camera.orbit(-way.x * radians_per_pixel, way.y * radians_per_pixel);
}

void CameraControls::key(Camera& camera, const InputEvent& event, Asked& asked) const {
    const bool opposite = (event.mods & key::control) != 0;
    if (event.mods & (key::alt | key::super)) return;
    switch (digit_of(event.code)) {
        case 1: look_along(camera, opposite ? AxisView::back : AxisView::front); return;
        case 3: look_along(camera, opposite ? AxisView::left : AxisView::right); return;
        case 7: look_along(camera, opposite ? AxisView::bottom : AxisView::top); return;
        case 5: camera.orthographic = !camera.orthographic; return;
        default: break;
    }
    if (opposite) return;  // the window handles Ctrl-Z and similar keys
    const bool frames = event.code == key::letter('F') || event.code == '.' || event.code == keypad_decimal;
    if (frames) asked.commands.push_back(ViewCommand::frame_selected);
    if (event.code == key::home) asked.commands.push_back(ViewCommand::frame_all);
    if (event.code == key::letter('Z')) camera.wireframe = !camera.wireframe;
}

void look_along(Camera& camera, AxisView view) {
    for (const AxisAngles& angles : axis_angles)
        if (angles.view == view) {
            camera.yaw = angles.yaw;
            camera.pitch = angles.pitch;
        }
}

std::optional<const char*> axis_view_name(const Camera& camera) {
    for (const AxisAngles& angles : axis_angles) {
        const bool turned = std::abs(std::remainder(camera.yaw - angles.yaw, glm::radians(360.0f))) > 1e-4f;
        if (!turned && std::abs(camera.pitch - angles.pitch) < 1e-4f) return angles.name;
    }
    return std::nullopt;
}

}  // namespace gimbal::app
