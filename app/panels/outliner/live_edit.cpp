// Follows the gesture and holds its undo step open.
#include "app/panels/outliner/live_edit.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void LiveEdit::after_field(const std::string& field, ObjectId id, bool changed, bool active, const std::string& label,
                           const std::function<void(Object&)>& apply, const std::string& command,
                           const std::function<document::Arguments()>& arguments) {
    GIMBAL_ON(ui);
    const bool ours = step_ && field_ == field;
    if (ours) seen_ = true;
    if (!changed && !ours) return;
    if (!ours) {
        step_.reset();
        step_.emplace(context_.document, label);
        field_ = field;
        seen_ = true;
    }
    try {
        if (changed) context_.document.modify(id, apply);
        if (active) return;
        context_.window.run_command(command, arguments());
    } catch (const document::StaleObject&) {}  // a script removed the object during the drag
    step_.reset();
}

void LiveEdit::end_of_frame() {
    GIMBAL_ON(ui);
    if (step_ && !seen_) step_.reset();
    seen_ = false;
}

}  // namespace gimbal::app
