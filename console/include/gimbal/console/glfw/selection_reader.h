// Reads the clipboard of another program. The UI thread never waits for that program.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gimbal::console {

// GLFW's own read waits without limit for the owner of the selection, which may be stopped or gone. This class uses a
// second connection to the X server on its own thread, both made at the first read, with a deadline for each answer.
// Thread: any.   GIL: never.
class SelectionReader {
public:
    enum class Selection { clipboard, primary };
    static constexpr int deadline_ms = 300;  // for an answer, or for the next piece of a large one
    static constexpr int most_ms = 10000;    // for all pieces

    SelectionReader();
    ~SelectionReader();  // drops pending requests and joins the thread
    // Receives the text, which is empty if there is none, or nullopt if the owner has not answered in time.
    // Thread: the reader's, so it should only post.
    using Answer = std::function<void(std::optional<std::string>)>;
    void read(Selection selection, Answer answer);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
