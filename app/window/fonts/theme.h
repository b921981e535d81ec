// How the window looks: the palette and spacing of every ImGui widget, and the style the panels draw themselves with.
#pragma once
#include "app/window/fonts/fonts.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// Sets ImGui's style from its base each time, never from a scaled one, so that going back to scale 1 gives the same
// pixels. Thread: UI.   GIL: never.
void apply_theme(const console::Palette& palette, float scale);

// Fonts, sizes and cell for the panels; `fill` is left to the frame renderer.
console::PanelStyle make_panel_style(const Faces& faces, float scale, float mono = mono_size);

}  // namespace gimbal::app
