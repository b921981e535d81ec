// Drawing functions that panels share: measured text, text buttons, labels, tooltips.
#pragma once
#include <imgui.h>

#include <string>
#include <string_view>

#include "app/names.h"
#include "gimbal/console/number_words.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.

float text_width(ImFont* font, float size, std::string_view text);  // a null font is the current one
// Cuts `text` with "…" if it is wider than `width`.
std::string elided(ImFont* font, float size, std::string_view text, float width);
void draw_text(ImFont* font, float size, float x, float y, ImU32 colour, std::string_view text);
// The same in the font of the interface.
inline float text_width(const PanelStyle& style, std::string_view text) {
    return text_width(style.ui, style.ui_size, text);
}
inline std::string elided(const PanelStyle& style, std::string_view text, float width) {
    return elided(style.ui, style.ui_size, text, width);
}
inline void draw_text(const PanelStyle& style, float x, float y, ImU32 colour, std::string_view text) {
    draw_text(style.ui, style.ui_size, x, y, colour, text);
}

// A word that can be clicked, with its top left corner at x, y in the current window. Returns true if it was clicked.
bool word_button(const char* id, const PanelStyle& style, float x, float y, ImU32 colour, std::string_view text);

// Dim text over an empty text pane. Call it in every frame before the pane is drawn: ImGui keeps the window on top
// that was created first.
void draw_hint(const char* id, const PanelStyle& style, Rect place, std::string_view text);

// Draws a label in the left column and moves the cursor to the field, which gets the remaining width.
void label(const PanelStyle& style, std::string_view text);
float field_start(const PanelStyle& style);  // from the window's left edge
// A collapsible heading. If it returns true, the caller draws the contents.
bool heading(const PanelStyle& style, const char* text);
void dim_text(const PanelStyle& style, std::string_view text);  // wrapped

// The outline of the field or button that has the keyboard, around the last item. Panels mark it by the same colour.
void focus_ring(const console::Palette& palette);
inline void focus_ring_if_active(const console::Palette& palette) {
    if (ImGui::IsItemActive()) focus_ring(palette);
}

// Shows `text` once the pointer has rested on the last item.
void late_tooltip(std::string_view text);
// The same for a rectangle of the window. With `held` it shows at once, below the rectangle. Returns true if it is
// shown.
bool late_tooltip_over(Rect place, std::string_view text, bool held);
// The same above the rectangle, or below it if there is no room, inside the window: it hides nothing of a narrow bar.
void late_tooltip_beside(Rect place, std::string_view text);
double tooltip_due();  // when a waiting tooltip needs a frame, in steady seconds; infinity: none waits

// Sets the colours and spacing of popups and dialogs as long as it exists.
class PopupLook {
public:
    explicit PopupLook(const PanelStyle& style);
    ~PopupLook();
    PopupLook(const PopupLook&) = delete;
};

using console::with_thousands;
std::string capitalised(std::string word);                          // "cube" -> "Cube"; ASCII only
std::string sensible(double number);                                // about four significant digits
bool contains_word(std::string_view text, std::string_view typed);  // `text` contains `typed`, in any case

}  // namespace gimbal::app
