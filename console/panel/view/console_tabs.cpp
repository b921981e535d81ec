// Shows a title while there is one console. Else shows as many names as fit, always including the front console.
#include "panel/view/console_tabs.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/thread_role.h"
#include "panel/view/drawing.h"
#include "panel/view/missing_glyphs.h"

namespace gimbal::console {
namespace {

constexpr const char *plus = "+", *close_mark = "\xC3\x97";

}  // namespace

void ConsoleTabs::set(std::vector<ConsoleTab> tabs, std::size_t front) {
    GIMBAL_ON(ui);
    tabs_ = std::move(tabs);
    front_ = front;
}

std::string ConsoleTabs::title() const { return tabs_.empty() ? usual_title : tabs_[0].name; }

float ConsoleTabs::draw(ImDrawList* list, const PanelStyle& style, const Rect& header, float x, float room) {
    GIMBAL_ON(ui);
    const float pad = style.pixels(8), y = header.y + std::floor((header.height - style.ui_size) / 2), end = x + room;
    hit_areas_.clear();
    const auto word = [&](const std::string& name, ImFont* font, ImU32 colour, ImU32 hover, TabAction action) {
        const std::string text = with_glyphs_of(font, style.ui_size, name);
        const Rect place{x - pad / 2, header.y, text_width(style, font, text) + pad, header.height};
        list->AddText(font, style.ui_size, {x, y}, under_mouse(place) ? hover : colour, text.c_str());
        hit_areas_.push_back({place, action});
        x = place.x + place.width + pad / 2;
    };
    if (tabs_.size() < 2) {
        const std::string words = with_glyphs_of(style.semibold, style.ui_size, title());
        list->AddText(style.semibold, style.ui_size, {x, y}, style.palette.title, words.c_str());
        x += text_width(style, style.semibold, words) + pad;
    }
    const auto full_width = [&](std::size_t i) {
        return text_width(style, i == front_ ? style.semibold : style.ui, tabs_[i].name) + 4 * pad;
    };
    float before = 0;
    for (std::size_t i = 0; i < tabs_.size() && i <= front_; ++i) before += full_width(i);
    std::size_t first = 0;  // leaves out names before the front one if there is no room
    while (first < front_ && before > room - 3 * pad) before -= full_width(first++);
    for (std::size_t i = first; tabs_.size() > 1 && i < tabs_.size() && x + full_width(i) < end - 2 * pad; ++i) {
        const bool front = i == front_;
        if (front)
            style.fill(
                list,
                {x - pad / 2, header.y + header.height - 2, text_width(style, style.semibold, tabs_[i].name) + pad, 2},
                style.palette.accent);
        word(tabs_[i].name, front ? style.semibold : style.ui, front ? style.palette.title : style.palette.dim,
             style.palette.text, {TabAction::Type::show, i});
        if (tabs_[i].news)
            list->AddCircleFilled({x - pad / 2, y + style.ui_size / 4}, style.pixels(3), style.palette.accent, 10);
        if (tabs_[i].closes)
            word(close_mark, style.ui, style.palette.dim, style.palette.text, {TabAction::Type::close, i});
        x += pad;
    }
    if (tabs_.empty()) return x;  // the host has only one console
    word(plus, style.ui, style.palette.dim, style.palette.text, {TabAction::Type::add});
    return x;
}

std::optional<TabAction> ConsoleTabs::hit(float x, float y) const {
    GIMBAL_ON(ui);
    const auto found = std::ranges::find_if(hit_areas_, [&](const HitArea& area) { return area.rect.contains(x, y); });
    return found == hit_areas_.end() ? std::nullopt : std::optional(found->action);
}

std::string ConsoleTabs::words() const {
    GIMBAL_ON(ui);
    if (tabs_.size() < 2) return title();
    std::string words;
    for (std::size_t i = 0; i < tabs_.size(); ++i)
        words += (i > 0 ? "  " : "") +
                 (i == front_ ? "[" + tabs_[i].name + "]" : tabs_[i].name + (tabs_[i].news ? " *" : ""));
    return words;
}

}  // namespace gimbal::console
