// Reads what another program has on the clipboard, without ever waiting for that program on the UI thread.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace gimbal::app {

// GLFW's own read waits without limit for the selection's owner, which may be stopped or gone. So: a second connection
// to the X server, on a thread of its own, made at the first read, with a deadline for each answer. Thread: any.   GIL:
// never.
class SelectionReader {
public:
    enum class Selection { clipboard, primary };
    enum class Outcome { text, empty, no_answer };  // no_answer: the owner let the deadline pass
    struct Answer {
        Outcome outcome = Outcome::empty;
        std::string text;
    };
    static constexpr int deadline_ms = 300;

    SelectionReader();
    ~SelectionReader();  // drops what is asked and joins
    // `answer` is called on the reader's thread; it must only post.
    void read(Selection selection, std::function<void(Answer)> answer);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
