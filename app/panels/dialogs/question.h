// A modal question with a few answers, for mouse and keyboard.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/names.h"

namespace gimbal::app {

// Enter chooses the marked answer: the first one, until Tab or the arrow keys move the mark. Escape chooses the last,
// or calls `escaped` if there is one. Thread: UI.   GIL: never.
class Question {
public:
    struct Choice {
        std::string label;
        std::function<void()> chosen;
    };
    void ask(std::string title, std::string text, std::vector<Choice> choices, std::function<void()> escaped = {});
    void close() { choices_.clear(); }  // without an answer
    bool is_open() const { return !choices_.empty(); }
    void draw(const PanelStyle& style);  // outside any ImGui window, or inside the dialog that asks
    std::vector<std::string> rows() const;  // once it takes keys

private:
    std::size_t choice_by_key();  // the number of choices: none; one more: Escape
    std::size_t draw_choices(const PanelStyle& style, float width);
    float button_width(const Choice& choice, float least) const;
    std::string title_, text_;
    std::vector<Choice> choices_;
    std::function<void()> escaped_;
    std::size_t marked_ = 0;
    bool takes_keys_ = false;  // not at once: the key press that led to the question must not answer it
    int asked_in_frame_ = -1;
};

}  // namespace gimbal::app
