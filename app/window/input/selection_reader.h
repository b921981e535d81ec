// Reads the clipboard text of other programs without blocking the UI thread.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace gimbal::app {

// GLFW waits without a limit for the owner of the selection, which may hang. This class reads on its own thread with
// its own connection to the X server, created at the first read, and with a deadline. Thread: any.   GIL: never.
class SelectionReader {
public:
    enum class Selection { clipboard, primary };
    enum class Outcome { text, empty, no_answer };  // no_answer: the deadline has passed
    struct SelectionText {
        Outcome outcome = Outcome::empty;
        std::string text;
    };
    static constexpr int deadline_ms = 300;

    SelectionReader();
    ~SelectionReader();  // drops pending requests and joins the thread
    // `answer` is called on the reader's thread and should only post.
    void read(Selection selection, std::function<void(SelectionText)> answer);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
