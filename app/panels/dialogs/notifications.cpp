// Draws the cards from the newest at the bottom upwards.
#include "app/panels/dialogs/notifications.h"

#include <algorithm>

#include "app/panels/widgets.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/utf8.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr double seconds_shown = 5;
constexpr std::size_t max_cards = 3;  // more would cover the 3D view; the Info log keeps all of them
constexpr std::size_t most_bytes = 280, most_lines = 6;
constexpr float card_width = 380, margin = 12, gap = 8;

const char* word(NoteLevel level) {
    return level == NoteLevel::error ? "Error" : level == NoteLevel::warning ? "Warning" : "";
}

ImU32 colour(NoteLevel level, const console::Palette& palette) {
    return level == NoteLevel::error     ? palette.error
           : level == NoteLevel::warning ? palette.error_output
                                         : palette.accent;
}

// Only the Info log shows a long text as a whole.
std::string shortened(const std::string& text) {
    std::size_t end = std::min(text.size(), most_bytes), lines = 1;
    for (std::size_t at = 0; at < end; ++at)
        if (text[at] == '\n' && ++lines > most_lines) end = at;
    return end == text.size() ? text : text.substr(0, console::utf8_boundary(text, end)) + "\xE2\x80\xA6";
}

// A card and the places of its buttons. Only the buttons take the mouse, so that no click is lost in a card.
struct CardDrawn {
    float height = 0;
    std::vector<ImVec2> buttons;
};

ImGuiWindowFlags card_flags() {
    return ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
           ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoFocusOnAppearing;
}

std::vector<ImVec2> place_buttons(const PanelStyle& style, const std::vector<std::string>& labels, float width) {
    std::vector<ImVec2> places;
    const ImVec2 begin = ImGui::GetCursorScreenPos();
    ImVec2 at{begin.x, begin.y + 4 * style.scale};
    for (const std::string& label : labels) {
        const float needed = text_width(style, label);
        if (at.x > begin.x && at.x + needed > begin.x + width) at = {begin.x, at.y + style.ui_size + 4 * style.scale};
        places.push_back(at);
        at.x += needed + 20 * style.scale;
    }
    if (!labels.empty()) ImGui::Dummy({1, at.y + style.ui_size - begin.y});
    return places;
}

// Draws one card with its bottom right at the corner of `room`, which it does not leave.
CardDrawn draw_card(const PanelStyle& style, const std::string& id, Rect room, const std::string& text, NoteLevel level,
                    const std::vector<std::string>& buttons) {
    const float scale = style.scale, width = std::min(card_width * scale, room.width);
    ImGui::SetNextWindowPos({room.x + room.width, room.y + room.height}, ImGuiCond_Always, {1, 1});
    ImGui::SetNextWindowSizeConstraints({width, 0}, {width, std::min(240 * scale, room.height)});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 5 * scale);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(16 * scale, 10 * scale));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, style.palette.header);  // the ground of the view is as light as a button
    ImGui::Begin(id.c_str(), nullptr, card_flags() | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_AlwaysAutoResize);
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
    ImGui::PopTextWrapPos();
    CardDrawn drawn{size.y, place_buttons(style, buttons, width - 32 * scale)};
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    return drawn;
}

// A button over a card, in its own window, because the card's window lets the mouse through.
bool draw_button(const PanelStyle& style, const std::string& id, ImVec2 at, const std::string& label) {
    const float margin = 4 * style.scale;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
    ImGui::SetNextWindowPos({at.x - margin, at.y - margin / 2});
    ImGui::SetNextWindowSize({text_width(style, label) + 2 * margin, style.ui_size + margin});
    ImGui::Begin(id.c_str(), nullptr, card_flags() | ImGuiWindowFlags_NoBackground);
    const bool clicked = word_button("##button", style, at.x, at.y, style.palette.running, label);
    ImGui::End();
    ImGui::PopStyleVar(3);
    return clicked;
}

}  // namespace

void Notifications::add(std::string text, NoteLevel level, double now, std::vector<Action> actions) {
    GIMBAL_ON(ui);
    const double until = level == NoteLevel::error || !actions.empty() ? console::never : now + seconds_shown;
    const auto same = std::find_if(notes_.begin(), notes_.end(),
                                   [&](const Note& n) { return n.text == text && n.level == level; });
    if (same != notes_.end()) notes_.erase(same);  // a repeated text keeps one card, at the newest place
    notes_.push_back({std::move(text), level, until, std::move(actions)});
    if (notes_.size() > max_cards) notes_.erase(least_needed());
}

// The oldest that goes by itself; without one, the oldest that offers nothing, except the newest; else the oldest.
std::vector<Notifications::Note>::iterator Notifications::least_needed() {
    const auto first = std::ranges::find_if(notes_, [](const Note& note) { return note.until != console::never; });
    if (first != notes_.end()) return first;
    const auto newest = notes_.end() - 1;
    const auto plain = std::find_if(notes_.begin(), newest, [](const Note& note) { return note.actions.empty(); });
    return plain != newest ? plain : notes_.begin();
}

std::vector<std::string> Notifications::buttons_of(const Note& note) const {
    std::vector<std::string> labels;
    for (const Action& action : note.actions) labels.push_back(action.label);
    if (note.until == console::never) labels.emplace_back("Dismiss");
    return labels;
}

void Notifications::draw(const PanelStyle& style, Rect place, double now) {
    GIMBAL_ON(ui);
    std::erase_if(notes_, [now](const Note& note) { return note.until <= now; });
    if (notes_.empty()) return;
    compat::push_font(style.ui, style.ui_size);
    const float edge = margin * style.scale;
    Rect room{place.x + edge, place.y + edge, std::max(1.0f, place.width - 2 * edge), place.height - 2 * edge};
    int dismissed = -1;
    std::function<void()> chosen;
    for (int at = static_cast<int>(notes_.size()) - 1; at >= 0 && room.height >= 2 * style.ui_size; --at) {
        const Note& note = notes_[static_cast<std::size_t>(at)];
        const std::string id = "##note" + std::to_string(at);
        const std::vector<std::string> labels = buttons_of(note);
        const CardDrawn card = draw_card(style, id, room, shortened(note.text), note.level, labels);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (!draw_button(style, id + " button " + std::to_string(i), card.buttons[i], labels[i])) continue;
            dismissed = at;
            if (i < note.actions.size()) chosen = note.actions[i].chosen;
        }
        room.height -= card.height + gap * style.scale;
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
        for (std::string& label : buttons_of(note)) rows.push_back(std::move(label));
    }
    return rows;
}

}  // namespace gimbal::app
