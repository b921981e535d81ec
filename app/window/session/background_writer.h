// A thread that writes files, so that a slow disk never stops the window.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace gimbal::app {

// New work replaces the work of its slot that has not begun.
// Thread: UI.   GIL: never.
class BackgroundWriter {
public:
    BackgroundWriter();
    ~BackgroundWriter();  // drops what has not begun and does not wait for the rest, which must own what it uses
    BackgroundWriter(const BackgroundWriter&) = delete;

    void write(const std::string& slot, std::function<void()> work);  // returns at once; drops what `work` throws
    bool wait_for(double seconds) const;                              // true: all work is done

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;  // with the thread, which may outlive the writer
};

}  // namespace gimbal::app
