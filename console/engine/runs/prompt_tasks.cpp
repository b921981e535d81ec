#include "gimbal/console/python/gil.h"
#include "engine/runs/prompt_tasks.h"

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/platform/signals.h"
#include "engine/stop/terminal_interrupt.h"

namespace gimbal::console {

namespace {
PromptTasks* at_prompt = nullptr;  // used by the script thread only

int on_idle_prompt() {
    if (at_prompt) at_prompt->run_until_key();
    return 0;
}

void watch(int epoll, int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}
}  // namespace

PromptTasks::PromptTasks(AsyncLoop& loop, const RunQueue& runs) : loop_(loop), runs_(runs) {
    const sigset_t sigint = only(SIGINT);
    interrupt_ = Descriptor(signalfd(-1, &sigint, SFD_CLOEXEC));  // only polled: the signal itself is for the prompt
    key_or_interrupt_ = Descriptor(epoll_create1(EPOLL_CLOEXEC));
    if (!interrupt_ || !key_or_interrupt_) return;
    watch(key_or_interrupt_.get(), STDIN_FILENO);
    watch(key_or_interrupt_.get(), interrupt_.get());
    if (PyOS_InputHook) return;
    at_prompt = this;
    PyOS_InputHook = on_idle_prompt;
}

PromptTasks::~PromptTasks() {
    GIMBAL_ON(script);
    if (PyOS_InputHook == on_idle_prompt) PyOS_InputHook = nullptr;
    at_prompt = nullptr;
}

void PromptTasks::run_until_key() {
    GIMBAL_ON(script);
    if (!loop_.in_use() || runs_.current()) return;  // input() in a cell blocks like any other call
    if (prompt_is_interrupted()) return;             // Python has noted it and would raise it in code run here
    let_interrupts_in(false);
    {
        GilGuard held;
        if (!held) return let_interrupts_in(true);
        loop_.serve_until_readable(key_or_interrupt_.get());
        PyErr_Clear();  // the Python half has reported it
    }
    let_interrupts_in(true);
}

}  // namespace gimbal::console
