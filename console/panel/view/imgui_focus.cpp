#include "panel/view/imgui_focus.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace gimbal::console {
namespace {

bool contains(const ImGuiWindow* outer, const ImGuiWindow* inner) {
    for (; inner != nullptr; inner = inner->ParentWindow) {
        if (inner == outer) return true;
        if (inner == inner->RootWindow) return false;
    }
    return false;
}

}  // namespace

FocusPlace focus_place() {
    const ImGuiContext& imgui = *ImGui::GetCurrentContext();
    const ImGuiWindow *const focused = imgui.NavWindow, *const current = imgui.CurrentWindow;
    if (focused == nullptr || focused->RootWindow != current->RootWindow) return FocusPlace::elsewhere;
    if (focused == current) return FocusPlace::here;
    if (!contains(focused, current)) return FocusPlace::beside;
    return imgui.NavLayer == ImGuiNavLayer_Main ? FocusPlace::around : FocusPlace::elsewhere;
}

std::uint32_t active_item_around() {
    const ImGuiContext& imgui = *ImGui::GetCurrentContext();
    if (imgui.ActiveId == 0 || imgui.ActiveId != imgui.NavId || imgui.ActiveIdWindow == imgui.CurrentWindow) return 0;
    return contains(imgui.ActiveIdWindow, imgui.CurrentWindow) ? imgui.ActiveId : 0;
}

bool window_fits_content() {
    const ImGuiWindow& window = *ImGui::GetCurrentContext()->CurrentWindow;
    return window.AutoFitFramesX > 0 || window.AutoFitFramesY > 0 ||
           (window.Flags & ImGuiWindowFlags_AlwaysAutoResize) != 0;
}

void want_text_input() {
    ImGuiContext& imgui = *ImGui::GetCurrentContext();
    imgui.WantTextInputNextFrame = 1;
#if IMGUI_VERSION_NUM >= 19200
    imgui.PlatformImeData.WantTextInput = true;
    imgui.PlatformImeData.ViewportId = imgui.CurrentWindow->Viewport->ID;  // EndFrame() asserts it
#endif
}

void keep_wheel_from_host() {
#if IMGUI_VERSION_NUM >= 18900
    ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
#else
    ImGui::SetItemUsingMouseWheel();
#endif
}

}  // namespace gimbal::console
