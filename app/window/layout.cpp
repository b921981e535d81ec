// The default fractions are those of a window of 1600 x 900 at scale 1.
#include "app/window/layout.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr float menu_height = 30, status_height = 24, gap = 2, mouse_gap = 6;
constexpr float least_panel_width = 160, least_panel_height = 90, folding_width = 1200;
constexpr std::array<const char*, Layout::splitter_count> setting_names{"layout.left", "layout.right", "layout.view",
                                                                        "layout.editor", "layout.outliner"};
// Fractions of the space between menu bar and status bar (1600 x 842), up to the middle of each gap.
constexpr std::array<double, Layout::splitter_count> default_fractions{781.0 / 1600, 1283.0 / 1600, 421.0 / 842,
                                                                       701.0 / 842, 241.0 / 842};

std::size_t index(Layout::Splitter splitter) { return static_cast<std::size_t>(splitter); }

}  // namespace

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
}

// If the window is too small for two panels of minimum size, each gets half.
float Layout::least(float before_scale, float available) const {
    return std::min(before_scale * scale_, std::max(1.0f, (available - gap) / 2));
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
    if (maximised_) {
        panels_[static_cast<std::size_t>(*maximised_)] = space_;
        return;
    }
    // Positions are those of the middle of a gap; a column lies between two gaps.
    const bool folded = width < folding_width * scale;
    const float narrow = least(least_panel_width, width);
    const float right_end = folded
                                ? width + gap / 2
                                : std::clamp(std::round(static_cast<float>(fractions_[index(Splitter::right)]) * width),
                                             2 * narrow + 1.5f * gap, width - narrow - gap / 2);
    // If the right column is folded, the other two divide the whole width in their proportion.
    const double left_share = folded ? fractions_[index(Splitter::left)] /
                                           std::max(0.05, fractions_[index(Splitter::right)])
                                     : fractions_[index(Splitter::left)];
    const float left_end = std::clamp(std::round(static_cast<float>(left_share) * width), narrow + gap / 2,
                                      right_end - narrow - gap);
    const float first_width = left_end - gap / 2, second_x = left_end + gap / 2;
    const float second_width = right_end - gap / 2 - second_x;

    split_column(0, first_width, Splitter::view, PanelId::view, PanelId::console);
    split_column(second_x, second_width, Splitter::editor, PanelId::editor, PanelId::info);
    gaps_[index(Splitter::left)] = {{first_width, space_.y, gap, space_.height}, true};
    if (!folded) {
        const float third_x = right_end + gap / 2;
        split_column(third_x, width - third_x, Splitter::outliner, PanelId::outliner, PanelId::properties);
        gaps_[index(Splitter::right)] = {{right_end - gap / 2, space_.y, gap, space_.height}, true};
    }
}

void Layout::split_column(float x, float width, Splitter splitter, PanelId top, PanelId bottom) {
    const float low = least(least_panel_height, space_.height);
    const float middle = std::clamp(std::round(static_cast<float>(fractions_[index(splitter)]) * space_.height),
                                    low + gap / 2, std::max(low + gap / 2, space_.height - low - gap / 2));
    const float end = space_.y + middle - gap / 2;
    panels_[static_cast<std::size_t>(top)] = {x, space_.y, width, end - space_.y};
    panels_[static_cast<std::size_t>(bottom)] = {x, end + gap, width, space_.y + space_.height - end - gap};
    gaps_[index(splitter)] = {{x, end, width, gap}, true};
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

void Layout::drag(Splitter splitter, float x, float y) {
    GIMBAL_ON(ui);
    if (width_ <= 0 || space_.height <= 0) return;
    double fraction = upright(splitter) ? x / width_ : (y - space_.y) / space_.height;
    const bool folded = width_ < folding_width * scale_;
    if (folded && splitter == Splitter::left) fraction *= fractions_[index(Splitter::right)];
    fractions_[index(splitter)] = std::clamp(fraction, 0.02, 0.98);
    arrange(width_, height_, scale_);
    // Keep the position that the minimum sizes allow. Otherwise the splitter would not move at first when it is dragged
    // back.
    const Rect placed = gaps_[index(splitter)].rect;
    const double reached = upright(splitter) ? (placed.x + gap / 2) / width_
                                             : (placed.y + gap / 2 - space_.y) / space_.height;
    fractions_[index(splitter)] = folded && splitter == Splitter::left ? reached * fractions_[index(Splitter::right)]
                                                                       : reached;
}

void Layout::remember() {
    GIMBAL_ON(ui);
    for (std::size_t i = 0; i < splitter_count; ++i) settings_.set_number(setting_names[i], fractions_[i]);
}

void Layout::reset() {
    GIMBAL_ON(ui);
    fractions_ = default_fractions;
    maximised_.reset();
    remember();
    arrange(width_, height_, scale_);
}

void Layout::toggle_maximised(PanelId panel) {
    GIMBAL_ON(ui);
    if (maximised_) maximised_.reset();
    else maximised_ = panel;
    arrange(width_, height_, scale_);
}

void Layout::show(PanelId panel) {
    GIMBAL_ON(ui);
    if (shown(panel)) return;
    maximised_.reset();
    arrange(width_, height_, scale_);
    if (!shown(panel)) toggle_maximised(panel);
}

}  // namespace gimbal::app
