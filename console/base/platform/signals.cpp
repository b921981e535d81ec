// The handler of SIGTERM and SIGHUP only notes the signal.
#include "base/platform/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <initializer_list>

#include "gimbal/console/base/process_start.h"

namespace gimbal::console {

namespace {
constexpr int quit_signals[] = {SIGTERM, SIGHUP};
std::atomic<int> quit_signal{0};
std::atomic<unsigned> quit_signals_noted{0};
std::atomic<WakeUp*> quit_wake_up{nullptr};

std::atomic<pid_t> program{0};

// A forked child has no window to close. The SIGTERM that multiprocessing sends to its workers must end the child, even
// before fork() has returned there.
void note_quit_signal(int number) {
    if (getpid() != program.load()) end_by_signal(number);
    quit_signal.store(number);
    quit_signals_noted.fetch_add(1);
    if (WakeUp* woken = quit_wake_up.load()) woken->notify();
}
}  // namespace

sigset_t only(int number) noexcept {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    return set;
}

struct sigaction handler_of(int number) noexcept {
    struct sigaction present {};
    sigaction(number, nullptr, &present);
    return present;
}

void let_interrupts_in(bool in) {
    const sigset_t sigint = only(SIGINT);
    pthread_sigmask(in ? SIG_UNBLOCK : SIG_BLOCK, &sigint, nullptr);
}

sigset_t asynchronous_signals() noexcept {
    sigset_t set;
    sigfillset(&set);
    // A fault of the thread itself raises these. They must never be blocked.
    for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) sigdelset(&set, fault);
    return set;
}

void block_asynchronous_signals() {
    const sigset_t set = asynchronous_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void take_signals(bool sigint_too) {
    sigset_t blocked;
    sigemptyset(&blocked);
    if (!sigint_too) sigaddset(&blocked, SIGINT);
    pthread_sigmask(SIG_SETMASK, &blocked, nullptr);
}

// A handler of the host's stays, and so does a signal that it ignores, as under nohup.
void watch_quit_signals(WakeUp& woken) {
    quit_signal.store(0);
    quit_wake_up.store(&woken);
    program.store(getpid());
    struct sigaction action {};
    action.sa_handler = note_quit_signal;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    for (const int number : quit_signals)
        if (handler_of(number).sa_handler == SIG_DFL) sigaction(number, &action, nullptr);
}

void forget_quit_signals() {
    for (const int number : quit_signals)
        if (handler_of(number).sa_handler == note_quit_signal) signal(number, SIG_DFL);
    quit_wake_up.store(nullptr);
}

int noted_quit_signal() noexcept { return quit_signal.load(); }
void drop_quit_signal() noexcept { quit_signal.store(0); }
unsigned quit_signal_count() noexcept { return quit_signals_noted.load(); }

int end_by_signal(int number) noexcept {
    signal(number, SIG_DFL);
    const sigset_t blocked = only(number);
    pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
    raise(number);
    return 128 + number;
}

}  // namespace gimbal::console
