#include "engine/stop/terminal_interrupt.h"

#include "gimbal/console/python/forked_child.h"
#include "base/platform/signals.h"
#include "engine/interpreter/host_signals.h"
#include "gimbal/console/thread_role.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace gimbal::console {

namespace {
std::atomic<int> interrupts{0};
std::atomic<WakeUp*> listener{nullptr};
std::atomic<std::uint64_t> prompt{0}, interrupted_prompt{0};  // prompts have odd numbers; even: there is none
std::mutex prompt_border;                                     // so that no nudge follows the end of the prompt
std::atomic<void (*)(int)> python_handler{nullptr};
pthread_t script_thread;        // written before the handler is in place
struct sigaction installed {};  // ours; without a handler if Python's was not replaced. Thread: script.

// The script thread may wait in a call, which only a signal to that thread ends. And Python must not note an interrupt
// while the script thread blocks it: it would be raised in the host's code or in a background task. A forked child has
// only the thread that forked.
void deliver(int number) {
    if (!pthread_equal(pthread_self(), script_thread) && !in_forked_child()) pthread_kill(script_thread, number);
    else if (const auto handler = python_handler.load()) handler(number);
}

// The kernel gives a signal of the process to any thread that does not block it, such as one that the script started.
// The engine's own interrupts come from pthread_kill (SI_TKILL). Any other comes from a person.
void on_interrupt(int number, siginfo_t* info, void* context) {
    const bool by_person = info && info->si_code != SI_TKILL;
    if (by_person && call_host_interrupt(number, info, context)) return;
    if (WakeUp* woken = listener.load(); woken && by_person) {
        const std::uint64_t present = prompt.load();
        // An interrupt at the prompt is not counted: it would count as a Stop of the next cell.
        if (present % 2 == 1) interrupted_prompt.store(present);
        else interrupts.fetch_add(1);
        woken->notify();
    }
    deliver(number);
}
}  // namespace

void pass_on_interrupts() {
    GIMBAL_ON(script);
    script_thread = pthread_self();
    installed = {};
    struct sigaction action = handler_of(SIGINT);
    if (action.sa_handler == SIG_IGN || action.sa_handler == SIG_DFL || (action.sa_flags & SA_SIGINFO)) return;
    python_handler.store(action.sa_handler);
    action.sa_sigaction = on_interrupt;
    action.sa_flags |= SA_SIGINFO;
    installed = action;
    sigaction(SIGINT, &installed, nullptr);
}

bool reaches_python(const struct sigaction& present) noexcept {
    const auto python = python_handler.load();
    if (present.sa_handler == SIG_IGN || present.sa_handler == SIG_DFL) return false;
    return !python || present.sa_sigaction == on_interrupt || present.sa_handler == python;
}

void keep_passing_on_interrupts() {
    GIMBAL_ON(script);
    const struct sigaction present = handler_of(SIGINT);
    if (installed.sa_sigaction && present.sa_handler == python_handler.load()) sigaction(SIGINT, &installed, nullptr);
}

void stop_passing_on_interrupts() {
    GIMBAL_ON(script);
    struct sigaction present = handler_of(SIGINT);
    if (present.sa_sigaction != on_interrupt) return;  // Python has ended and installed the default
    present.sa_handler = python_handler.load();
    present.sa_flags &= ~SA_SIGINFO;
    sigaction(SIGINT, &present, nullptr);
}

void watch_terminal_interrupts(WakeUp& woken) {
    GIMBAL_ON(script);
    listener.store(&woken);
    pass_on_interrupts();
}

void forget_terminal_interrupts() {
    GIMBAL_ON(script);
    listener.store(nullptr);
}

int take_terminal_interrupts() noexcept {
    GIMBAL_ON(supervisor);
    return interrupts.exchange(0);
}

void note_prompt(bool begins) {
    GIMBAL_ON(script);
    std::lock_guard lock(prompt_border);
    const bool begun = prompt.load() % 2 == 1;
    if (begins != begun) prompt.fetch_add(1);
}

bool prompt_is_interrupted() noexcept {
    const std::uint64_t present = prompt.load();
    return present % 2 == 1 && interrupted_prompt.load() == present;
}

bool nudge_prompt() {
    GIMBAL_ON(supervisor);
    std::lock_guard lock(prompt_border);
    if (!prompt_is_interrupted()) return false;
    pthread_kill(script_thread, SIGINT);
    return true;
}

}  // namespace gimbal::console
