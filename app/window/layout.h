// The rectangles of the panels: three columns of two, with splitters whose positions are kept as fractions.
#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "app/names.h"
#include "app/settings.h"

namespace gimbal::app {

enum class PanelId { view, console, editor, info, outliner, properties };
inline constexpr std::array<const char*, 6> panel_names{"view", "console", "editor", "info", "outliner", "properties"};
inline constexpr std::size_t panel_count = panel_names.size();
inline const char* name_of(PanelId panel) { return panel_names[static_cast<std::size_t>(panel)]; }
std::optional<PanelId> panel_named(std::string_view name);

// A rectangle of zero width means that the panel is not shown, because the window is narrow or another panel is
// maximised.
// Thread: UI.   GIL: never.
class Layout {
public:
    enum class Splitter { left, right, view, editor, outliner };  // two vertical ones, then one in each column
    static constexpr std::size_t splitter_count = 5;

    explicit Layout(Settings& settings);
    void arrange(float width, float height, float scale);  // call it before each frame; cheap

    Rect menu_bar() const { return menu_bar_; }
    Rect status_bar() const { return status_bar_; }
    Rect rect(PanelId panel) const { return panels_[static_cast<std::size_t>(panel)]; }
    bool shown(PanelId panel) const { return rect(panel).width > 0; }
    std::optional<PanelId> panel_at(float x, float y) const;

    std::optional<Splitter> splitter_at(float x, float y) const;  // 2 px wide on the screen, 6 px for the mouse
    static bool upright(Splitter splitter) { return splitter == Splitter::left || splitter == Splitter::right; }
    void drag(Splitter splitter, float x, float y);  // moves its middle there, within the minimum sizes of the panels
    void remember();                                 // stores the positions in the settings, at the end of a drag
    void reset();

    // Gives the panel the whole space; the second call restores the layout. A folded panel can be shown in this way.
    void toggle_maximised(PanelId panel);
    void show(PanelId panel);  // maximises the panel if it is folded
    std::optional<PanelId> maximised() const { return maximised_; }

private:
    struct Gap {
        Rect rect;
        bool shown = false;
    };
    void split_column(float x, float width, Splitter splitter, PanelId top, PanelId bottom);
    float least(float before_scale, float available) const;

    Settings& settings_;
    std::array<double, splitter_count> fractions_{};
    std::array<Gap, splitter_count> gaps_{};
    std::array<Rect, panel_count> panels_{};
    Rect menu_bar_, status_bar_, space_;
    float width_ = 0, height_ = 0, scale_ = 1;
    std::optional<PanelId> maximised_;
};

}  // namespace gimbal::app
