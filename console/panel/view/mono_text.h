// Draws text in the mono face, each character on its cells. A character that the face lacks comes from the host's other
// faces, or is drawn as a box with its number.
#pragma once
#include <cstdint>
#include <string_view>

#include "gimbal/console/panel_style.h"

namespace gimbal::console {

// One cluster, `cells` wide. `y` is the top of the text, not of its row. Draws the first character and its combining
// marks, but no further joined characters.
void draw_cluster(ImDrawList* list, const PanelStyle& style, float x, float y, ImU32 colour, std::string_view cluster,
                  std::uint32_t cells);

// Every letter of the font is as wide as a cell. Otherwise each is drawn at its own cell.
bool has_even_advance(const PanelStyle& style);

// One line without control characters.
void draw_mono(ImDrawList* list, const PanelStyle& style, float x, float y, ImU32 colour, std::string_view text);

}  // namespace gimbal::console
