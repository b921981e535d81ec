// Handing out what the engine tells, and the tabs.
#include "gimbal/console/console_set.h"

#include <algorithm>
#include <utility>

namespace gimbal::console {
namespace {

constexpr double draft_seconds = 1;  // after the first change, then what is half typed is kept

// Text that was taken from a block of the engine's already, a part of it for each console.
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

// What every console shows of the runs of all: that something runs, how far it is, what waits.
bool concerns_all(const ConsoleEvent& event) {
    return std::holds_alternative<RunQueued>(event) || std::holds_alternative<RunStarted>(event) ||
           std::holds_alternative<RunEnded>(event) || std::holds_alternative<RunRemoved>(event) ||
           std::holds_alternative<RunStopping>(event) || std::holds_alternative<Progress>(event);
}

}  // namespace

ConsoleSet::ConsoleSet(Engine& engine, ConsolePanelOptions options, Clipboard clipboard)
    : engine_(engine),
      options_(std::move(options)),
      clipboard_(std::move(clipboard)),
      drafts_(options_.draft_folder) {
    make(0);
    bring_drafts_back();
    name_tabs();
}

ConsoleSet::~ConsoleSet() { keep_drafts(); }

// Of a console other than the first its names are gone; what was typed there stands in a new one.
void ConsoleSet::bring_drafts_back() {
    for (const Draft& draft : drafts_.take_over()) {
        if (draft.console != 0) make(++last_id_);
        (draft.console != 0 ? all_.back() : all_.front()).panel->put_back(draft.text);
    }
    kept_ = gather_drafts();
    drafts_seen_ = drafts_mark();
}

std::vector<Draft> ConsoleSet::gather_drafts() const {
    std::vector<Draft> drafts;
    for (const Console& one : all_)
        if (std::string text = one.panel->draft(); !text.empty()) drafts.push_back({one.id, std::move(text)});
    return drafts;
}

std::uint64_t ConsoleSet::drafts_mark() const {
    std::uint64_t mark = all_.size();
    for (const Console& one : all_) mark = mark * 31 + one.panel->draft_revision();
    return mark;
}

// At once when a line was entered or erased: it must not come back.
void ConsoleSet::watch_drafts(double now) {
    if (const std::uint64_t mark = drafts_mark(); std::exchange(drafts_seen_, mark) != mark)
        drafts_due_ = front().draft().empty() ? now : std::min(drafts_due_, now + draft_seconds);
    if (now >= drafts_due_) keep_drafts();
}

void ConsoleSet::keep_drafts() {
    drafts_due_ = HUGE_VAL;
    std::vector<Draft> drafts = gather_drafts();
    if (drafts == kept_) return;
    kept_ = std::move(drafts);
    drafts_.write(kept_);
}

void ConsoleSet::make(ConsoleId id) {
    ConsolePanelOptions options = options_;
    options.console = id;
    options.on_tab = [this](TabAction action) { asked_.push_back(action); };
    options.show_cell = [this](RunId run, int line) { return show_cell(run, line); };
    all_.push_back({id, std::make_unique<ConsolePanel>(engine_, std::move(options), clipboard_)});
    if (ready_.python_version.empty()) return;
    ConsoleEvent banner = ready_;
    all_.back().panel->handle(banner);
}

ConsoleId ConsoleSet::owner_of(RunId run) const {
    const auto found = owners_.find(run);
    return found == owners_.end() ? 0 : found->second;
}

ConsoleSet::Console& ConsoleSet::owner(RunId run) {
    const ConsoleId id = owner_of(run);
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const Console& one) { return one.id == id; });
    return found == all_.end() ? all_.front() : *found;  // closed: its last words come to the first
}

std::size_t ConsoleSet::handle(ConsoleEvent& event) {
    if (auto* text = std::get_if<OutputText>(&event)) return hand_out_text(*text);
    if (const auto* ready = std::get_if<EngineReady>(&event)) ready_ = *ready;
    if (const auto* queued = std::get_if<RunQueued>(&event)) {
        // A part of a script file says whose names it sees; a whole file sees nobody's.
        const ConsoleId id = queued->kind == RunKind::cell || queued->console != 0 ? queued->console : all_[front_].id;
        if (id != 0) owners_[queued->run] = id;
    }
    if (const auto* started = std::get_if<RunStarted>(&event)) running_ = started->run;
    if (const auto* ended = std::get_if<RunEnded>(&event); ended && ended->run == running_) running_ = 0;
    const RunId run = run_of(event);
    if (run == 0) {  // of no run: whoever has asked for it knows it by its number
        std::size_t cost = 0;
        for (Console& one : all_) cost += one.panel->handle(event);
        return cost;
    }
    Console& own = owner(run);
    if (concerns_all(event))
        for (Console& one : all_)
            if (&one != &own) one.panel->observe(event);
    return own.panel->handle(event);
}

std::size_t ConsoleSet::hand_out_text(OutputText& text) {
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

void ConsoleSet::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) {
    front().draw(rect, style, input, focused, now);
    for (const TabAction& action : std::exchange(asked_, {})) obey(action);
    watch_drafts(now);
}

void ConsoleSet::obey(TabAction action) {
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
        if (all_[i].id != owner_of(run) || !all_[i].panel->show_cell(run, line)) continue;
        asked_.push_back({TabAction::Type::show, i});  // after the frame that is being drawn
        return true;
    }
    return false;
}

void ConsoleSet::add() {
    make(++last_id_);
    show(all_.size() - 1);
}

void ConsoleSet::show(std::size_t place) {
    if (place >= all_.size()) return;
    front_ = place;
    all_[place].news = false;
    name_tabs();
}

void ConsoleSet::show_next(int steps) {
    const auto count = static_cast<std::ptrdiff_t>(all_.size());
    show(static_cast<std::size_t>(((static_cast<std::ptrdiff_t>(front_) + steps) % count + count) % count));
}

bool ConsoleSet::close(std::size_t place) {
    if (place >= all_.size()) return false;
    Console& one = all_[place];
    const char* why_not = one.id == 0 ? "The first console stays: scripts and plug-ins write to it."
                          : running_ && owner_of(running_) == one.id
                              ? "Its run still goes on: stop it first, with Ctrl-C or Stop."
                              : nullptr;
    if (why_not) {
        one.panel->print(why_not, Stream::host);
        return false;
    }
    for (const auto& [run, id] : owners_)
        if (id == one.id) engine_.remove_queued(run);
    engine_.close_console(one.id);
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(place));
    show(front_ > place || front_ == all_.size() ? front_ - 1 : front_);
    return true;
}

void ConsoleSet::name_tabs() {
    std::vector<ConsoleTab> tabs;
    for (const Console& one : all_) tabs.push_back({"Console " + std::to_string(one.id + 1), one.news, one.id != 0});
    front().set_tabs(std::move(tabs), front_);
}

}  // namespace gimbal::console
