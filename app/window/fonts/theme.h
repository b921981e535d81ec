// The theme: colours and spacing of ImGui widgets, and the style with which panels draw.
#pragma once
#include "app/names.h"
#include "app/window/fonts/fonts.h"

namespace gimbal::app {

// Starts from ImGui's default style, never from a scaled one, so that returning to scale 1 gives the same pixels.
// Thread: UI.   GIL: never.
void apply_theme(const console::Palette& palette, float scale);

// Returns the fonts, sizes and cell for the panels. The caller sets `fill` and `other_face`.
PanelStyle make_panel_style(const Faces& faces, float scale, float mono = mono_size);

}  // namespace gimbal::app
