// Text, buttons, labels and tooltips as panels draw them.
#include "app/panels/widgets.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/utf8.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr float label_column = 112;
constexpr double tooltip_delay = 0.6;

// The item on which the pointer rests. UI thread only: there is one pointer and one tooltip.
struct Rest {
    ImVec2 corner{-1, -1};
    double since = 0;
    int frame = -10;
};
Rest the_rest;

}  // namespace

float text_width(ImFont* font, float size, std::string_view text) {
    GIMBAL_ON(ui);
    if (!font) { font = ImGui::GetFont(); }
    return compat::text_width(font, size, text.data(), text.data() + text.size());
}

std::string elided(ImFont* font, float size, std::string_view text, float width) {
    GIMBAL_ON(ui);
    if (text_width(font, size, text) <= width) return std::string(text);
    constexpr std::string_view dots = "\xE2\x80\xA6";
    const float room = width - text_width(font, size, dots);
    std::size_t low = 0, high = text.size();  // bytes that fit, bytes that do not
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (text_width(font, size, text.substr(0, middle)) <= room ? low : high) = middle;
    }
    return std::string(text.substr(0, console::utf8_boundary(text, low))).append(dots);
}

void draw_text(ImFont* font, float size, float x, float y, ImU32 colour, std::string_view text) {
    GIMBAL_ON(ui);
    if (text.empty()) return;
    ImGui::GetWindowDrawList()->AddText(font, size, {std::floor(x), std::floor(y)}, colour, text.data(),
                                        text.data() + text.size());
}

bool word_button(const char* id, const PanelStyle& style, float x, float y, ImU32 colour, std::string_view text) {
    GIMBAL_ON(ui);
    const float margin = 4 * style.scale;
    const float width = text_width(style, text), height = style.ui_size;
    ImGui::SetCursorScreenPos({x - margin, y - margin / 2});
    const bool clicked = ImGui::InvisibleButton(id, {width + 2 * margin, height + margin});
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    draw_text(style, x, y, hovered ? style.palette.text : colour, text);
    return clicked;
}

void draw_hint(const char* id, const PanelStyle& style, Rect place, std::string_view text) {
    GIMBAL_ON(ui);
    ImGui::SetNextWindowPos({place.x, place.y});
    ImGui::SetNextWindowSize({std::max(1.0f, place.width), std::max(1.0f, place.height)});
    ImGui::Begin(id, nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoInputs |
                     ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                     ImGuiWindowFlags_NoBringToFrontOnFocus);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->PushClipRect({place.x, place.y}, {place.x + place.width, place.y + place.height}, false);
    if (!text.empty() && place.width > style.ui_size)
        list->AddText(style.ui, style.ui_size, {std::floor(place.x), std::floor(place.y)}, style.palette.dim,
                      text.data(), text.data() + text.size(), place.width);
    list->PopClipRect();
    ImGui::End();
}

float field_start(const PanelStyle& style) {
    GIMBAL_ON(ui);
    return (8 + label_column) * style.scale;
}

void label(const PanelStyle& style, std::string_view text) {
    GIMBAL_ON(ui);
    ImGui::AlignTextToFramePadding();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string shown = elided(style, text, (label_column - 8) * style.scale);
    draw_text(style, at.x, at.y + ImGui::GetStyle().FramePadding.y, style.palette.dim, shown);
    ImGui::SetCursorPosX(field_start(style));
    ImGui::SetNextItemWidth(-1);
}

bool heading(const PanelStyle& style, const char* text) {
    GIMBAL_ON(ui);
    const float scale = style.scale, size = style.ui_size, height = ImGui::GetFrameHeight();
    ImGuiStorage* storage = ImGui::GetStateStorage();
    const ImGuiID id = ImGui::GetID(text);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton(text, {std::max(1.0f, ImGui::GetContentRegionAvail().x), height}))
        storage->SetBool(id, !storage->GetBool(id, true));
    const bool open = storage->GetBool(id, true);
    const ImU32 colour = ImGui::IsItemHovered() ? IM_COL32_WHITE : style.palette.title;
    const ImVec2 middle{at.x + 4 * scale, at.y + height / 2};
    const float r = 3.5f * scale;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float x = middle.x, y = middle.y;
    if (open) list->AddTriangleFilled({x - r, y - r / 2}, {x + r, y - r / 2}, {x, y + r}, colour);
    else list->AddTriangleFilled({x - r / 2, y - r}, {x + r, y}, {x - r / 2, y + r}, colour);
    draw_text(style.semibold, size, at.x + 16 * scale, at.y + (height - size) / 2, colour, text);
    return open;
}

void dim_text(const PanelStyle& style, std::string_view text) {
    GIMBAL_ON(ui);
    ImGui::PushStyleColor(ImGuiCol_Text, style.palette.dim);
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

void focus_ring(const console::Palette& palette) {
    GIMBAL_ON(ui);
    ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), palette.accent,
                                        ImGui::GetStyle().FrameRounding);
}

// True once the pointer has rested on the item with this top left corner.
static bool has_rested(ImVec2 corner) {
    Rest& rest = the_rest;
    const bool same = corner.x == rest.corner.x && corner.y == rest.corner.y &&
                      ImGui::GetFrameCount() - rest.frame <= 1;
    if (!same) {
        rest.corner = corner;
        rest.since = console::steady_seconds();
    }
    rest.frame = ImGui::GetFrameCount();
    return console::steady_seconds() - rest.since >= tooltip_delay;
}

static float tooltip_width() { return ImGui::GetFontSize() * 28; }  // where its words are broken

static void show_tooltip(std::string_view text) {
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0.0f);
    ImGui::PushStyleColor(ImGuiCol_PopupBg,
                          ImGui::GetStyleColorVec4(ImGuiCol_ButtonHovered));  // stands out from panel and menu
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(tooltip_width());
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

void late_tooltip(std::string_view text) {
    GIMBAL_ON(ui);
    if (text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
    if (has_rested(ImGui::GetItemRectMin())) show_tooltip(text);
}

static bool has_rested_over(Rect place) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool over = place.contains(mouse.x, mouse.y) && !ImGui::IsMouseDown(0) &&
                      !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
    return over && has_rested({place.x, place.y});
}

bool late_tooltip_over(Rect place, std::string_view text, bool held) {
    GIMBAL_ON(ui);
    if (text.empty()) return false;
    if (!held && !has_rested_over(place)) return false;
    if (held) ImGui::SetNextWindowPos({place.x, place.y + place.height + 2});
    show_tooltip(text);
    return true;
}

void late_tooltip_beside(Rect place, std::string_view text) {
    GIMBAL_ON(ui);
    if (text.empty() || !has_rested_over(place)) return;
    const ImVec2 padding = ImGui::GetStyle().WindowPadding, window = ImGui::GetIO().DisplaySize;
    const float gap = std::ceil(ImGui::GetFontSize() / 4);
    const ImVec2 words = ImGui::CalcTextSize(text.data(), text.data() + text.size(), false,
                                             tooltip_width() - padding.x);
    const ImVec2 size{words.x + 2 * padding.x, words.y + 2 * padding.y};
    const float above = place.y - gap - size.y;
    ImGui::SetNextWindowPos({std::max(gap, std::min(place.x, window.x - gap - size.x)),
                             above >= gap ? above : place.y + place.height + gap});
    show_tooltip(text);
}

double tooltip_due() {
    GIMBAL_ON(ui);
    const double due = the_rest.since + tooltip_delay;
    const int frames_ago = ImGui::GetFrameCount() - the_rest.frame;
    const bool waits = frames_ago >= 0 && frames_ago <= 1 && due > console::steady_seconds() - 0.1;
    return waits ? due : console::never;
}

PopupLook::PopupLook(const PanelStyle& style) {
    const float scale = style.scale;
    // The ground and the edge of menus, which no panel below has.
    ImGui::PushStyleColor(ImGuiCol_PopupBg, style.palette.header);
    ImGui::PushStyleColor(ImGuiCol_ModalWindowDimBg, IM_COL32_BLACK_TRANS);
    ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, 5 * scale);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 5 * scale);
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1.0f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(16 * scale, 14 * scale));
    compat::push_font(style.ui, style.ui_size);
}

PopupLook::~PopupLook() {
    ImGui::PopFont();
    ImGui::PopStyleVar(5);
    ImGui::PopStyleColor(2);
}

std::string capitalised(std::string word) {
    if (!word.empty()) word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    return word;
}

std::string sensible(double number) {
    char text[40];
    const double size = std::fabs(number);
    if (size >= 1e7 || (size > 0 && size < 1e-4)) std::snprintf(text, sizeof text, "%.3g", number);
    else if (size >= 1000)
        return (number < 0 ? "-" : "") + with_thousands(static_cast<std::uint64_t>(std::llround(size)));
    else
        std::snprintf(text, sizeof text,
                      size >= 100  ? "%.1f"
                      : size >= 10 ? "%.2f"
                      : size >= 1  ? "%.3f"
                                   : "%.4f",
                      number);
    return text;
}

bool contains_word(std::string_view text, std::string_view typed) {
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    return std::search(text.begin(), text.end(), typed.begin(), typed.end(), same) != text.end();
}

}  // namespace gimbal::app
