// Runs the background tasks of the terminal's console while readline waits for a key.
#pragma once
#include "engine/runs/async_loop.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

// Installs itself as PyOS_InputHook, which readline calls ten times a second while no key comes, unless a GUI toolkit
// has installed one. The hook runs the event loop until a key or a Ctrl-C comes. SIGINT is blocked meanwhile, so Ctrl-C
// clears the line and interrupts no task.
// Thread: script.   GIL: held by the constructor and the destructor; the hook takes it.
class PromptTasks {
public:
    PromptTasks(AsyncLoop& loop, const RunQueue& runs);
    ~PromptTasks();

    void run_until_key();

private:
    AsyncLoop& loop_;
    const RunQueue& runs_;
    Descriptor interrupt_, key_or_interrupt_;  // a signalfd, and an epoll descriptor of it and standard input
};

}  // namespace gimbal::console
