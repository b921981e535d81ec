// Reads the clipboard of another program. The UI thread never waits for that program.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace gimbal::console {

// GLFW's own read waits without limit for the owner of the selection, which may be stopped or gone. This class uses a
// second connection to the X server on its own thread, both made at the first read, with a deadline for each answer.
// Thread: any.   GIL: never.
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

}  // namespace gimbal::console
