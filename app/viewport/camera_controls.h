// Moves the camera by mouse and keys, as in Blender: a middle or left drag orbits, with Shift it pans, with Ctrl it
// zooms.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "app/names.h"

namespace gimbal::app {

enum class ViewCommand { frame_selected, frame_all };

// A press and release at the same place.
struct ViewClick {
    glm::vec2 position;  // in pixels of the window
    bool extend = false;
};

// Thread: UI.   GIL: never.
class CameraControls {
public:
    struct Asked {
        std::vector<ViewClick> clicks;
        std::vector<ViewCommand> commands;
        bool gesture_goes_on = false;  // a button is still down
    };
    // Moves `camera`. Keys count only if `focused`, presses and the wheel only inside `rect`; a drag may leave it.
    Asked handle(Camera& camera, std::span<const InputEvent> input, Rect rect, bool focused, bool blocked);

private:
    bool dragging() const { return button_ >= 0; }
    void press(const InputEvent& event);
    void move(Camera& camera, const InputEvent& event, Rect rect);
    void key(Camera& camera, const InputEvent& event, Asked& asked) const;

    int button_ = -1;  // the button of the current drag; -1: none
    int mods_ = 0;     // at the press
    glm::vec2 pressed_at_{0}, last_{0};
    bool moved_ = false;  // moved far enough to be a drag
};

// Looks along an axis at the target.
enum class AxisView { front, back, right, left, top, bottom };
void look_along(Camera& camera, AxisView view);
// Returns "Front", "Top" and so on if the camera looks along an axis.
std::optional<const char*> axis_view_name(const Camera& camera);

}  // namespace gimbal::app
