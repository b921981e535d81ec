// Several consoles, as tabs of one panel or side by side. Each has its own namespace, scrollback and prompt.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/console_panel.h"

namespace gimbal::console {

class Drafts;
struct Draft;

// Passes each event to the console that owns its run. A script file or a command belongs to the console that was in
// front when it was queued. Output that belongs to no run goes to the first console. Runs are serial over all consoles,
// so all show the current run. Thread: UI.   GIL: never.
class ConsoleSet {
public:
    ConsoleSet(Engine& engine, ConsolePanelOptions options, Clipboard clipboard);
    ~ConsoleSet();  // keeps the drafts

    std::size_t handle(ConsoleEvent& event);  // as ConsolePanel::handle
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);
    // As the functions of ConsolePanel with these names.
    void draw_in_window(const PanelStyle& style = {}, std::optional<std::span<const InputEvent>> input = std::nullopt);
    // Instead of the two above, for consoles side by side: draws one console into the current ImGui window, which is
    // the host's for this id(). The header has the console's name and no tabs. The console with the keyboard is in
    // front. `+` and the key for a new console add one, which takes the keyboard where the host first draws it. Draw
    // each console once a frame; an index that is too large, after a console has closed itself, draws nothing.
    void draw_one_in_window(std::size_t index, const PanelStyle& style = {},
                            std::optional<std::span<const InputEvent>> input = std::nullopt);
    bool has_keyboard() const;
    void take_keyboard();
    double next_tick() const;
    void offer(RunId run, std::string words, std::function<void()> chosen);  // in the console of the run

    ConsolePanel& front() { return *all_[front_].panel; }
    const ConsolePanel& front() const { return *all_[front_].panel; }
    ConsoleId front_id() const { return all_[front_].id; }
    ConsolePanel& panel(std::size_t index) { return *all_.at(index).panel; }
    ConsoleId id(std::size_t index) const { return all_.at(index).id; }  // never used again after its close()
    std::string name(std::size_t index) const;                           // "Console 2", as its tab says
    std::size_t count() const { return all_.size(); }
    std::size_t shown() const { return front_; }  // the index of the console in front
    void add();                                   // a new console, in front
    void show(std::size_t index);
    void show_next(int steps);  // wraps around
    // Also removes its queued runs. Returns false, and prints the reason in that console, for the first console and
    // while the current run is its run.
    bool close(std::size_t index);
    void keep_drafts();  // now; otherwise a second after the last change

private:
    struct Console {
        ConsoleId id;
        std::unique_ptr<ConsolePanel> panel;
        bool news = false;
    };
    void make(ConsoleId id);
    void restore_drafts();
    std::vector<Draft> drafts() const;
    std::uint64_t drafts_revision() const;  // changes with any draft
    void perform(TabAction action);
    void perform_tab_actions();
    void begin_frame(bool side_by_side);
    void finish_frame(double now);
    void note_drafts(double now);
    bool show_cell(RunId run, int line);  // in the console that owns the run, which comes to the front
    void name_tabs();
    ConsoleId owner_id(RunId run) const;
    Console& owner(RunId run);
    std::size_t distribute(OutputText& text);

    Engine& engine_;
    ConsolePanelOptions options_;
    Clipboard clipboard_;
    EngineReady ready_{};  // for the banner of consoles that are made later
    std::vector<Console> all_;
    std::vector<Console> closed_;  // destroyed at the next frame, because this one may show their pictures
    std::size_t front_ = 0;
    ConsoleId last_id_ = 0;
    std::map<RunId, ConsoleId> owners_;  // of the runs that do not belong to the first console
    std::unique_ptr<Drafts> drafts_;
    std::unique_ptr<WindowArea> area_;    // of draw_in_window()
    std::vector<TabAction> tab_actions_;  // performed before and after a frame, not while it is drawn
    bool side_by_side_ = false;           // how the last frame was drawn
    int frame_ = -1;                      // ImGui's number of it
};

}  // namespace gimbal::console
