// One gesture on a field, such as a drag: the scene follows at once, and at its end there is one undo step and one
// echoed command.
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
    // Call after each field's widget. `changed`: it has a new value, which `apply` writes. Once the widget is let go,
    // `command` is run with `arguments` inside the same undo step, so that the Info log shows one line however long the
    // drag was.
    void after_field(const std::string& field, document::ObjectId id, bool changed, bool active,
                     const std::string& label, const std::function<void(document::Object&)>& apply,
                     const std::string& command, const std::function<document::Arguments()>& arguments);
    void end_of_frame();  // ends the step of a field that is gone, such as of a deleted object
    bool is_open() const { return step_.has_value(); }

private:
    AppContext& context_;
    std::optional<document::UndoStep> step_;
    std::string field_;
    bool seen_ = false;
};

}  // namespace gimbal::app
