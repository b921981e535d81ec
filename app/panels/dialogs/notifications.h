// Cards over the 3D view. They go after a few seconds; errors and cards with actions stay until they are dismissed.
// A click on a card outside its buttons reaches what lies under it.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "api/host.h"
#include "app/names.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class Notifications {
public:
    struct Action {
        std::string label;
        std::function<void()> chosen;  // the card is dismissed before it is called
    };
    void add(std::string text, NoteLevel level, double now, std::vector<Action> actions = {});
    void draw(const PanelStyle& style, Rect place, double now);  // at the bottom right of `place`
    double next_tick() const;
    std::vector<std::string> rows() const;
    std::vector<Action> offered();  // the actions of all cards, newest first, for the Help menu

private:
    struct Note {
        std::string text;
        NoteLevel level;
        double until;
        std::vector<Action> actions;
    };
    std::vector<Note>::iterator least_needed();
    std::vector<std::string> buttons_of(const Note& note) const;

    std::vector<Note> notes_;
};

}  // namespace gimbal::app
