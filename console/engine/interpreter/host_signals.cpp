#include "gimbal/console/python/gil.h"
#include "engine/interpreter/host_signals.h"

#include <atomic>

#include "base/platform/signals.h"
#include "engine/python/imported.h"

namespace gimbal::console {

namespace {
using Plain = void (*)(int);
using Detailed = void (*)(int, siginfo_t*, void*);

std::atomic<Plain> python_handler{nullptr};  // the one that CPython installs for every signal
std::atomic<bool> ours_are_noted{false};     // quit() may leave a start behind, which then still notes them
std::atomic<Plain> host_plain{nullptr};
std::atomic<Detailed> host_detailed{nullptr};
struct sigaction host_interrupt {};  // written by the script thread, read by the UI once that has ended

bool is_function(const struct sigaction& action) {
    return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

bool same(const struct sigaction& one, const struct sigaction& other) { return one.sa_handler == other.sa_handler; }

void chain_to(const struct sigaction& action) noexcept {
    const bool detailed = (action.sa_flags & SA_SIGINFO) != 0, function = is_function(action);
    host_plain.store(function && !detailed ? action.sa_handler : nullptr);
    host_detailed.store(function && detailed ? action.sa_sigaction : nullptr);
}

// An interrupt that Stop has sent may still be on its way to the script thread that was left behind. The host's handler
// would take it for a person's, and the default action would end the process.
void on_late_interrupt(int number, siginfo_t* info, void* context) {
    if (info && info->si_code == SI_TKILL) return;
    if (!call_host_interrupt(number, info, context) && host_interrupt.sa_handler != SIG_IGN) end_by_signal(number);
}

// signal.signal(number, SIG_IGN or SIG_DFL) of a script.
bool was_set_by_script(int number, const struct sigaction& present) {
    PyRef known = call_imported("_signal", "getsignal", "i", number);
    const long value = known && PyLong_Check(known.get()) ? PyLong_AsLong(known.get()) : -1;
    PyErr_Clear();
    return value == reinterpret_cast<long>(present.sa_handler);
}
}  // namespace

HostSignals::Handlers HostSignals::present_handlers() {
    Handlers handlers{};
    for (int number = 1; number < NSIG; ++number)
        sigaction(number, nullptr, &handlers[static_cast<std::size_t>(number)]);
    return handlers;
}

HostSignals::HostSignals() : before_(present_handlers()) {
    ours_are_noted.store(false);
    host_interrupt = before_[SIGINT];
    chain_to(host_interrupt);
}

bool HostSignals::has_handler(int number) const { return is_function(before_[static_cast<std::size_t>(number)]); }

void HostSignals::python_has_started() {
    GIMBAL_ON(script);
    const struct sigaction present = handler_of(SIGINT);
    if (is_function(present)) python_handler.store(present.sa_handler);
}

void HostSignals::note_ours() {
    GIMBAL_ON(script);
    ours_ = present_handlers();
    ours_are_noted.store(true);
}

bool HostSignals::is_ours(int number, const struct sigaction& action) const {
    if (action.sa_handler == python_handler.load()) return true;
    if (!ours_are_noted.load()) return action.sa_handler == SIG_DFL;  // Python has not started, or is still starting
    return same(action, ours_[static_cast<std::size_t>(number)]);
}

void HostSignals::python_ends() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    end_is_noted_ = true;
    at_end_ = present_handlers();
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction& present = at_end_[static_cast<std::size_t>(number)];
        if (!is_ours(number, present) && !is_function(present) && was_set_by_script(number, present))
            present = ours_[static_cast<std::size_t>(number)];
    }
}

void HostSignals::give_back() {
    if (!end_is_noted_) at_end_ = present_handlers();
    before_[SIGINT] = host_interrupt;
    for (int number = 1; number < NSIG; ++number) {
        const struct sigaction& at_end = at_end_[static_cast<std::size_t>(number)];
        const struct sigaction& wanted = is_ours(number, at_end) ? before_[static_cast<std::size_t>(number)] : at_end;
        if (!same(handler_of(number), wanted)) sigaction(number, &wanted, nullptr);
    }
    chain_to({});
}

void HostSignals::give_back_end_signals() {
    if (is_ours(SIGINT, handler_of(SIGINT))) {
        struct sigaction late {};
        late.sa_sigaction = on_late_interrupt;
        late.sa_flags = SA_SIGINFO | SA_RESTART;
        sigaction(SIGINT, &late, nullptr);
    }
    for (const int number : {SIGTERM, SIGHUP})
        if (is_ours(number, handler_of(number))) sigaction(number, &before_[static_cast<std::size_t>(number)], nullptr);
}

bool call_host_interrupt(int number, siginfo_t* info, void* context) noexcept {
    if (const auto handler = host_detailed.load()) handler(number, info, context);
    else if (const auto plain = host_plain.load()) plain(number);
    else return false;
    return true;
}

void adopt_host_interrupt(const struct sigaction& present) noexcept {
    if (!is_function(present) || present.sa_handler == python_handler.load()) return;
    host_interrupt = present;
    chain_to(present);
}

}  // namespace gimbal::console
