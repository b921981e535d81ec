// A question with a few answers, over everything else; the keyboard answers too.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// Enter takes the marked answer, the first unless Tab or the arrows went on; Escape takes the last.
// Thread: UI.   GIL: never.
class Question {
public:
    struct Answer {
        std::string label;
        std::function<void()> chosen;
    };
    void ask(std::string title, std::string text, std::vector<Answer> answers);
    bool is_open() const { return !answers_.empty(); }
    void draw(const console::PanelStyle& style);  // outside any window, or inside the dialog that asks
    std::vector<std::string> rows() const;

private:
    std::size_t answer_by_key();  // as many as there are: none
    std::string title_, text_;
    std::vector<Answer> answers_;
    std::size_t marked_ = 0;
    bool fresh_ = false;  // not drawn yet: the key that asked must not answer
};

}  // namespace gimbal::app
