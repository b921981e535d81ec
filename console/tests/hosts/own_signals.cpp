// The host's own signal handlers work beside the engine, installed before it or after it, and are in place at the end.
#include "tests/hosts/host.h"
#include "tests/support/endless_loop.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
std::atomic<int> interrupts{0}, ends{0}, hangups{0}, later{0};

void install(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(number, &action, nullptr);
}
void* present(int number) {
    struct sigaction action {};
    sigaction(number, nullptr, &action);
    return reinterpret_cast<void*>(action.sa_handler);
}
sigset_t mask() {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    return blocked;
}
void count_interrupt(int) { ++interrupts; }
void count_end(int) { ++ends; }
void count_hangup(int) { ++hangups; }
void count_later(int) { ++later; }

void stop_ends_a_loop(Host& host) {
    const RunId run = host.engine.submit_cell(endless_loop);
    const auto is_run = [=](const auto& event) { return event.run == run; };
    EXPECT(host.wait_for<RunStarted>(is_run));
    host.engine.stop();
    if (EXPECT(host.wait_for<RunEnded>(is_run))) EXPECT(host.find<RunEnded>(is_run)->state == RunState::interrupted);
}

// A person presses Ctrl-C or ends the program while a script runs.
void the_host_is_asked(Host& host) {
    const RunId run = host.engine.submit_cell("import time\nfor i in range(10**6): time.sleep(.001)");
    EXPECT(host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; }));
    const int before = interrupts;
    kill(getpid(), SIGINT);
    kill(getpid(), SIGTERM);
    kill(getpid(), SIGHUP);
    EXPECT(wait_until([&] { return interrupts == before + 1; }));
    EXPECT(wait_until([&] { return ends == interrupts && hangups == interrupts; }));
    EXPECT(!host.find<QuitRequested>());
    EXPECT(host.engine.runs().current() != nullptr);  // the host's handlers, and nobody else's
    host.engine.stop();
    EXPECT(host.wait_for<RunEnded>([=](const RunEnded& ended) { return ended.run == run; }));
}

void with_handlers_before() {
    install(SIGINT, count_interrupt);
    install(SIGTERM, count_end);
    install(SIGHUP, count_hangup);
    Host host;
    EXPECT(host.is_ready());
    stop_ends_a_loop(host);
    EXPECT(interrupts == 0);
    the_host_is_asked(host);
    EXPECT(host.run("import signal\nsignal.signal(signal.SIGTERM, lambda *_: None)\nsignal.signal(signal.SIGUSR1, "
                    "signal.SIG_IGN)") == RunState::done);
    EXPECT(host.engine.quit(30));
    EXPECT(present(SIGINT) == reinterpret_cast<void*>(count_interrupt));
    EXPECT(present(SIGTERM) == reinterpret_cast<void*>(count_end));
    EXPECT(present(SIGHUP) == reinterpret_cast<void*>(count_hangup));
    EXPECT(present(SIGUSR1) == nullptr);
}

void with_handlers_after() {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) install(number, SIG_DFL);
    Host host;
    EXPECT(host.is_ready());
    install(SIGINT, count_interrupt);
    install(SIGTERM, count_later);
    install(SIGUSR1, count_later);
    stop_ends_a_loop(host);
    stop_ends_a_loop(host);
    const int before = interrupts;
    kill(getpid(), SIGINT);
    EXPECT(wait_until([&] { return interrupts == before + 1; }));
    kill(getpid(), SIGTERM);
    EXPECT(wait_until([&] { return later == 1; }));
    EXPECT(host.engine.quit(30));
    EXPECT(present(SIGINT) == reinterpret_cast<void*>(count_interrupt));
    EXPECT(present(SIGTERM) == reinterpret_cast<void*>(count_later));
    EXPECT(present(SIGUSR1) == reinterpret_cast<void*>(count_later));
}

void without_handlers() {
    for (const int number : {SIGINT, SIGTERM, SIGUSR1}) install(number, SIG_DFL);
    install(SIGHUP, SIG_IGN);  // as under nohup
    const sigset_t mask_before = mask();
    constexpr std::array restored{SIGINT, SIGTERM, SIGSEGV, SIGPIPE, SIGUSR1};
    std::vector<void*> before;  // a sanitizer has a handler for SIGSEGV
    for (const int number : restored) before.push_back(present(number));
    Host host;
    EXPECT(host.is_ready());
    kill(getpid(), SIGHUP);
    kill(getpid(), SIGTERM);
    EXPECT(host.wait_for<QuitRequested>());
    EXPECT(contains(host.find<QuitRequested>()->why, "SIGTERM"));
    EXPECT(host.engine.quit(30));
    for (std::size_t i = 0; i < restored.size(); ++i)
        if (!EXPECT(present(restored[i]) == before[i])) std::fprintf(stderr, "signal %d\n", restored[i]);
    for (const int number : {SIGRTMAX - 2, SIGRTMAX - 3, SIGRTMAX - 4})
        if (!EXPECT(present(number) == nullptr)) std::fprintf(stderr, "signal %d\n", number);
    EXPECT(present(SIGHUP) == reinterpret_cast<void*>(SIG_IGN));
    const sigset_t mask_after = mask();
    for (int number = 1; number < SIGRTMAX; ++number)
        EXPECT(sigismember(&mask_before, number) == sigismember(&mask_after, number));
}

void with_nothing_changed() {
    EngineOptions options = host_options();
    options.handle_quit_signals = options.block_signals = false;
    const sigset_t before = mask();
    Host host(options);
    EXPECT(host.is_ready());
    EXPECT(present(SIGTERM) == nullptr);
    const sigset_t beside = mask();
    for (int number = 1; number < SIGRTMAX; ++number)
        EXPECT(sigismember(&before, number) == sigismember(&beside, number));
    EXPECT(host.engine.quit(30));
}
}  // namespace

int main() {
    EXPECT(present(SIGINT) == nullptr || present(SIGINT) == reinterpret_cast<void*>(SIG_IGN));  // linking touches none
    with_handlers_before();
    with_handlers_after();
    without_handlers();
    with_nothing_changed();
    return result();
}
