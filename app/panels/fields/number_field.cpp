// ImGui's drag, and a text field in its place while a number is typed.
#include "app/panels/fields/number_field.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr double drag_limit = 1e9;
constexpr int most_frames_to_focus = 5;
const console::Palette palette;  // the palette of the whole program

// The field that is being typed into. UI thread only: there is one keyboard.
struct Typing {
    ImGuiID field = 0;  // 0: none
    std::string text, before;
    int frames = 0, drawn_at = 0, begun_at = 0;  // the last two are numbers of frames
    bool had_keyboard = false;
};
Typing typing;
ImGuiID last_drawn = 0, wanted = 0;  // wanted: takes the keyboard when it is drawn next
bool next_one_begins = false;

double clamped(double value, const NumberLook& look) {
    if (look.low) value = std::max(value, *look.low);
    if (look.high) value = std::min(value, *look.high);
    return value;
}

bool set(double& value, double other) {  // true: it differs
    const bool differs = value != other;
    value = other;
    return differs;
}

void begin(ImGuiID field, double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.7g", value);
    typing = {field, text, text, 0, ImGui::GetFrameCount(), ImGui::GetFrameCount(), false};
}

NumberEdit take(double& value, const NumberLook& look) {
    NumberEdit edit;
    if (typing.text == typing.before) return edit;  // its digits may be fewer than those of the value
    TypedNumber typed = read_number(typing.text, look.quantity, locale_decimal_point());
    if (typed.value && look.whole && *typed.value != std::round(*typed.value)) {
        char text[96];
        std::snprintf(text, sizeof text, "Cannot take %.7g: type a whole number.", *typed.value);
        typed = {std::nullopt, text};
    }
    if (!typed.value) {
        edit.problem = std::move(typed.problem);
        return edit;
    }
    edit.changed = set(value, clamped(*typed.value, look));
    return edit;
}

// Returns true while the field has the keyboard. Text that is not a number is red.
bool draw_text_field(bool readable) {
    if (!typing.had_keyboard) ImGui::SetKeyboardFocusHere();
    ImGui::PushStyleColor(ImGuiCol_Text, readable ? palette.text : palette.error);
    ImGui::InputText("##typed", &typing.text, ImGuiInputTextFlags_AutoSelectAll);
    ImGui::PopStyleColor();
    if (typing.frames == 0 && !ImGui::IsItemVisible()) ImGui::SetScrollHereY();
    focus_ring_if_active(palette);
    return ImGui::IsItemActive();
}

NumberEdit type_number(double& value, const NumberLook& look) {
    const bool readable = typing.text == typing.before ||
                          read_number(typing.text, look.quantity, locale_decimal_point()).value;
    const bool has_keyboard = draw_text_field(readable);
    const bool left = typing.had_keyboard ? !has_keyboard : typing.frames++ > most_frames_to_focus;
    typing.had_keyboard |= has_keyboard;
    typing.drawn_at = ImGui::GetFrameCount();
    if (typing.drawn_at == typing.begun_at) return {false, true, {}};  // the key that led here is still pressed
    if (compat::key_pressed(ImGuiKey_Escape, false)) {
        typing = {};
        return {};
    }
    const bool tab = compat::key_pressed(ImGuiKey_Tab);
    const bool enter = compat::key_pressed(ImGuiKey_Enter, false) || compat::key_pressed(compat::keypad_enter, false);
    if (!tab && !enter && !left) return {false, true, {}};
    NumberEdit edit = take(value, look);
    typing = {};
    if (tab && ImGui::GetIO().KeyShift) wanted = last_drawn;
    else next_one_begins = tab;
    return edit;
}

NumberEdit drag_number(ImGuiID field, double& value, const NumberLook& look) {
    const double low = look.low.value_or(-drag_limit), high = look.high.value_or(drag_limit);
    double dragged = value;
    const bool moved = ImGui::DragScalar("##number", ImGuiDataType_Double, &dragged, look.speed, &low, &high,
                                         look.format.c_str(), ImGuiSliderFlags_NoInput);
    const bool hovered = ImGui::IsItemHovered();
    if (hovered || ImGui::IsItemActive()) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    const bool control = ImGui::GetIO().KeyCtrl;
    if (hovered && (ImGui::IsMouseDoubleClicked(0) || (control && ImGui::IsMouseClicked(0)))) begin(field, value);
    NumberEdit edit{false, ImGui::IsItemActive(), {}};
    if (look.whole) dragged = std::round(dragged);
    if (moved && std::isfinite(dragged)) edit.changed = set(value, clamped(dragged, look));
    return edit;
}

}  // namespace

NumberEdit number_field(const char* id, double& value, const NumberLook& look) {
    GIMBAL_ON(ui);
    ImGui::PushID(id);
    const ImGuiID field = ImGui::GetID("##number");
    // A field that was not drawn in the meantime may show another value by now.
    if (typing.field != 0 && ImGui::GetFrameCount() - typing.drawn_at > 1) typing = {};
    if (next_one_begins || wanted == field) {
        begin(field, value);
        next_one_begins = false;
        wanted = 0;
    }
    const NumberEdit edit = typing.field == field ? type_number(value, look) : drag_number(field, value, look);
    last_drawn = field;
    ImGui::PopID();
    return edit;
}

void type_into_first_number() {
    GIMBAL_ON(ui);
    next_one_begins = true;
}

void tab_ends_here() {
    GIMBAL_ON(ui);
    next_one_begins = false;
    wanted = 0;
}

std::string number_words(double value, const NumberLook& look) {
    char text[64];
    std::snprintf(text, sizeof text, look.format.c_str(), value);
    return text;
}

}  // namespace gimbal::app
