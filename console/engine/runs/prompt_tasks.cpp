#include "gimbal/console/python/gil.h"
#include "engine/runs/prompt_tasks.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "engine/stop/terminal_interrupt.h"

namespace gimbal::console {

namespace {
PromptTasks* at_prompt = nullptr;  // the script thread's alone

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
    sigset_t sigint;
    sigemptyset(&sigint);
    sigaddset(&sigint, SIGINT);
    interrupt_ = signalfd(-1, &sigint, SFD_CLOEXEC);  // tells that one waits, and is never read: it is the prompt's
    key_or_interrupt_ = epoll_create1(EPOLL_CLOEXEC);
    if (interrupt_ < 0 || key_or_interrupt_ < 0) return;
    watch(key_or_interrupt_, STDIN_FILENO);
    watch(key_or_interrupt_, interrupt_);
    if (PyOS_InputHook) return;
    at_prompt = this;
    PyOS_InputHook = on_idle_prompt;
}

PromptTasks::~PromptTasks() {
    if (PyOS_InputHook == on_idle_prompt) PyOS_InputHook = nullptr;
    at_prompt = nullptr;
    for (const int descriptor : {interrupt_, key_or_interrupt_})
        if (descriptor >= 0) close(descriptor);
}

void PromptTasks::run_until_key() {
    if (!loop_.in_use() || runs_.current()) return;  // an input() of a cell waits as any other call
    if (prompt_is_interrupted()) return;  // Python has noted it: code run here would be struck in readline's place
    let_interrupts_in(false);
    {
        GilGuard held;
        loop_.serve_until_readable(key_or_interrupt_);
        PyErr_Clear();  // told by the loop's own half
    }
    let_interrupts_in(true);
}

}  // namespace gimbal::console
