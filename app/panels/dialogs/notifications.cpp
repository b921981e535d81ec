// Draws the cards from the newest at the bottom upwards.
#include "app/panels/dialogs/notifications.h"

#include <algorithm>

#include "app/panels/widgets.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr double seconds_shown = 5;
constexpr std::size_t max_cards = 3;  // more would cover the Properties panel; the Info log keeps all of them
constexpr float card_width = 380, status_height = 24, margin = 12;

const char* word(NoteLevel level) {
    return level == NoteLevel::error ? "Error" : level == NoteLevel::warning ? "Warning" : "";
}

ImU32 colour(NoteLevel level, const console::Palette& palette) {
    return level == NoteLevel::error     ? palette.error
           : level == NoteLevel::warning ? palette.error_output
                                         : palette.accent;
}

struct CardDrawn {
    float height = 0;
    bool clicked = false;
    int chosen = -1;  // index of an action; -1: none
};

int draw_actions(const PanelStyle& style, const std::vector<Notifications::Action>& actions) {
    int chosen = -1;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    float x = at.x;
    const float y = at.y + 4 * style.scale;
    for (std::size_t i = 0; i < actions.size(); ++i) {
        if (word_button(actions[i].label.c_str(), style, x, y, style.palette.running, actions[i].label))
            chosen = static_cast<int>(i);
        x += text_width(style, actions[i].label) + 20 * style.scale;
    }
    return chosen;
}

// Draws one card with its bottom right at x, y.
CardDrawn draw_card(const PanelStyle& style, int index, float x, float y, const std::string& text, NoteLevel level,
                    const std::vector<Notifications::Action>& actions) {
    const float scale = style.scale, width = card_width * scale;
    ImGui::SetNextWindowPos({x, y}, ImGuiCond_Always, {1, 1});
    ImGui::SetNextWindowSizeConstraints({width, 0}, {width, 240 * scale});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 5 * scale);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(16 * scale, 10 * scale));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, style.palette.button);
    const std::string id = "##note" + std::to_string(index);
    ImGui::Begin(id.c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_AlwaysAutoResize);
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->PushClipRect(at, {at.x + size.x, at.y + size.y}, false);  // the window's clip rectangle is inset
    list->AddRectFilled(at, {at.x + 4 * scale, at.y + size.y}, colour(level, style.palette), 4 * scale,
                        ImDrawFlags_RoundCornersLeft);
    list->PopClipRect();
    ImGui::PushTextWrapPos(width - 16 * scale);
    if (level != NoteLevel::info) {
        compat::push_font(style.semibold, style.ui_size);
        ImGui::PushStyleColor(ImGuiCol_Text, colour(level, style.palette));
        ImGui::TextUnformatted(word(level));
        ImGui::PopStyleColor();
        ImGui::PopFont();
    }
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    CardDrawn drawn;
    if (!actions.empty()) {
        drawn.chosen = draw_actions(style, actions);
    } else if (level == NoteLevel::error) {
        ImGui::PushStyleColor(ImGuiCol_Text, style.palette.dim);
        ImGui::TextUnformatted("Click to dismiss");
        ImGui::PopStyleColor();
    }
    ImGui::PopTextWrapPos();
    // An action is chosen when the button is released, so a press on it must not dismiss the card.
    drawn.clicked = ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0) && !ImGui::IsAnyItemHovered();
    drawn.height = size.y;
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    return drawn;
}

}  // namespace

void Notifications::add(std::string text, NoteLevel level, double now, std::vector<Action> actions) {
    GIMBAL_ON(ui);
    const double until = level == NoteLevel::error || !actions.empty() ? console::never : now + seconds_shown;
    const auto same = std::find_if(notes_.begin(), notes_.end(),
                                   [&](const Note& n) { return n.text == text && n.level == level; });
    if (same != notes_.end()) notes_.erase(same);  // a repeated text keeps one card, at the newest place
    notes_.push_back({std::move(text), level, until, std::move(actions)});
    if (notes_.size() > max_cards) notes_.erase(notes_.begin());
}

void Notifications::draw(const PanelStyle& style, float window_width, float window_height, double now) {
    GIMBAL_ON(ui);
    std::erase_if(notes_, [now](const Note& note) { return note.until <= now; });
    if (notes_.empty()) return;
    compat::push_font(style.ui, style.ui_size);
    const float gap = 8 * style.scale, x = window_width - margin * style.scale;
    float y = window_height - (status_height + margin) * style.scale;
    int dismissed = -1;
    std::function<void()> chosen;
    for (int at = static_cast<int>(notes_.size()) - 1; at >= 0 && y > 0; --at) {
        const Note& note = notes_[static_cast<std::size_t>(at)];
        const CardDrawn card = draw_card(style, at, x, y, note.text, note.level, note.actions);
        if (card.chosen >= 0) chosen = note.actions[static_cast<std::size_t>(card.chosen)].chosen;
        if (card.clicked || card.chosen >= 0) dismissed = at;
        else y -= card.height + gap;
    }
    ImGui::PopFont();
    if (dismissed >= 0) notes_.erase(notes_.begin() + dismissed);
    if (chosen) chosen();  // last, because it may add a note
}

std::vector<Notifications::Action> Notifications::offered() {
    GIMBAL_ON(ui);
    std::vector<Action> all;
    for (auto note = notes_.rbegin(); note != notes_.rend(); ++note) {
        const auto dismiss = [this, text = note->text] {
            std::erase_if(notes_, [&](const Note& one) { return one.text == text; });
        };
        for (const Action& action : note->actions)
            all.push_back({action.label, [dismiss, chosen = action.chosen] {
                               dismiss();
                               chosen();  // last, because it may add a note
                           }});
        all.push_back({"Dismiss \"" + note->text.substr(0, note->text.find('\n')) + "\"", dismiss});
    }
    return all;
}

double Notifications::next_tick() const {
    GIMBAL_ON(ui);
    double soonest = console::never;
    for (const Note& note : notes_) soonest = std::min(soonest, note.until);
    return soonest;
}

std::vector<std::string> Notifications::rows() const {
    GIMBAL_ON(ui);
    std::vector<std::string> rows;
    for (const Note& note : notes_) {
        const std::string mark = word(note.level);
        rows.push_back(mark.empty() ? note.text : mark + ": " + note.text);
        for (const Action& action : note.actions) rows.push_back(action.label);
    }
    return rows;
}

}  // namespace gimbal::app
