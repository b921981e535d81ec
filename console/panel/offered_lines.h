// Lines of the host that the user may choose, such as "Undo its changes" below a run that has failed.
#pragma once
#include <deque>
#include <functional>
#include <string>

#include "panel/console_screen.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class OfferedLines {
public:
    explicit OfferedLines(ConsoleScreen& screen) : screen_(screen) {}

    struct Offer {
        LineId line;
        std::string words;
        std::function<void()> chosen;
    };
    void add(std::string words, std::function<void()> chosen);  // prints the line
    const Offer* newest();                                      // nullptr: none is in the scrollback
    bool press(float x, float y);                               // true: an offer was chosen
    void show_pointer();                                        // the hand over an offer

private:
    const Offer* at(float x, float y);
    void drop_gone();

    ConsoleScreen& screen_;
    std::deque<Offer> offers_;  // in order of their lines
};

}  // namespace gimbal::console
