// The background tasks of the terminal's console: they go on while readline waits for a key.
#pragma once
#include "engine/runs/async_loop.h"

namespace gimbal::console {

// Puts itself into PyOS_InputHook, which readline calls ten times a second while no key comes; a hook that stands there
// already (a GUI toolkit's) is left. Runs the loop until a key or a Ctrl-C comes, with SIGINT held back: it clears the
// line and strikes no task. Thread: script.   GIL: held where it is made and destroyed; taken inside where readline
// calls.
class PromptTasks {
public:
    PromptTasks(AsyncLoop& loop, const RunQueue& runs);
    ~PromptTasks();
    PromptTasks(const PromptTasks&) = delete;
    PromptTasks& operator=(const PromptTasks&) = delete;

    void run_until_key();

private:
    AsyncLoop& loop_;
    const RunQueue& runs_;
    int key_or_interrupt_ = -1;  // an epoll of standard input and of a signalfd
    int interrupt_ = -1;
};

}  // namespace gimbal::console
