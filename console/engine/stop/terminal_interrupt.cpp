#include "engine/stop/terminal_interrupt.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace gimbal::console {

namespace {
std::atomic<int> interrupts{0};
std::atomic<WakeUp*> listener{nullptr};
std::atomic<std::uint64_t> prompt{0}, interrupted_prompt{0};  // numbered; even while there is none
std::mutex prompt_border;                                     // so that no nudge comes after the prompt was left
std::atomic<void (*)(int)> python_handler{nullptr};
pthread_t script_thread;  // written before the handler is in place

// The kernel gives a process's signal to any thread that lets it in, such as one that the script has started.
// The engine's own interrupts come by pthread_kill (SI_TKILL); what the terminal or another process sends is a
// person's.
void note_interrupt(int number, siginfo_t* info, void*) {
    if (info && info->si_code != SI_TKILL) {
        const std::uint64_t there = prompt.load();
        if (there % 2 == 1)
            interrupted_prompt.store(there);  // counted, it could be taken for a Stop of the cell that comes next
        else interrupts.fetch_add(1);
        if (WakeUp* woken = listener.load()) woken->notify();
    }
    // It may wait in a call, which only a signal of its own ends; noted here as well, one Ctrl-C could strike twice.
    if (!pthread_equal(pthread_self(), script_thread)) pthread_kill(script_thread, number);
    else if (const auto handler = python_handler.load()) handler(number);
}
}  // namespace

void watch_terminal_interrupts(WakeUp& woken) {
    listener.store(&woken);
    script_thread = pthread_self();
    struct sigaction action {};
    sigaction(SIGINT, nullptr, &action);
    if (action.sa_handler == SIG_IGN || action.sa_handler == SIG_DFL || (action.sa_flags & SA_SIGINFO)) return;
    python_handler.store(action.sa_handler);
    action.sa_sigaction = note_interrupt;
    action.sa_flags |= SA_SIGINFO;
    sigaction(SIGINT, &action, nullptr);
}

void forget_terminal_interrupts() { listener.store(nullptr); }

int take_terminal_interrupts() noexcept { return interrupts.exchange(0); }

void let_interrupts_in(bool in) {
    sigset_t sigint;
    sigemptyset(&sigint);
    sigaddset(&sigint, SIGINT);
    pthread_sigmask(in ? SIG_UNBLOCK : SIG_BLOCK, &sigint, nullptr);
}

void note_prompt(bool begins) {
    std::lock_guard lock(prompt_border);
    const bool is_there = prompt.load() % 2 == 1;
    if (begins != is_there) prompt.fetch_add(1);
}

bool prompt_is_interrupted() noexcept {
    const std::uint64_t there = prompt.load();
    return there % 2 == 1 && interrupted_prompt.load() == there;
}

bool nudge_prompt() {
    std::lock_guard lock(prompt_border);
    if (!prompt_is_interrupted()) return false;
    pthread_kill(script_thread, SIGINT);
    return true;
}

}  // namespace gimbal::console
