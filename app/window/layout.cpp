// The default fractions are those of a window of 1600 x 900 at scale 1.
#include "app/window/layout.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr float menu_height = 30, status_height = 24, gap = 2, mouse_gap = 6, handle_width = 14;
constexpr float least_panel_width = 160, least_panel_height = 90, folding_width = 1120;
constexpr std::array<const char*, Layout::splitter_count> setting_names{"layout.left", "layout.right", "layout.view",
                                                                        "layout.editor", "layout.outliner"};
constexpr const char* unfolded_name = "layout.unfolded";
// Fractions of the space between menu bar and status bar (1600 x 842), up to the middle of each gap.
constexpr std::array<double, Layout::splitter_count> default_fractions{781.0 / 1600, 1283.0 / 1600, 421.0 / 842,
                                                                       701.0 / 842, 241.0 / 842};
constexpr std::size_t right_column = 2;

std::size_t index(Layout::Splitter splitter) { return static_cast<std::size_t>(splitter); }
std::size_t index(PanelId panel) { return static_cast<std::size_t>(panel); }
std::string shown_name(std::size_t panel) { return std::string("layout.shows_") + panel_names[panel]; }

float clamped(float value, float low, float high) { return std::max(low, std::min(value, high)); }

}  // namespace

const std::array<Layout::Column, Layout::column_count> Layout::columns{
    {{Splitter::view, PanelId::view, PanelId::console},
     {Splitter::editor, PanelId::editor, PanelId::info},
     {Splitter::outliner, PanelId::outliner, PanelId::properties}}};

std::optional<PanelId> panel_named(std::string_view name) {
    for (std::size_t i = 0; i < panel_count; ++i)
        if (name == panel_names[i]) return static_cast<PanelId>(i);
    return std::nullopt;
}

Layout::Layout(Settings& settings) : settings_(settings) {
    for (std::size_t i = 0; i < splitter_count; ++i) {
        const double kept = settings_.number(setting_names[i], default_fractions[i]);
        fractions_[i] = std::isfinite(kept) ? std::clamp(kept, 0.0, 1.0) : default_fractions[i];
    }
    for (std::size_t i = 0; i < panel_count; ++i) hidden_[i] = settings_.number(shown_name(i), 1) == 0;
    if (std::ranges::count(hidden_, true) == panel_count) hidden_.fill(false);
    unfolded_ = settings_.number(unfolded_name, 0) != 0;
}

// If the space is too small for so many panels of minimum size, each gets an equal part.
float Layout::least(float before_scale, float available, std::size_t parts) const {
    const float count = static_cast<float>(parts);
    return std::min(before_scale * scale_, std::max(1.0f, (available - gap * (count - 1)) / count));
}

bool Layout::has_panels(std::size_t column) const {
    return !is_hidden(columns[column].top) || !is_hidden(columns[column].bottom);
}

bool Layout::is_narrow() const { return width_ < folding_width * scale_; }

std::vector<std::size_t> Layout::shown_columns() const {
    std::vector<std::size_t> shown;
    for (std::size_t column = 0; column < column_count; ++column)
        if (has_panels(column)) shown.push_back(column);
    const bool folds = is_narrow() && !unfolded_ && shown.size() > 1 && shown.back() == right_column;
    if (folds) shown.pop_back();
    return shown;
}

void Layout::arrange(float width, float height, float scale) {
    GIMBAL_ON(ui);
    width_ = width;
    height_ = height;
    scale_ = scale;
    const float bar = std::round(menu_height * scale), status = std::round(status_height * scale);
    menu_bar_ = {0, 0, width, bar};
    status_bar_ = {0, std::max(bar, height - status), width, status};
    space_ = {0, bar + gap, width, std::max(2.0f, status_bar_.y - bar - 2 * gap)};
    panels_.fill({});
    gaps_.fill({});
    edge_handle_ = {};
    if (maximised_) panels_[index(*maximised_)] = space_;
    else arrange_columns();
}

// Positions are those of the middle of a gap; a column lies between two gaps.
void Layout::arrange_columns() {
    const std::vector<std::size_t> shown = shown_columns();
    if ((is_narrow() && shown.size() > 1) || shown.back() != right_column) {
        const float handle = std::round(handle_width * scale_);
        space_.width = std::max(1.0f, space_.width - handle - gap);
        edge_handle_ = {space_.width + gap, space_.y, handle, space_.height};
    }
    const float narrow = least(least_panel_width, space_.width, shown.size());
    double total = 0, before = 0;
    for (const std::size_t column : shown) total += share(column);
    float end = space_.width + gap / 2;
    std::vector<float> ends(shown.size(), end);
    for (std::size_t at = 0; at + 1 < shown.size(); ++at) {
        before += share(shown[at]);
        ends[at] = std::round(static_cast<float>(before / total) * space_.width);
    }
    for (std::size_t at = shown.size() - 1; at-- > 0;) {  // from the right, as far as the columns at the left allow
        const float count = static_cast<float>(at + 1);
        ends[at] = clamped(ends[at], count * narrow + (count - 0.5f) * gap, ends[at + 1] - narrow - gap);
    }
    float x = 0;
    for (std::size_t at = 0; at < shown.size(); ++at) {
        split_column(x, ends[at] - gap / 2 - x, columns[shown[at]]);
        x = ends[at] + gap / 2;
        if (at + 1 == shown.size()) break;
        const Splitter splitter = shown[at + 1] == right_column ? Splitter::right : Splitter::left;
        gaps_[index(splitter)] = {{ends[at] - gap / 2, space_.y, gap, space_.height}, true};
    }
}

// The width of a column as a fraction of all three.
double Layout::share(std::size_t column) const {
    const double left = fractions_[index(Splitter::left)], right = fractions_[index(Splitter::right)];
    return std::max(0.02, column == 0 ? left : column == 1 ? right - left : 1 - right);
}

void Layout::split_column(float x, float width, const Column& column) {
    const Rect whole{x, space_.y, width, space_.height};
    if (is_hidden(column.top)) {
        panels_[index(column.bottom)] = whole;
    } else if (is_hidden(column.bottom)) {
        panels_[index(column.top)] = whole;
    } else {
        const float low = least(least_panel_height, space_.height, 2);
        const float middle = clamped(std::round(static_cast<float>(fractions_[index(column.splitter)]) * space_.height),
                                     low + gap / 2, std::max(low + gap / 2, space_.height - low - gap / 2));
        const float end = space_.y + middle - gap / 2;
        panels_[index(column.top)] = {x, space_.y, width, end - space_.y};
        panels_[index(column.bottom)] = {x, end + gap, width, space_.y + space_.height - end - gap};
        gaps_[index(column.splitter)] = {{x, end, width, gap}, true};
    }
}

std::optional<PanelId> Layout::panel_at(float x, float y) const {
    for (std::size_t i = 0; i < panel_count; ++i)
        if (panels_[i].width > 0 && panels_[i].contains(x, y)) return static_cast<PanelId>(i);
    return std::nullopt;
}

std::optional<Layout::Splitter> Layout::splitter_at(float x, float y) const {
    const float margin = (mouse_gap - gap) / 2;
    for (std::size_t i = 0; i < splitter_count; ++i) {
        if (!gaps_[i].shown) continue;
        Rect reach = gaps_[i].rect;
        if (upright(static_cast<Splitter>(i)))
            reach = {reach.x - margin, reach.y, reach.width + 2 * margin, reach.height};
        else reach = {reach.x, reach.y - margin, reach.width, reach.height + 2 * margin};
        if (reach.contains(x, y)) return static_cast<Splitter>(i);
    }
    return std::nullopt;
}

// `fraction` is of the columns that are shown. The width of a column that is not shown stays.
void Layout::set_boundary(Splitter splitter, double fraction) {
    double &left = fractions_[index(Splitter::left)], &right = fractions_[index(Splitter::right)];
    const std::vector<std::size_t> shown = shown_columns();
    if (shown.size() == column_count) {
        fractions_[index(splitter)] = fraction;
    } else if (shown.back() != right_column) {
        left = fraction * right;
    } else if (shown.front() != 0) {
        right = left + fraction * (1 - left);
    } else {
        const double middle = right - left;
        left = fraction * (1 - middle);
        right = left + middle;
    }
}

void Layout::drag(Splitter splitter, float x, float y) {
    GIMBAL_ON(ui);
    if (width_ <= 0 || space_.height <= 0) return;
    // Twice: the second time with the position that the minimum sizes allow. Otherwise the splitter would not move at
    // first when it is dragged back.
    for (int step = 0; step < 2; ++step) {
        const double fraction = upright(splitter) ? x / space_.width : (y - space_.y) / space_.height;
        if (upright(splitter)) set_boundary(splitter, std::clamp(fraction, 0.02, 0.98));
        else fractions_[index(splitter)] = std::clamp(fraction, 0.02, 0.98);
        rearrange();
        const Rect placed = gaps_[index(splitter)].rect;
        x = placed.x + gap / 2;
        y = placed.y + gap / 2;
    }
}

void Layout::remember() {
    GIMBAL_ON(ui);
    for (std::size_t i = 0; i < splitter_count; ++i) settings_.set_number(setting_names[i], fractions_[i]);
    for (std::size_t i = 0; i < panel_count; ++i) settings_.set_number(shown_name(i), hidden_[i] ? 0 : 1);
    settings_.set_number(unfolded_name, unfolded_ ? 1 : 0);
}

void Layout::reset() {
    GIMBAL_ON(ui);
    fractions_ = default_fractions;
    maximised_.reset();
    hidden_.fill(false);
    unfolded_ = false;
    remember();
    rearrange();
}

bool Layout::can_hide(PanelId panel) const { return !is_hidden(panel) && std::ranges::count(hidden_, false) > 1; }

void Layout::set_shown(PanelId panel, bool shown) {
    GIMBAL_ON(ui);
    if (!shown && !can_hide(panel)) return;
    maximised_.reset();
    hidden_[index(panel)] = !shown;
    if (shown && is_narrow() && (panel == columns[right_column].top || panel == columns[right_column].bottom))
        unfolded_ = true;
    remember();
    rearrange();
}

void Layout::toggle_right_column() {
    GIMBAL_ON(ui);
    if (right_column_shown()) {
        unfolded_ = false;  // there is a handle beside the column only in a narrow window
    } else {
        if (!has_panels(right_column))
            hidden_[index(columns[right_column].top)] = hidden_[index(columns[right_column].bottom)] = false;
        unfolded_ = is_narrow();
    }
    remember();
    rearrange();
}

void Layout::toggle_maximised(PanelId panel) {
    GIMBAL_ON(ui);
    if (maximised_) maximised_.reset();
    else maximised_ = panel;
    rearrange();
}

void Layout::show(PanelId panel) {
    GIMBAL_ON(ui);
    if (shown(panel)) return;
    maximised_.reset();
    rearrange();
    if (!shown(panel)) set_shown(panel, true);
}

}  // namespace gimbal::app
