// The few drawing helpers every panel shares: measured text, words that are buttons, the label column.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "gimbal/console/number_words.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.

float text_width(ImFont* font, float size, std::string_view text);  // a null font is the current one
// `text`, cut with "…" where it is wider than `width`.
std::string elided(ImFont* font, float size, std::string_view text, float width);
void draw_text(ImFont* font, float size, float x, float y, ImU32 colour, std::string_view text);

// A word that is a button, with its top left at x, y in the current window; true: clicked. The hand shows over it.
bool word_button(const char* id, const console::PanelStyle& style, float x, float y, ImU32 colour,
                 std::string_view text);

// Dim words over a text pane that is empty. Call it before the pane's first draw, and each frame: windows made earlier
// lie above.
void draw_hint(const char* id, const console::PanelStyle& style, console::Rect place, std::string_view text);

// A label in the column at the left, then the cursor at the field, which is as wide as what remains.
void label(const console::PanelStyle& style, std::string_view text);
float field_start(const console::PanelStyle& style);  // from the window's left edge
// A collapsible heading in SemiBold. Its contents follow when it returns true.
bool heading(const console::PanelStyle& style, const char* text);
void dim_text(const console::PanelStyle& style, std::string_view text);  // wrapped

// Shows `text` over the last item once the pointer has rested on it.
void late_tooltip(std::string_view text);
// The same over a place of the window that is no item; `held`: at once, under it.
bool late_tooltip_over(console::Rect place, std::string_view text, bool held);  // true: it is shown
double tooltip_due();  // steady seconds at which one wants a frame to appear in; infinity: none

// Colours and spacing of popups and dialogs, while it lives.
class PopupLook {
public:
    explicit PopupLook(const console::PanelStyle& style);
    ~PopupLook();
    PopupLook(const PopupLook&) = delete;
};

using console::with_thousands;
std::string sensible(double number);                                // about four digits that mean something
bool contains_word(std::string_view text, std::string_view typed);  // typed letters occur in text, any case

}  // namespace gimbal::app
