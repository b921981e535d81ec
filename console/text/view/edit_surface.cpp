// The clipboard answers a paste later. Keys pressed after it wait, so that the order of input is kept.
#include "text/view/edit_surface.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr double clipboard_patience_seconds = 0.5;  // the owner of the selection may be dead
constexpr double blink_seconds = 0.5;
constexpr std::int64_t all_rows = std::int64_t{1} << 40;  // more than any text has
constexpr int left_button = 0, middle_button = 2;

// The rows that a caret moves by, down; 0 for any other command.
int rows_of(Command command, int page) {
    using enum Command;
    switch (command) {
        case up: return -1;
        case down: return 1;
        case page_up: return -page;
        case page_down: return page;
        default: return 0;
    }
}

// NUL would end the clipboard's text, so its symbol is copied.
std::string without_nul(std::string text) {
    if (text.find('\0') == std::string::npos) return text;
    std::string copied;
    for (const char c : text)
        if (c == '\0') copied += "\xE2\x90\x80";
        else copied += c;
    return copied;
}

}  // namespace

EditSurface::EditSurface(EditSurfaceOwner& owner, TextView& view, TextEditor* editor, Clipboard clipboard,
                         KeyPlace place)
    : owner_(owner),
      view_(view),
      editor_(editor),
      clipboard_(std::move(clipboard)),
      place_(place),
      self_(std::make_shared<EditSurface*>(this)) {}

void EditSurface::process(std::span<const InputEvent> input, bool focused, bool blocked, double now) {
    GIMBAL_ON(ui);
    begin(focused, now);
    for (const InputEvent& event : input) handle(event, blocked);
    end();
}

void EditSurface::begin(bool focused, double now) {
    GIMBAL_ON(ui);
    now_ = now;
    if (focused && !focused_) blink_from_ = now;
    focused_ = focused;
    if (waits_for_clipboard() && now - waiting_since_ > clipboard_patience_seconds) waiting_since_ = 0;
    handle_held_keys();
}

void EditSurface::handle(const InputEvent& event, bool blocked) {
    GIMBAL_ON(ui);
    const bool keyboard = event.kind == InputEvent::Kind::key || event.kind == InputEvent::Kind::text;
    if (blocked && !view_.captured()) return;
    if (keyboard && focused_) held_.push_back(event);
    handle_held_keys();
    if (!keyboard) handle_mouse(event);
}

void EditSurface::end() {
    GIMBAL_ON(ui);
    view_.auto_scroll(now_);
    caret_visible_ = focused_ &&
                     (!std::isfinite(now_) || std::fmod(now_ - blink_from_, 2 * blink_seconds) < blink_seconds);
}

void EditSurface::handle_held_keys() {
    while (!held_.empty() && !waits_for_clipboard() && owner_.takes_keys()) {
        InputEvent event = held_.front();
        held_.pop_front();
        handle_key(event);
    }
}

std::vector<InputEvent> EditSurface::take_held() {
    std::vector<InputEvent> held(held_.begin(), held_.end());
    held_.clear();
    return held;
}

double EditSurface::next_tick() const {
    double tick = std::max(view_.next_tick(), now_);
    if (waits_for_clipboard()) tick = std::min(tick, waiting_since_ + clipboard_patience_seconds);
    if (focused_ && editor_ != nullptr)
        tick = std::min(tick, blink_from_ + (std::floor((now_ - blink_from_) / blink_seconds) + 1) * blink_seconds);
    return tick;
}

void EditSurface::handle_mouse(const InputEvent& event) {
    if (!view_.captured() && owner_.on_input(event)) return;
    const bool inside = view_.geometry().rect.contains(event.x, event.y);
    if (event.kind == InputEvent::Kind::wheel && inside) view_.wheel(event.wheel_y);
    if (event.kind == InputEvent::Kind::mouse_move && view_.drag(event.x, event.y)) select_in_editor();
    if (event.kind != InputEvent::Kind::mouse_button) return;
    if (event.action == InputEvent::Action::release) {
        if (event.code == left_button && view_.release()) share_selection();
    } else if (inside && event.code == left_button) {
        blink_from_ = now_;
        view_.press(event);
        select_in_editor();
    } else if (inside && event.code == middle_button && editor_ != nullptr) {
        if (auto position = owner_.to_buffer(view_.hit(event.x, event.y))) editor_->place_caret(*position);
        paste_primary();
    }
}

// The editor adopts a selection if both ends are in its text.
void EditSurface::select_in_editor() {
    if (editor_ == nullptr) return;
    auto anchor = owner_.to_buffer(view_.anchor()), head = owner_.to_buffer(view_.head());
    if (anchor && head) editor_->select(*anchor, *head);
}

void EditSurface::sync_selection() {
    if (editor_ != nullptr) view_.select(owner_.to_view(editor_->anchor()), caret());
}

void EditSurface::edited() {
    GIMBAL_ON(ui);
    owner_.on_edited();
    sync_selection();
    blink_from_ = now_;
    show_caret();
}

void EditSurface::select(TextPosition begin, TextPosition end) {
    GIMBAL_ON(ui);
    view_.select(begin, end);
    select_in_editor();
    view_.reveal_in_context(begin);
    blink_from_ = now_;
}

void EditSurface::handle_key(const InputEvent& event) {
    if (owner_.on_input(event)) return;
    if (event.kind == InputEvent::Kind::text) {
        if (editor_ == nullptr || event.code < 0x20 || event.code == 0x7F) return;
        if (owner_.on_text(static_cast<char32_t>(event.code))) return;
        editor_->type(static_cast<char32_t>(event.code), event.time);
        edited();
        owner_.on_typed(static_cast<char32_t>(event.code));
        return;
    }
    if (event.action == InputEvent::Action::release) return;
    auto match = find_command(event, place_);
    if (!match) return;
    if (!match->extend && owner_.on_command(match->command)) return;
    run_command(match->command, match->extend);
}

void EditSurface::run_command(Command command, bool extend) {
    GIMBAL_ON(ui);
    int page = static_cast<int>(view_.geometry().rows()) - 1;
    switch (command) {
        case Command::copy: copy(); return;
        case Command::paste: paste(); return;
        case Command::paste_primary: paste_primary(); return;
        case Command::scroll_to_begin: view_.scroll_by(-all_rows); return;
        case Command::scroll_to_end: view_.scroll_by(all_rows); return;
        case Command::scroll_up: view_.scroll_by(-1); return;
        case Command::scroll_down: view_.scroll_by(1); return;
        case Command::cut:
            if (editor_ != nullptr && editor_->has_selection() && copy()) {
                editor_->erase_selection();
                edited();
            }
            return;
        default: break;
    }
    if (editor_ == nullptr) {
        if (const int rows = rows_of(command, page)) view_.scroll_by(rows);
        if (command == Command::text_start) view_.scroll_by(-all_rows);
        if (command == Command::text_end) view_.scroll_to_end();
        if (command == Command::select_all)
            view_.select({view_.source().first_line(), 0}, {view_.source().end_line(), 0});
        return;
    }
    const std::uint64_t revision = editor_->buffer().revision();
    if (const int rows = rows_of(command, std::max(1, page)))
        editor_->place_caret(rows_from(editor_->caret(), rows), extend);
    else if (!editor_->apply(command, extend)) return;
    if (editor_->buffer().revision() != revision) return edited();
    sync_selection();
    blink_from_ = now_;
    show_caret();
    if (extend) share_selection();
}

std::optional<BracketMatch> EditSurface::brackets() {
    GIMBAL_ON(ui);
    if (editor_ == nullptr || !focused_ || editor_->has_selection()) return std::nullopt;
    std::optional<BracketMatch> match = editor_->brackets();
    if (match) match->bracket = owner_.to_view(match->bracket);
    if (match && match->partner) match->partner = owner_.to_view(*match->partner);
    return match;
}

bool EditSurface::copy() {
    GIMBAL_ON(ui);
    bool editors = editor_ != nullptr && editor_->has_selection() && caret() == view_.head();
    std::string text = editors ? editor_->selected_text() : view_.selected_text();
    if (text.empty()) return false;
    set_clipboard(std::move(text));
    return true;
}

void EditSurface::set_clipboard(std::string text) {
    GIMBAL_ON(ui);
    clipboard_.set(without_nul(std::move(text)));
}

void EditSurface::paste() {
    if (editor_ != nullptr) ask_paste([this](std::string_view text) { paste_text(text); });
}

void EditSurface::paste_primary() {
    if (editor_ != nullptr) ask_clipboard(clipboard_.get_primary, [this](std::string_view text) { paste_text(text); });
}

void EditSurface::share_selection() {
    if (view_.has_selection()) clipboard_.set_primary(without_nul(view_.selected_text()));
}

void EditSurface::ask_paste(std::function<void(std::string_view)> take) {
    ask_clipboard(clipboard_.get, std::move(take));
}

void EditSurface::ask_clipboard(const Getter& get, std::function<void(std::string_view)> take) {
    waiting_since_ = std::max(now_, 1e-9);
    std::uint64_t request = ++asked_;
    get([weak = std::weak_ptr(self_), request, take = std::move(take)](std::string text) {
        auto alive = weak.lock();
        if (!alive || (*alive)->asked_ != request || !(*alive)->waits_for_clipboard())
            return;  // the surface is gone, or the answer is too late
        (*alive)->waiting_since_ = 0;
        take(text);
    });
}

void EditSurface::paste_text(std::string_view text) {
    GIMBAL_ON(ui);
    if (editor_ == nullptr) return;
    std::string mended = editor_->mended(text);
    owner_.on_paste(mended);
    editor_->paste(mended);
    edited();
}

// Moves by rows on screen. The target cell is kept across shorter rows.
TextPosition EditSurface::rows_from(TextPosition from, int rows) {
    TextPosition here = owner_.to_view(from);
    const TextLayout& layout = view_.layout();
    if (goal_at_ != from) goal_cell_ = layout.cell_of(here);
    RowAddress row = layout.row_of(here), target = layout.step(row, rows);
    TextPosition at = layout.at(target, goal_cell_);
    if (target == row) at = rows < 0 ? TextPosition{row.line, 0} : TextPosition{row.line, ~0u};
    auto result = owner_.to_buffer(at);
    if (!result) result = rows < 0 ? TextPosition{0, 0} : editor_->buffer().end();
    goal_at_ = editor_->buffer().clamp(*result);
    return goal_at_;
}

}  // namespace gimbal::console
