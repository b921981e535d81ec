// Several consoles in one place, each with its own names, scrollback and prompt; one is in front.
#pragma once
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "panel/prompt/drafts.h"

namespace gimbal::console {

// Each event goes to the console whose run it tells of; all know what runs, for runs go one after the other over all of
// them. What no cell has written, and script files, belong to the console that was in front. Thread: UI.   GIL: never.
class ConsoleSet {
public:
    ConsoleSet(Engine& engine, ConsolePanelOptions options, Clipboard clipboard);
    ~ConsoleSet();  // keeps what is half typed

    std::size_t handle(ConsoleEvent& event);  // as ConsolePanel::handle
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);

    ConsolePanel& front() { return *all_[front_].panel; }
    const ConsolePanel& front() const { return *all_[front_].panel; }
    ConsoleId front_id() const { return all_[front_].id; }  // whose names what is run beside the prompt sees
    std::size_t count() const { return all_.size(); }
    std::size_t shown() const { return front_; }
    void add();  // brings it to the front
    void show(std::size_t place);
    void show_next(int steps);  // round
    // Refused, with the reason in its text, for the first one and while its run goes on. What it has queued is not run.
    bool close(std::size_t place);
    void keep_drafts();  // what is half typed, at once; else a moment after it was typed

    // --- Of the one in front.
    bool running() const { return front().running(); }
    double next_tick() const { return std::min(front().next_tick(), drafts_due_); }
    std::vector<PanelRow> rows() const { return front().rows(); }
    std::string typed() const { return front().typed(); }
    void type(std::string text) { front().type(std::move(text)); }
    void print(std::string text, Stream stream) { front().print(std::move(text), stream); }
    void clear() { front().clear(); }
    void toggle_variables() { front().toggle_variables(); }
    bool to_next_part() { return front().to_next_part(); }
    bool shows_variables() const { return front().shows_variables(); }
    void copy_selection() { front().copy_selection(); }
    void copy_without_prompts() { front().copy_without_prompts(); }
    void copy_script() { front().copy_script(); }
    bool has_selection() const { return front().has_selection(); }
    void find() { front().find(); }
    void open_last_error() { front().open_last_error(); }

private:
    struct Console {
        ConsoleId id;
        std::unique_ptr<ConsolePanel> panel;
        bool news = false;
    };
    void make(ConsoleId id);
    void bring_drafts_back();
    std::vector<Draft> gather_drafts() const;
    std::uint64_t drafts_mark() const;  // another one after each change
    void watch_drafts(double now);
    void obey(TabAction action);
    bool show_cell(RunId run, int line);  // in its console, which comes to the front
    void name_tabs();
    ConsoleId owner_of(RunId run) const;
    Console& owner(RunId run);
    std::size_t hand_out_text(OutputText& text);

    Engine& engine_;
    ConsolePanelOptions options_;
    Clipboard clipboard_;
    EngineReady ready_{};  // for the banner of a console that is made later
    std::vector<Console> all_;
    std::size_t front_ = 0;
    ConsoleId last_id_ = 0;
    std::map<RunId, ConsoleId> owners_;  // of the runs that are not the first console's
    RunId running_ = 0;
    Drafts drafts_;
    std::vector<Draft> kept_;  // on disk
    std::uint64_t drafts_seen_ = 0;
    double drafts_due_ = HUGE_VAL;
    std::vector<TabAction> asked_;  // clicked or pressed while a panel was drawn
};

}  // namespace gimbal::console
