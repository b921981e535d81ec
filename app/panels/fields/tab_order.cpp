#include "app/panels/fields/tab_order.h"

#include <imgui.h>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void TabOrder::begin() {
    GIMBAL_ON(ui);
    count_ = 0;
    active_before_ = active_;
    active_.reset();
}

bool TabOrder::is_next() {
    GIMBAL_ON(ui);
    if (wanted_ != count_) return false;
    wanted_.reset();
    return true;
}

void TabOrder::drawn(bool active) {
    GIMBAL_ON(ui);
    if (active) active_ = count_;
    ++count_;
}

void TabOrder::end() {
    GIMBAL_ON(ui);
    if (count_ == 0 || !compat::key_pressed(ImGuiKey_Tab)) return;
    const bool back = ImGui::GetIO().KeyShift;
    const std::optional<std::size_t> from = active_ ? active_ : active_before_;  // a field may end at Tab
    if (!from) wanted_ = back ? count_ - 1 : 0;
    else wanted_ = (*from + (back ? count_ - 1 : 1)) % count_;
}

}  // namespace gimbal::app
