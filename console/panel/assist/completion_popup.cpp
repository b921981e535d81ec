// At most ten rows. Each has the name with the typed letters marked, the detail, and the kind at the right. The last
// line documents the best name.
#include "panel/assist/completion_popup.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gimbal/console/cells.h"
#include "panel/prompt/fuzzy_match.h"
#include "panel/view/mono_text.h"

namespace gimbal::console {
namespace {

constexpr std::size_t max_rows = 10;
constexpr std::size_t max_name_cells = 48, max_detail_cells = 28, doc_cells = 70;

}  // namespace

void CompletionPopup::open(std::vector<Completion> items, std::string_view typed, bool chosen) {
    close();
    items_ = std::move(items);
    has_chosen_ = chosen;
    narrow(typed);
}

void CompletionPopup::close() {
    items_.clear();
    shown_.clear();
    doc_.clear();
    has_doc_row_ = false;
    widest_ = 0;
}

void CompletionPopup::set_doc(std::string doc) {
    doc_ = std::move(doc);
    has_doc_row_ = !doc_.empty();
}

void CompletionPopup::narrow(std::string_view typed) {
    std::vector<std::string_view> names;
    names.reserve(items_.size());
    for (const Completion& item : items_) names.push_back(item.text);
    const std::string best_before = shown_.empty() ? "" : best().text;
    typed_ = typed;
    shown_ = fuzzy_order(names, typed);
    chosen_ = first_ = 0;
    if (shown_.empty()) close();
    else if (best().text != best_before) doc_.clear();
}

bool CompletionPopup::has(std::string_view text) const {
    return std::ranges::any_of(items_, [=](const Completion& item) { return item.text == text; });
}

void CompletionPopup::move(int steps) {
    doc_.clear();
    if (!std::exchange(has_chosen_, true) && steps > 0) return;  // the first step chooses the first name
    auto count = static_cast<std::ptrdiff_t>(shown_.size());
    chosen_ = static_cast<std::size_t>(((static_cast<std::ptrdiff_t>(chosen_) + steps) % count + count) % count);
}

std::string CompletionPopup::common_prefix() const {
    if (shown_.empty()) return "";
    std::string prefix = items_[shown_.front()].text;
    for (const std::size_t i : shown_) {
        auto differ = std::mismatch(prefix.begin(), prefix.end(), items_[i].text.begin(), items_[i].text.end());
        prefix.erase(differ.first, prefix.end());
    }
    while (!prefix.empty() && decode_utf8(prefix, previous_cluster(prefix, prefix.size())).value == 0xFFFD)
        prefix.pop_back();
    return prefix.starts_with(typed_) ? prefix : "";
}

void CompletionPopup::draw_item(ImDrawList* list, const PanelStyle& style, std::size_t place, float x, float y,
                                float right) const {
    const Completion& item = items_[shown_[place]];
    const bool chosen = has_chosen_ && place == chosen_;
    const auto word = [&](float at, ImU32 colour, std::string_view text) {
        draw_mono(list, style, at, y, colour, text);
    };
    const std::string name = in_one_line(item.text, max_name_cells);
    word(x, style.palette.text, name);
    if (const auto match = fuzzy_match(item.text, typed_))
        for (const std::size_t byte : match->bytes)
            if (byte < name.size() && static_cast<unsigned char>(item.text[byte]) < 0x80)
                word(x + style.cell_width * static_cast<float>(cell_count(std::string_view(item.text).substr(0, byte))),
                     style.palette.prompt, std::string_view(item.text).substr(byte, 1));
    const float kind_x = right - style.cell_width * static_cast<float>(cell_count(item.kind));
    word(kind_x, chosen ? style.palette.title : style.palette.dim, item.kind);
    const float detail_x = x + style.cell_width * static_cast<float>(cell_count(name) + 1);
    const auto room = static_cast<std::size_t>(std::max(0.0f, (kind_x - detail_x) / style.cell_width - 2));
    if (room >= 4) word(detail_x, chosen ? style.palette.title : style.palette.dim, in_one_line(item.detail, room));
}

void CompletionPopup::draw_doc(ImDrawList* list, const PanelStyle& style, float left, float y, float width) const {
    const float pad = std::floor(8 * style.scale), text_offset = std::floor((style.row_height - style.mono_size) / 2);
    list->AddRectFilled({left + pad / 2, y}, {left + width - pad / 2, y + 1}, style.palette.field_hover);
    const std::string doc = in_one_line(doc_, static_cast<std::size_t>((width - 2 * pad) / style.cell_width));
    draw_mono(list, style, left + pad, y + text_offset + 1, style.palette.dim, doc);
}

void CompletionPopup::draw(ImDrawList* list, const PanelStyle& style, const Rect& panel, float x, float row_y,
                           float above_gap) {
    const float row = style.row_height, pad = std::floor(8 * style.scale), edge = std::floor(4 * style.scale);
    const float doc_height = has_doc_row_ ? row : 0;
    const float below = panel.y + panel.height - (row_y + row) - 2 * edge - doc_height;
    const float above = row_y - above_gap - panel.y - 2 * edge - doc_height;
    const bool under = below >= above || below >= row * static_cast<float>(std::min(shown_.size(), max_rows));
    const auto room = static_cast<std::size_t>(std::max(1.0f, std::floor((under ? below : above) / row)));
    const std::size_t count = std::min({shown_.size(), max_rows, room});
    if (chosen_ < first_) first_ = chosen_;
    if (chosen_ >= first_ + count) first_ = chosen_ + 1 - count;

    std::size_t name_cells = 0, detail_cells = 0, kind_cells = 0;
    for (const std::size_t i : shown_) {
        name_cells = std::max(name_cells, std::min(max_name_cells, cell_count(items_[i].text)));
        detail_cells = std::max(detail_cells, std::min(max_detail_cells, cell_count(items_[i].detail)));
        kind_cells = std::max(kind_cells, cell_count(items_[i].kind));
    }
    widest_ = std::max({widest_, name_cells + detail_cells + kind_cells + 4, std::min(doc_cells, cell_count(doc_))});
    const float width = std::min(panel.width, static_cast<float>(widest_) * style.cell_width + 2 * pad);
    const float height = row * static_cast<float>(count) + 2 * edge + doc_height;
    const float left = std::clamp(x - pad, panel.x, std::max(panel.x, panel.x + panel.width - width));
    const float top = under ? row_y + row : row_y - above_gap - height;
    list->AddRectFilled({left, top}, {left + width, top + height}, style.palette.header, 5 * style.scale);
    list->AddRect({left, top}, {left + width, top + height}, style.palette.field_hover, 5 * style.scale);
    list->PushClipRect({left, top}, {left + width, top + height}, true);
    const float text_offset = std::floor((row - style.mono_size) / 2);
    for (std::size_t i = 0; i < count; ++i) {
        const float y = top + edge + row * static_cast<float>(i);
        if (first_ + i == chosen_ && has_chosen_)
            list->AddRectFilled({left + edge, y}, {left + width - edge, y + row}, style.palette.selection,
                                3 * style.scale);
        draw_item(list, style, first_ + i, left + pad, y + text_offset, left + width - pad);
    }
    if (has_doc_row_) draw_doc(list, style, left, top + edge + row * static_cast<float>(count), width);
    list->PopClipRect();
}

std::vector<std::string> CompletionPopup::rows() const {
    std::vector<std::string> rows;
    for (std::size_t i = first_; i < std::min(shown_.size(), first_ + max_rows); ++i)
        rows.push_back((i == chosen_ && has_chosen_ ? "> " : "  ") + items_[shown_[i]].text);
    if (is_open() && !doc_.empty()) rows.push_back("  " + doc_);
    return rows;
}

}  // namespace gimbal::console
