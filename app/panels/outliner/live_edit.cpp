// One gesture on a field, such as a drag: the scene follows at once, and at its end there is one undo step and one
// echoed command.
#include "app/panels/outliner/live_edit.h"

namespace gimbal::app {

void LiveEdit::after_field(const std::string& field, document::ObjectId id, bool changed, bool active,
                           const std::string& label, const std::function<void(document::Object&)>& apply,
                           const std::string& command, const std::function<document::Arguments()>& arguments) {
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
    } catch (const document::StaleObject&) {  // a script removed it under the hand
        step_.reset();
        return;
    }
    if (active) return;
    context_.window.run_command(command, arguments());
    step_.reset();
}

void LiveEdit::end_of_frame() {
    if (step_ && !seen_) step_.reset();
    seen_ = false;
}

}  // namespace gimbal::app
