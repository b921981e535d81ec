// The handler uses only system calls and copies, because anything else may be broken.
#include "gimbal/console/python/gil.h"
#include "engine/session/crash_handler.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <initializer_list>

#include "base/platform/signals.h"
#include "engine/output/descriptor_capture.h"
#include "engine/stop/stack_look.h"

namespace gimbal::console {

namespace {
struct FatalSignal {
    int number;
    const char* name;
    struct sigaction before;  // the handler that this one has replaced
};
FatalSignal fatal_signals[] = {{SIGSEGV, "SIGSEGV", {}},
                               {SIGBUS, "SIGBUS", {}},
                               {SIGFPE, "SIGFPE", {}},
                               {SIGILL, "SIGILL", {}},
                               {SIGABRT, "SIGABRT", {}}};

// Written before the handler is installed; read by the handler.
struct Target {
    int report = -1, terminal = -1;
    OutputRing* ring = nullptr;
    pid_t owner = 0;  // 0: the handler is not installed
    char folder[1024] = {}, program[64] = {};
} target;

// Two buffers: one is complete while the script thread writes the other.
char run_names[2][256];
std::atomic<int> run_name{0};
std::atomic<pid_t> crashing_thread{0};

void write_words(int descriptor, std::initializer_list<const char*> words) {
    for (const char* word : words)
        if (write(descriptor, word, std::strlen(word)) < 0) return;
}

void into_ring(int, const char* text, std::size_t size) { target.ring->append({text, size}); }

void copy_report_to_terminal() {
    char piece[4096];
    off_t place = 0;
    for (ssize_t got = 0; (got = pread(target.report, piece, sizeof piece, place)) > 0; place += got)
        if (write(target.terminal, piece, static_cast<std::size_t>(got)) < 0) return;
}

// Passes the crash on to the host's own handler, which usually ends the process.
void end_crashed(int number, siginfo_t* info, void* context) {
    const struct sigaction& host = std::ranges::find(fatal_signals, number, &FatalSignal::number)->before;
    if (host.sa_handler != SIG_DFL && host.sa_handler != SIG_IGN) {
        if (host.sa_flags & SA_SIGINFO) host.sa_sigaction(number, info, context);
        else host.sa_handler(number);
    }
    end_by_signal(number);
}

void on_crash(int number, siginfo_t* info, void* context) {
    pid_t nobody = 0;
    const pid_t self = gettid();
    if (getpid() != target.owner) return end_crashed(number, info, context);  // a forked child's crash is not ours
    if (!crashing_thread.compare_exchange_strong(nobody, self)) {
        if (nobody == self) return (void)end_by_signal(number);  // crashed in this handler, or in the host's
        for (;;) pause();                                        // the first one ends the process
    }
    drain_captured_at_crash(into_ring);
    char thread[16] = {};
    prctl(PR_GET_NAME, thread);
    const char* run = run_names[run_name.load()];
    write_words(target.report,
                {target.program, ": crashed (", std::ranges::find(fatal_signals, number, &FatalSignal::number)->name,
                 ")", *run ? " while running " : " while nothing ran", run, ", in the thread ", thread, "\n"});
    copy_report_to_terminal();
    write_words(target.terminal, {target.program, ": kept in ", target.folder, "\n"});
    end_crashed(number, info, context);
}
}  // namespace

void install_crash_handler(int report, int terminal, OutputRing& ring, const std::string& folder,
                           const std::string& program) {
    if (!crash_reports_are_kept || target.owner != 0) return;
    target.report = report;
    target.terminal = terminal;
    target.ring = &ring;
    target.owner = getpid();
    target.folder[folder.copy(target.folder, sizeof target.folder - 1)] = '\0';
    target.program[program.copy(target.program, sizeof target.program - 1)] = '\0';
    crashing_thread.store(0);
    struct sigaction action {};
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;  // after a stack overflow only the alternate stack has room
    sigemptyset(&action.sa_mask);
    for (FatalSignal& fatal : fatal_signals) sigaction(fatal.number, &action, &fatal.before);
}

void uninstall_crash_handler() {
    if (target.owner == 0) return;
    for (const FatalSignal& fatal : fatal_signals) {
        const struct sigaction present = handler_of(fatal.number);
        if (present.sa_sigaction == on_crash) sigaction(fatal.number, &fatal.before, nullptr);
    }
    target.owner = 0;  // faulthandler still calls this handler if Python was left behind
}

void set_run_for_crashes(std::string_view run) noexcept {
    const int other = 1 - run_name.load();
    run_names[other][run.copy(run_names[other], sizeof run_names[other] - 1)] = '\0';
    run_name.store(other);
}

void enable_faulthandler(int descriptor) {
    GIMBAL_ON(script);
    if (crash_reports_are_kept) call_faulthandler("enable", Py_BuildValue("(ii)", descriptor, 1));  // of all threads
}

}  // namespace gimbal::console
