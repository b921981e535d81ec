// The border between user code, which SIGINT may strike, and everything else.
#include "gimbal/console/python/python.h"
#include "engine/stop/interrupt_gate.h"

#include <sched.h>
#include <time.h>

#include <utility>

#include "gimbal/console/python/errors.h"
#include "engine/stop/forced_end.h"

namespace gimbal::console {

namespace {
sigset_t only_sigint() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    return set;
}

void eat_queued() {
    const sigset_t sigint = only_sigint();
    const timespec now{0, 0};
    while (sigtimedwait(&sigint, nullptr, &now) > 0) {}
}
}  // namespace

void InterruptGate::attach() {
    script_thread_ = pthread_self();
    attached_.store(true);
}

void InterruptGate::absorb() {
    eat_queued();
    PyOS_InterruptOccurred();  // what Python had noted but not yet raised; other signals are the script's own
}

void InterruptGate::open(RunId run) {
    if (!always_open_) absorb();  // a SIGINT from the shell that came while nothing ran
    current_.store(run);
    const sigset_t sigint = only_sigint();
    if (!always_open_) pthread_sigmask(SIG_UNBLOCK, &sigint, nullptr);
}

void InterruptGate::close() {
    if (always_open_) {
        current_.store(0);
        return;
    }
    const sigset_t sigint = only_sigint();
    pthread_sigmask(SIG_BLOCK, &sigint, nullptr);
    current_.store(0);
    while (senders_.load() != 0) sched_yield();  // a sender does three instructions and one system call
    withdraw_force();
    absorb();
}

bool InterruptGate::send(RunId run) noexcept {
    senders_.fetch_add(1);
    const bool current = run != 0 && current_.load() == run;
    if (current) interrupt();
    senders_.fetch_sub(1);
    return current;
}

// system() ignores SIGINT while it waits, and a Stop would be lost on a loop of os.system(): Python is told without a
// signal then.
void InterruptGate::interrupt() const noexcept {
    struct sigaction present {};
    sigaction(SIGINT, nullptr, &present);
    if (present.sa_handler == SIG_IGN) PyErr_SetInterruptEx(SIGINT);  // needs no GIL
    else pthread_kill(script_thread_, SIGINT);
}

}  // namespace gimbal::console
