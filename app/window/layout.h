// The rectangles of the panels: three columns of two, with splitters whose positions are kept as fractions.
// In a narrow window the right column folds to a handle at the edge of the window.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "app/names.h"
#include "app/settings.h"

namespace gimbal::app {

enum class PanelId { view, console, editor, info, outliner, properties };
inline constexpr std::array<const char*, 6> panel_names{"view", "console", "editor", "info", "outliner", "properties"};
inline constexpr std::size_t panel_count = panel_names.size();
inline const char* name_of(PanelId panel) { return panel_names[static_cast<std::size_t>(panel)]; }
std::optional<PanelId> panel_named(std::string_view name);

// A rectangle of zero width means that the panel is not shown: the user has hidden it, the window is narrow, or another
// panel is maximised. Hidden panels and splitters are kept in the settings.
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

    // Shows a panel or hides it. A panel of the folded column unfolds it. The last panel cannot be hidden.
    void set_shown(PanelId panel, bool shown);
    bool can_hide(PanelId panel) const;
    // The handle at the right edge folds and unfolds the right column. Its width is 0 if the column needs none.
    Rect edge_handle() const { return edge_handle_; }
    bool right_column_shown() const { return shown(PanelId::outliner) || shown(PanelId::properties); }
    void toggle_right_column();

    std::optional<Splitter> splitter_at(float x, float y) const;  // 2 px wide on the screen, 6 px for the mouse
    static bool upright(Splitter splitter) { return splitter == Splitter::left || splitter == Splitter::right; }
    void drag(Splitter splitter, float x, float y);  // moves its middle there, within the minimum sizes of the panels
    void remember();                                 // stores the positions in the settings, at the end of a drag
    void reset();

    // Gives the panel the whole space; the second call restores the layout.
    void toggle_maximised(PanelId panel);
    void show(PanelId panel);  // ends a maximised panel, and shows or unfolds this one if necessary
    std::optional<PanelId> maximised() const { return maximised_; }

private:
    struct Gap {
        Rect rect;
        bool shown = false;
    };
    // A column of the layout: its splitter and its two panels.
    struct Column {
        Splitter splitter;
        PanelId top, bottom;
    };
    static constexpr std::size_t column_count = 3;
    static const std::array<Column, column_count> columns;

    std::vector<std::size_t> shown_columns() const;
    bool is_hidden(PanelId panel) const { return hidden_[static_cast<std::size_t>(panel)]; }
    bool has_panels(std::size_t column) const;
    bool is_narrow() const;
    void rearrange() { arrange(width_, height_, scale_); }
    void arrange_columns();
    void split_column(float x, float width, const Column& column);
    double share(std::size_t column) const;
    void set_boundary(Splitter splitter, double fraction);
    float least(float before_scale, float available, std::size_t parts) const;

    Settings& settings_;
    std::array<double, splitter_count> fractions_{};
    std::array<Gap, splitter_count> gaps_{};
    std::array<Rect, panel_count> panels_{};
    std::array<bool, panel_count> hidden_{};
    bool unfolded_ = false;  // the user has unfolded the right column of a narrow window
    Rect menu_bar_, status_bar_, space_, edge_handle_;
    float width_ = 0, height_ = 0, scale_ = 1;
    std::optional<PanelId> maximised_;
};

}  // namespace gimbal::app
