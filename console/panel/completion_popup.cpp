// At most ten rows, name at the left and its kind dim at the right.
#include "console/panel/completion_popup.h"

#include <algorithm>
#include <cmath>

#include "console/panel/text/cells.h"

namespace gimbal::console {
namespace {

constexpr std::size_t rows_at_most = 10;
constexpr std::size_t cells_at_most = 60;

}  // namespace

std::string common_prefix(const std::vector<Completion>& items) {
    if (items.empty()) return "";
    std::string prefix = items.front().text;
    for (const Completion& item : items) {
        auto differ = std::mismatch(prefix.begin(), prefix.end(), item.text.begin(), item.text.end());
        prefix.erase(differ.first, prefix.end());
    }
    while (!prefix.empty() && decode(prefix, previous_cluster(prefix, prefix.size())).value == 0xFFFD) prefix.pop_back();
    return prefix;
}

void CompletionPopup::open(std::size_t start, std::vector<Completion> items) {
    start_ = start;
    items_ = std::move(items);
    narrow("");
}

void CompletionPopup::narrow(std::string_view typed) {
    shown_.clear();
    for (std::size_t i = 0; i < items_.size(); ++i)
        if (std::string_view(items_[i].text).starts_with(typed)) shown_.push_back(i);
    chosen_ = first_ = 0;
    if (shown_.empty()) close();
}

void CompletionPopup::move(int steps) {
    auto count = static_cast<std::ptrdiff_t>(shown_.size());
    chosen_ = static_cast<std::size_t>(((static_cast<std::ptrdiff_t>(chosen_) + steps) % count + count) % count);
}

void CompletionPopup::draw(ImDrawList* list, const PanelStyle& style, const Rect& panel, float x, float row_y) {
    float row = style.row_height, pad = std::floor(8 * style.scale), edge = std::floor(4 * style.scale);
    float below = panel.y + panel.height - (row_y + row) - 2 * edge, above = row_y - panel.y - 2 * edge;
    bool under = below >= above || below >= row * static_cast<float>(std::min(shown_.size(), rows_at_most));
    auto room = static_cast<std::size_t>(std::max(1.0f, std::floor((under ? below : above) / row)));
    std::size_t count = std::min({shown_.size(), rows_at_most, room});
    if (chosen_ < first_) first_ = chosen_;
    if (chosen_ >= first_ + count) first_ = chosen_ + 1 - count;

    std::size_t name_cells = 0, kind_cells = 0;
    for (std::size_t i : shown_) {
        name_cells = std::max(name_cells, std::min(cells_at_most, cell_count(items_[i].text)));
        kind_cells = std::max(kind_cells, cell_count(items_[i].kind));
    }
    float width = std::min(panel.width, static_cast<float>(name_cells + kind_cells + 2) * style.cell_width + 2 * pad);
    float height = row * static_cast<float>(count) + 2 * edge;
    float left = std::clamp(x - pad, panel.x, std::max(panel.x, panel.x + panel.width - width));
    float top = under ? row_y + row : row_y - height;
    list->AddRectFilled({left, top}, {left + width, top + height}, style.palette.header, 5 * style.scale);
    list->PushClipRect({left, top}, {left + width, top + height}, true);
    float text_offset = std::floor((row - style.mono_size) / 2);
    for (std::size_t i = 0; i < count; ++i) {
        const Completion& item = items_[shown_[first_ + i]];
        float y = top + edge + row * static_cast<float>(i);
        if (first_ + i == chosen_)
            list->AddRectFilled({left + edge, y}, {left + width - edge, y + row}, style.palette.selection, 3 * style.scale);
        list->AddText(style.mono, style.mono_size, {left + pad, y + text_offset}, style.palette.text, item.text.c_str());
        float kind_x = left + width - pad - style.cell_width * static_cast<float>(cell_count(item.kind));
        list->AddText(style.mono, style.mono_size, {kind_x, y + text_offset}, style.palette.dim, item.kind.c_str());
    }
    list->PopClipRect();
}

std::vector<Completion> CompletionPopup::matches() const {
    std::vector<Completion> matches;
    for (std::size_t i : shown_) matches.push_back(items_[i]);
    return matches;
}

std::vector<std::string> CompletionPopup::rows() const {
    std::vector<std::string> rows;
    for (std::size_t i = first_; i < std::min(shown_.size(), first_ + rows_at_most); ++i)
        rows.push_back((i == chosen_ ? "> " : "  ") + items_[shown_[i]].text);
    return rows;
}

}  // namespace gimbal::console
