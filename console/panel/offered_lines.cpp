#include "panel/offered_lines.h"

#include <algorithm>
#include <utility>

namespace gimbal::console {

void OfferedLines::add(std::string words, std::function<void()> chosen) {
    screen_.log().line(words, ink::accent);
    drop_gone();
    offers_.push_back({screen_.log().last_line(), std::move(words), std::move(chosen)});
}

const OfferedLines::Offer* OfferedLines::newest() {
    drop_gone();
    return offers_.empty() ? nullptr : &offers_.back();
}

bool OfferedLines::press(float x, float y) {
    const Offer* offer = at(x, y);
    if (!offer) return false;
    const std::function<void()> chosen = offer->chosen;  // a copy, because it may print
    chosen();
    return true;
}

void OfferedLines::show_pointer() {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (screen_.view().captured() || !ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
    if (at(mouse.x, mouse.y)) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
}

// The offer whose words are there.
const OfferedLines::Offer* OfferedLines::at(float x, float y) {
    drop_gone();
    const TextView& view = screen_.view();
    const auto row = offers_.empty() ? std::nullopt : screen_.row_at(x, y);
    if (!row || !view.geometry().rect.contains(x, y)) return nullptr;
    const auto offer = std::ranges::lower_bound(offers_, row->line, {}, &Offer::line);
    if (offer == offers_.end() || offer->line != row->line) return nullptr;
    const auto cell = static_cast<std::uint32_t>((x - view.geometry().text_x()) / view.geometry().cell_width);
    const TextPosition under = view.layout().at(*row, cell);
    const bool after_words = under.byte >= view.layout().span(*row).end && view.layout().cell_of(under) <= cell;
    return after_words ? nullptr : &*offer;
}

void OfferedLines::drop_gone() {
    const Scrollback& scrollback = screen_.log().scrollback();
    std::erase_if(offers_, [&](const Offer& offer) {
        return offer.line < scrollback.first_line() || offer.line >= scrollback.end_line() ||
               scrollback.line(offer.line) != offer.words;
    });
}

}  // namespace gimbal::console
