// SIGINT is unblocked in the script thread only between open() and close().
#include "gimbal/console/python/errors.h"
#include "engine/stop/interrupt_gate.h"

#include <sched.h>
#include <time.h>

#include "base/platform/signals.h"
#include "engine/python/imported.h"
#include "engine/stop/forced_end.h"
#include "engine/stop/terminal_interrupt.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
int wake_signal() { return SIGRTMAX - 4; }

// CPython takes the lock of imports just before the `try` that releases it. An interrupt in between leaves it locked,
// before 3.12 for every interpreter, and then the next import of any other thread waits for ever. `_imp` is built in
// and already imported, and its function raises a RuntimeError if this thread does not hold the lock.
void release_import_lock() {
    const PendingError kept;
    while (call_imported("_imp", "release_lock")) {}
    PyErr_Clear();
}
}  // namespace

void InterruptGate::attach() {
    GIMBAL_ON(script);
    script_thread_ = pthread_self();
    struct sigaction action {};  // without SA_RESTART
    // On Python's main thread only, this makes the eval loop check for signals.
    action.sa_handler = [](int) { PyErr_SetInterruptEx(SIGINT); };
    if (!always_open_) sigaction(wake_signal(), &action, nullptr);
    attached_.store(true);
}

void InterruptGate::absorb() {
    GIMBAL_ON(script);
    const sigset_t sigint = only(SIGINT);
    const timespec now{0, 0};
    while (sigtimedwait(&sigint, nullptr, &now) > 0) {}
    PyOS_InterruptOccurred();  // clears an interrupt that Python has not raised yet, and leaves other signals alone
}

void InterruptGate::open(RunId run) {
    GIMBAL_ON(script);
    if (!always_open_) absorb();  // a SIGINT from the shell that arrived while nothing ran
    current_.store(run);
    if (!always_open_) let_interrupts_in(true);
}

void InterruptGate::close() {
    GIMBAL_ON(script);
    if (always_open_) {
        current_.store(0);
        return;
    }
    let_interrupts_in(false);
    current_.store(0);
    while (senders_.load() != 0) sched_yield();  // a sender makes a few system calls
    withdraw_force();
    absorb();
    if (was_sent_.exchange(false)) release_import_lock();
}

bool InterruptGate::send(RunId run, bool past_mask) noexcept {
    senders_.fetch_add(1);
    const bool current = run != 0 && current_.load() == run;
    if (current) interrupt(past_mask);
    senders_.fetch_sub(1);
    return current;
}

// While any thread is in system(), the whole process ignores SIGINT, and a SIGINT that is pending then is lost. So
// another signal ends the call in which the script thread may wait, and sets the interrupt in Python. The same happens
// if a script or C code ignores SIGINT or has given it its default action, which would end the program, and if the host
// has installed a handler that does not expect a Stop.
void InterruptGate::interrupt(bool past_mask) noexcept {
    was_sent_.store(true);
    const bool handled = reaches_python(handler_of(SIGINT));
    if (handled) pthread_kill(script_thread_, SIGINT);
    if (handled && !past_mask) return;
    if (always_open_) PyErr_SetInterruptEx(SIGINT);  // needs no GIL
    else pthread_kill(script_thread_, wake_signal());
}

}  // namespace gimbal::console
