// Passes each event to its console, and keeps the tabs.
#include "gimbal/console/console_set.h"

#include <imgui.h>

#include <algorithm>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/key_map.h"
#include "gimbal/console/thread_role.h"
#include "panel/prompt/drafts.h"
#include "panel/view/console_tabs.h"
#include "panel/view/window_area.h"

namespace gimbal::console {
namespace {

// One console's part of the text that was taken from a block of the engine.
class TakenText final : public TextBlock {
public:
    TakenText(std::vector<TextPiece> pieces, std::uint64_t dropped) : pieces_(std::move(pieces)), dropped_(dropped) {}
    std::vector<TextPiece> take(std::uint64_t& dropped_lines) override {
        dropped_lines = std::exchange(dropped_, 0);
        return std::move(pieces_);
    }

private:
    std::vector<TextPiece> pieces_;
    std::uint64_t dropped_;
};

RunId run_of(const ConsoleEvent& event) {
    return std::visit(
        [](const auto& one) -> RunId {
            if constexpr (requires { one.run; }) return one.run;
            else return 0;
        },
        event);
}

}  // namespace

ConsoleSet::ConsoleSet(Engine& engine, ConsolePanelOptions options, Clipboard clipboard)
    : engine_(engine),
      options_(std::move(options)),
      clipboard_(std::move(clipboard)),
      drafts_(std::make_unique<Drafts>(options_.draft_folder)),
      area_(std::make_unique<WindowArea>()) {
    make(0);
    restore_drafts();
    name_tabs();
}

ConsoleSet::~ConsoleSet() { keep_drafts(); }

// The namespace of any console but the first is gone, so its draft goes to a new console.
void ConsoleSet::restore_drafts() {
    for (const Draft& draft : drafts_->take_over()) {
        if (draft.console != 0) make(++last_id_);
        (draft.console != 0 ? all_.back() : all_.front()).panel->restore_draft(draft.text);
    }
    drafts_->assume_kept(drafts(), drafts_revision());
}

std::vector<Draft> ConsoleSet::drafts() const {
    std::vector<Draft> drafts;
    for (const Console& one : all_)
        if (std::string text = one.panel->draft(); !text.empty()) drafts.push_back({one.id, std::move(text)});
    return drafts;
}

std::uint64_t ConsoleSet::drafts_revision() const {
    std::uint64_t revision = all_.size();
    for (const Console& one : all_) revision = revision * 31 + one.panel->draft_revision();
    return revision;
}

void ConsoleSet::keep_drafts() {
    GIMBAL_ON(ui);
    drafts_->keep(drafts());
}

double ConsoleSet::next_tick() const {
    GIMBAL_ON(ui);
    if (area_->wants_frame()) return 0;
    double next = std::min(front().next_tick(), drafts_->due());
    for (std::size_t i = 0; side_by_side_ && i < all_.size(); ++i) next = std::min(next, all_[i].panel->next_tick());
    return next;
}

void ConsoleSet::make(ConsoleId id) {
    ConsolePanelOptions options = options_;
    options.console = id;
    options.on_tab = [this](TabAction action) { tab_actions_.push_back(action); };
    options.show_cell = [this](RunId run, int line) { return show_cell(run, line); };
    all_.push_back({id, std::make_unique<ConsolePanel>(engine_, std::move(options), clipboard_)});
    if (ready_.python_version.empty()) return;
    ConsoleEvent banner = ready_;
    all_.back().panel->handle(banner);
}

ConsoleId ConsoleSet::owner_id(RunId run) const {
    const auto found = owners_.find(run);
    return found == owners_.end() ? 0 : found->second;
}

ConsoleSet::Console& ConsoleSet::owner(RunId run) {
    const ConsoleId id = owner_id(run);
    const auto found = std::ranges::find(all_, id, &Console::id);
    return found == all_.end() ? all_.front() : *found;  // its console is closed: the output goes to the first
}

void ConsoleSet::offer(RunId run, std::string words, std::function<void()> chosen) {
    GIMBAL_ON(ui);
    owner(run).panel->offer(std::move(words), std::move(chosen));
}

std::size_t ConsoleSet::handle(ConsoleEvent& event) {
    GIMBAL_ON(ui);
    if (auto* text = std::get_if<OutputText>(&event)) return distribute(*text);
    if (const auto* ready = std::get_if<EngineReady>(&event)) ready_ = *ready;
    if (const auto* queued = std::get_if<RunQueued>(&event)) {
        // A part of a script file names the console whose namespace it uses. A whole file has its own namespace.
        const ConsoleId id = queued->kind == RunKind::cell || queued->console != 0 ? queued->console : all_[front_].id;
        if (id != 0) owners_[queued->run] = id;
    }
    const RunId run = run_of(event);
    const bool asks = std::holds_alternative<InputRequested>(event) || std::holds_alternative<InputDone>(event);
    if (run == 0 && !asks) {  // an answer to a request: the console that made it recognises its number
        std::size_t cost = 0;
        for (Console& one : all_) cost += one.panel->handle(event);
        return cost;
    }
    return owner(run).panel->handle(event);
}

std::size_t ConsoleSet::distribute(OutputText& text) {
    if (!text.block) return 0;
    if (all_.size() == 1) {
        ConsoleEvent whole = text;
        return all_.front().panel->handle(whole);
    }
    std::uint64_t dropped = 0;
    std::vector<TextPiece> pieces = text.block->take(dropped);
    std::size_t cost = 0;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        std::vector<TextPiece> own;
        for (TextPiece& piece : pieces)
            if (&owner(piece.run) == &all_[i]) own.push_back(std::move(piece));
        if (own.empty() && !(i == 0 && dropped > 0)) continue;
        ConsoleEvent part = OutputText{std::make_shared<TakenText>(std::move(own), i == 0 ? dropped : 0)};
        cost += all_[i].panel->handle(part);
        if (i != front_ && !std::exchange(all_[i].news, true)) name_tabs();
    }
    return cost;
}

// Once a frame. The pictures of a closed console may be in the draw lists of the frame in which it was closed.
void ConsoleSet::begin_frame(bool side_by_side) {
    if (std::exchange(frame_, ImGui::GetFrameCount()) == ImGui::GetFrameCount()) return;
    if (std::exchange(side_by_side_, side_by_side) != side_by_side) name_tabs();
    closed_.clear();
    perform_tab_actions();
}

void ConsoleSet::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) {
    GIMBAL_ON(ui);
    begin_frame(false);
    front().draw(rect, style, input, focused, now);
    finish_frame(now);
}

void ConsoleSet::draw_in_window(const PanelStyle& style, std::optional<std::span<const InputEvent>> input) {
    GIMBAL_ON(ui);
    begin_frame(false);
    front().draw_in(*area_, style, input);
    finish_frame(steady_seconds());
}

// Consoles come and go at the beginning of a frame only, so the host can loop over them while it draws.
void ConsoleSet::draw_one_in_window(std::size_t index, const PanelStyle& style,
                                    std::optional<std::span<const InputEvent>> input) {
    GIMBAL_ON(ui);
    begin_frame(true);
    if (index >= all_.size()) return;
    panel(index).draw_in_window(style, input);
    if (panel(index).has_keyboard()) front_ = index;
    note_drafts(steady_seconds());
}

bool ConsoleSet::has_keyboard() const {
    GIMBAL_ON(ui);
    return side_by_side_ ? front().has_keyboard() : area_->has_keyboard();
}

void ConsoleSet::take_keyboard() {
    GIMBAL_ON(ui);
    side_by_side_ ? front().take_keyboard() : area_->take_keyboard();
}

// The input that came after the key or the click goes to the console that is in front then.
void ConsoleSet::perform_tab_actions() {
    for (const TabAction& action : std::exchange(tab_actions_, {})) {
        std::vector<InputEvent> rest = front().take_rest();
        perform(action);
        front().give_input(std::move(rest));
    }
}

void ConsoleSet::finish_frame(double now) {
    perform_tab_actions();
    note_drafts(now);
}

void ConsoleSet::note_drafts(double now) {
    drafts_->note(drafts_revision(), front().draft().empty(), now);
    if (now >= drafts_->due()) keep_drafts();
}

void ConsoleSet::perform(TabAction action) {
    switch (action.type) {
        case TabAction::Type::show: return show(action.tab);
        case TabAction::Type::close: close(action.tab == TabAction::of_front ? front_ : action.tab); return;
        case TabAction::Type::add: return add();
        case TabAction::Type::next: return show_next(1);
        case TabAction::Type::previous: return show_next(-1);
    }
}

bool ConsoleSet::show_cell(RunId run, int line) {
    for (std::size_t i = 0; i < all_.size(); ++i) {
        if (all_[i].id != owner_id(run) || !all_[i].panel->show_cell(run, line)) continue;
        front().pass_on_input();
        tab_actions_.push_back({TabAction::Type::show, i});
        return true;
    }
    return false;
}

void ConsoleSet::add() {
    GIMBAL_ON(ui);
    make(++last_id_);
    show(all_.size() - 1);
}

void ConsoleSet::show(std::size_t index) {
    GIMBAL_ON(ui);
    if (index >= all_.size()) return;
    front_ = index;
    all_[index].news = false;
    name_tabs();
    if (side_by_side_) front().take_keyboard();
}

void ConsoleSet::show_next(int steps) {
    GIMBAL_ON(ui);
    show((front_ + all_.size() + static_cast<std::size_t>(steps)) % all_.size());
}

bool ConsoleSet::close(std::size_t index) {
    GIMBAL_ON(ui);
    if (index >= all_.size()) return false;
    Console& one = all_[index];
    const RunStatus* running = engine_.runs().current();
    const bool runs = running && owner_id(running->id) == one.id;
    if (one.id == 0 || runs) {
        one.panel->print(one.id == 0 ? "The first console stays: scripts and plug-ins write to it."
                                     : "Its run has not ended. Stop it first, with " +
                                           keys_of(Command::interrupt, KeyPlace::console) + " or Stop.",
                         Stream::host);
        return false;
    }
    for (const RunId run : engine_.runs().queued())
        if (owner_id(run) == one.id) engine_.remove_queued(run);
    for (const InputRequested& question : engine_.runs().questions())
        if (owner_id(question.run) == one.id) engine_.end_input(question.question);
    engine_.close_console(one.id);
    closed_.push_back(std::move(one));
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(index));
    show(front_ > index || front_ == all_.size() ? front_ - 1 : front_);
    return true;
}

std::string ConsoleSet::name(std::size_t index) const { return "Console " + std::to_string(id(index) + 1); }

void ConsoleSet::name_tabs() {
    std::vector<ConsoleTab> tabs;
    for (std::size_t i = 0; i < all_.size(); ++i) tabs.push_back({name(i), all_[i].news, all_[i].id != 0});
    if (side_by_side_) {
        for (std::size_t i = 0; i < all_.size(); ++i) all_[i].panel->set_tabs({tabs[i]}, 0);
        return;
    }
    if (tabs.size() == 1) tabs[0].name = ConsoleTabs::usual_title;
    front().set_tabs(std::move(tabs), front_);
}

}  // namespace gimbal::console
