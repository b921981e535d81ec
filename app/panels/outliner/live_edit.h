// One gesture on a field, such as a drag: the scene follows at once, and the gesture ends as one undo step and one
// command in the Info log.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "app/app_context.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class LiveEdit {
public:
    explicit LiveEdit(AppContext& context) : context_(context) {}
    // Called after each field's widget. If `changed`, `apply` writes the new value. When the widget is released,
    // `command` runs with `arguments` inside the same undo step, so that the Info log shows one line for the drag.
    void after_field(const std::string& field, ObjectId id, bool changed, bool active, const std::string& label,
                     const std::function<void(Object&)>& apply, const std::string& command,
                     const std::function<document::Arguments()>& arguments);
    void end_of_frame();  // ends the step of a field that was not drawn, for example because its object was deleted
    bool is_open() const { return step_.has_value(); }

private:
    AppContext& context_;
    std::optional<document::UndoStep> step_;
    std::string field_;
    bool seen_ = false;
};

}  // namespace gimbal::app
