// The command palette: a field and the list of what fits it. Enter chooses, Escape closes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/palette/palette_entries.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class Palette {
public:
    Palette(AppContext& context, const MenuPanels& panels) : context_(context), panels_(panels) {}
    void show();
    bool is_open() const { return open_; }
    void draw(const PanelStyle& style);  // outside any ImGui window
    std::vector<std::string> rows() const;

private:
    void filter();
    bool draw_row(const PaletteEntry& entry, bool marked, const PanelStyle& style);  // true: it was clicked
    void draw_list(const PanelStyle& style);
    void move_mark(int steps);

    AppContext& context_;
    MenuPanels panels_;
    bool open_ = false, moved_ = false;
    std::string typed_, filtered_for_;
    std::vector<PaletteEntry> entries_;  // made when it opens
    std::vector<std::size_t> found_;     // of entries_, best first
    std::size_t marked_ = 0;             // of found_
    std::optional<std::size_t> clicked_;
};

}  // namespace gimbal::app
