#include "app/viewport/camera_log.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "app/viewport/camera_controls.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

using document::Arguments;
using document::Camera;

constexpr double pause = 0.4;  // seconds without a turn of the wheel, after which the line is written

// The number in six digits: a person reads the line, and a camera needs no more.
double short_number(float number) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", static_cast<double>(number));
    return std::strtod(digits, nullptr);
}

std::string line(const document::CommandRegistry& commands, const char* name, Arguments arguments) {
    document::CommandPtr command = commands.find(name);
    Arguments complete = document::CommandRegistry::checked(*command, std::move(arguments));
    return document::CommandCall{std::move(command), std::move(complete)}.python_line();
}

const char* axis_command_name(const Camera& camera) {
    const std::optional<const char*> name = axis_view_name(camera);
    return name ? *name : nullptr;
}

}  // namespace

std::vector<std::string> camera_lines(const document::CommandRegistry& commands, const Camera& before,
                                      const Camera& after) {
    std::vector<std::string> lines;
    const bool turned = before.yaw != after.yaw || before.pitch != after.pitch;
    const bool moved = before.target != after.target || before.distance != after.distance;
    const char* axis = turned && !moved ? axis_command_name(after) : nullptr;
    if (axis) {
        std::string name = axis;  // "Front"
        name[0] = static_cast<char>(name[0] - 'A' + 'a');
        lines.push_back(line(commands, "view.axis", {{"name", name}}));
    } else if (turned || moved) {
        lines.push_back(line(commands, "view.set_camera",
                             {{"target", after.target},
                              {"yaw", short_number(glm::degrees(after.yaw))},
                              {"pitch", short_number(glm::degrees(after.pitch))},
                              {"distance", short_number(after.distance)}}));
    }
    if (before.orthographic != after.orthographic)
        lines.push_back(line(commands, "view.set_orthographic", {{"on", after.orthographic}}));
    if (before.wireframe != after.wireframe)
        lines.push_back(line(commands, "view.set_wireframe", {{"on", after.wireframe}}));
    return lines;
}

void CameraLog::moved(const Camera& before, const Camera& after, bool gesture_goes_on, double now) {
    GIMBAL_ON(ui);
    if (!std::exchange(pending_, true)) before_ = before;
    after_ = after;
    due_ = gesture_goes_on ? console::never : now + pause;
}

void CameraLog::gesture_ended(double now) {
    GIMBAL_ON(ui);
    if (pending_ && due_ == console::never) due_ = now;
}

void CameraLog::write(AppContext& context, double now) {
    GIMBAL_ON(ui);
    if (!pending_ || now < due_) return;
    pending_ = false;
    due_ = console::never;
    for (const std::string& line : camera_lines(context.commands.document(), before_, after_))
        context.window.log_action(line);
}

}  // namespace gimbal::app
