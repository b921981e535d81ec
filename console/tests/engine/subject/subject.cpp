// A small program around the engine, so that a test case can start it, quit it or let it die.
// - headless-code CODE ARGS..., headless-file PATH ARGS..., headless-stdin, headless-terminal: run_headless()
// - quit CODE: runs CODE in a cell until it prints "ready", then quits. Prints how the engine ended and after how long.
// - quit-after SECONDS CODE: runs CODE in a cell and quits after the time.
// - drop CODE: like quit, but ends by the destructor of the engine and a plain exit.
// - signal CODE: like quit, but waits for QuitRequested, which SIGTERM posts.
// - hung CODE: like signal, but never drains its queue. SIGTERM must end it.
// - modules: prints sys.modules as the first cell finds it.
// - storm: thousands of runs under a storm of stops. Prints which code was interrupted.
// - stop-before-a-hook: a hook of the host goes on after a Stop has ended the run's code. Prints whether Stop says
// more.
// - gate-storm: the same on the interrupt gate alone. No interrupt may reach every second run.
// - session DIR CODE...: runs each CODE in a cell of an engine with its session in DIR, then quits.
// - session-captured DIR CODE...: the same with the descriptors captured, as in the window.
// - session-crash DIR ui|worker|handlers CODE [FILE]: the same, then this thread of the host crashes, while it loads
// FILE.
// - session-overflow: the same, but the thread uses up its stack.
// - cells CELL...: runs one cell after the other. `<LINE` answers the next input(), `@FILE` runs a script file. During
//   a cell, `$stop` stops it, and `$asked` and `$wait TEXT` wait. Prints all text and the states of the runs.
// - capture CODE...: runs each CODE in a cell with the descriptors captured and quits. Prints the lines of the console,
//   each after "RUN THREAD SOURCE STREAM ". Threads are numbered in the order of their first line.
// - last-words CODE: like capture, but prints the text kept by an output tap and a SIGSEGV handler, for code that ends
//   the process.
// - break WHAT: breaks a contract of threads or the GIL (or `nothing`) beside a running interpreter.
#include "gimbal/console/python/bind.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/platform/native_thread.h"
#include "base/platform/signals.h"
#include "engine/interpreter/interpreter.h"
#include "engine/output/descriptor_capture.h"
#include "engine/stop/interrupt_gate.h"
#include "gimbal/console/base/file_work.h"
#include "gimbal/console/headless.h"
#include "gimbal/console/thread_role.h"
#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using gimbal::console::test::EngineUnderTest;
using gimbal::console::test::signals_wait_for_a_call;

namespace {
int headless(JobKind kind, int argc, char** argv) {
    HeadlessJob job;
    job.kind = kind;
    if (argc > 0) job.what = argv[0];
    for (int i = 1; i < argc; ++i) job.argv.emplace_back(argv[i]);
    return run_headless(test::plain_options(), job);
}

[[noreturn]] void quit_and_leave(EngineUnderTest& subject) {
    const auto begin = std::chrono::steady_clock::now();
    const bool finalised = subject.engine.quit(1.5);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%s after %.2f s\n", finalised ? "finalised" : "left", seconds);
    std::fflush(stdout);
    _exit(0);
}

void run_until_ready(EngineUnderTest& subject, const char* code) {
    subject.wait_until_ready();
    subject.engine.submit_cell(code);
    subject.wait_for_text("ready");
}

int quit_case(const char* code) {
    EngineUnderTest subject;
    run_until_ready(subject, code);
    quit_and_leave(subject);
}

int quit_after_case(double seconds, const char* code) {
    EngineUnderTest subject;
    subject.engine.submit_cell(code);
    const auto end = Clock::now() + to_duration(seconds);
    do {
        subject.drain();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } while (Clock::now() < end);
    quit_and_leave(subject);
}

int drop_case(const char* code) {
    EngineUnderTest subject;
    run_until_ready(subject, code);
    return 0;
}

int signal_case(const char* code, bool hung) {
    EngineOptions options = test::plain_options();
    options.handle_quit_signals = true;
    EngineUnderTest subject(options);
    run_until_ready(subject, code);
    std::puts("waiting");
    std::fflush(stdout);
    while (hung) pause();
    subject.wait_for<QuitRequested>();
    quit_and_leave(subject);
}

// Plays the arguments of `cells`. Actions between two cells happen while the first of them runs.
class Typist {
public:
    explicit Typist(EngineUnderTest& subject) : subject_(subject) {}

    void type(const std::string& word) {
        if (word.starts_with('<')) return answer(word.substr(1));
        if (word == "$asked") return subject_.wait_until("a question", [&] { return questions() > answered_; });
        if (word == "$stop") return subject_.engine.stop();
        if (word.starts_with("$wait ")) return subject_.wait_for_text(word.substr(6));
        wait_for_end();
        answered_ = questions();
        run_ = word.starts_with('@') ? subject_.engine.submit_file(word.substr(1)) : subject_.engine.submit_cell(word);
    }
    void wait_for_end() {
        if (run_ == 0) return;
        const RunEnded ended = subject_.wait_for_end(std::exchange(run_, 0));
        subject_.pieces.push_back({0, Stream::host,
                                   ended.state == RunState::done     ? "[done]\n"
                                   : ended.state == RunState::failed ? "[failed]\n"
                                                                     : "[interrupted]\n"});
    }

private:
    void answer(const std::string& line) {
        subject_.wait_until("a question", [&] { return questions() > answered_; });
        ++answered_;
        subject_.answer(line);
    }
    std::size_t questions() const {
        return static_cast<std::size_t>(
            std::count_if(subject_.events.begin(), subject_.events.end(),
                          [](const ConsoleEvent& event) { return std::holds_alternative<InputRequested>(event); }));
    }

    EngineUnderTest& subject_;
    RunId run_ = 0;
    std::size_t answered_ = 0;
};

int cells_case(int argc, char** argv) {
    EngineOptions options = test::plain_options();
    options.handle_quit_signals = true;
    EngineUnderTest subject(options);
    subject.wait_until_ready();
    Typist typist(subject);
    std::FILE* screen = fdopen(dup(STDOUT_FILENO), "w");  // a cell may close the descriptor
    auto show = [&, shown = std::size_t{0}]() mutable {
        for (; shown < subject.pieces.size(); ++shown) std::fputs(subject.pieces[shown].text.c_str(), screen);
        std::fflush(screen);
    };
    try {
        for (int i = 0; i < argc; ++i, show()) typist.type(argv[i]);
        typist.wait_for_end();
    } catch (const std::exception& error) {
        show();
        std::printf("%s\n", error.what());
        std::fflush(stdout);
        _exit(1);
    }
    show();
    dup2(fileno(screen), STDOUT_FILENO);
    quit_and_leave(subject);
}

EngineOptions options_with_session(const char* folder, bool captured = false) {
    EngineOptions options = test::plain_options();
    options.capture_descriptors = captured;
    options.session_dir = folder;
    return options;
}

int session_case(const char* folder, int count, char** codes, bool captured) {
    EngineUnderTest subject(options_with_session(folder, captured));
    subject.wait_until_ready();
    for (int i = 0; i < count; ++i) subject.submit_and_wait(codes[i]);
    std::fputs(subject.text().c_str(), stdout);
    return subject.engine.quit(test::deadline_seconds) ? 0 : 1;
}

void crash() { std::raise(SIGSEGV); }

int use_stack(std::size_t frames) {
    volatile char room[4096] = {};
    return frames == 0 ? 0 : use_stack(frames - 1) + room[0];
}

int session_crash_case(const char* folder, const std::string& where, const char* code, const char* file,
                       const std::function<void()>& crash) {
    EngineUnderTest subject(options_with_session(folder));
    subject.wait_until_ready();
    subject.submit_and_wait(code);
    std::optional<FileWork> work;
    if (file) work.emplace("loading", file);
    if (where == "ui") crash();
    if (where == "worker") std::thread(crash).join();
    subject.engine.post_to_handlers("a handler", crash);
    for (;;) pause();
}

// The modules that a window's engine has imported before the first cell.
int modules_case() {
    EngineUnderTest subject;
    subject.wait_until_ready();
    std::fputs(subject.output_of("import sys; print(sorted(sys.modules))").c_str(), stdout);
    return subject.engine.quit(test::deadline_seconds) ? 0 : 1;
}

// Python code of the host, which no interrupt may reach.
class HostWork {
public:
    void operator()() {
        if (!code_) code_ = Py_CompileString("','.join([str(i) for i in range(30)])", "<host>", Py_eval_input);
        PyRef globals = PyRef::steal(PyDict_New());
        PyDict_SetItemString(globals.get(), "__builtins__", PyEval_GetBuiltins());
        if (PyRef::steal(PyEval_EvalCode(code_, globals.get(), globals.get()))) return;
        ++struck;
        PyErr_Clear();
    }
    int struck = 0;

private:
    PyObject* code_ = nullptr;  // lives as long as the process
};

// A storm on the gate itself: thousands of runs, and two threads that send interrupts as fast as they can, each to the
// run that its sender has seen, but only to every second run.
int gate_storm_case() {
    InterruptGate gate(false);
    std::atomic<bool> over{false};
    int right = 0, wrong = 0;
    HostWork host_work;
    NativeThread script;
    script.start({"script", 64u << 20, 0}, [&] {
        set_thread_role(ThreadRole::script);
        take_signals(false);
        gate.attach();
        const EngineOptions options = test::plain_options();
        start_interpreter({.launcher = options.launcher, .search_paths = options.search_paths});
        PyRef code = PyRef::steal(Py_CompileString(signals_wait_for_a_call ? "for i in range(1000): bytes(1000)\n"
                                                                           : "s = 0\nfor i in range(1000): s += i\n",
                                                   "<cell>", Py_file_input));
        PyRef globals = PyRef::steal(PyDict_New());
        PyDict_SetItemString(globals.get(), "__builtins__", PyEval_GetBuiltins());
        const RunId last = signals_wait_for_a_call ? 1000 : 8000;  // ThreadSanitizer takes 10 ms for each
        const auto begin = Clock::now();  // on a loaded machine each close() waits until a sender is scheduled
        for (RunId run = 1; run <= last && (right == 0 || seconds_since(begin) < 10); ++run) {
            gate.open(run);
            const bool struck = !PyRef::steal(PyEval_EvalCode(code.get(), globals.get(), globals.get()));
            gate.close();
            PyErr_Clear();
            if (struck) ++(run % 2 == 0 ? right : wrong);
            host_work();
        }
        over = true;
    });
    std::vector<std::jthread> senders;
    for (int i = 0; i < 2; ++i)
        senders.emplace_back([&] {
            while (!over)
                if (const RunId run = gate.current(); run % 2 == 0) gate.send(run);
        });
    script.join();
    senders.clear();
    std::printf("right runs %s, wrong runs %d, host code %d\n", right > 0 ? "some" : "none", wrong, host_work.struck);
    std::fflush(stdout);
    _exit(0);
}

// A storm on the engine: stops meet queued runs, the borders of runs and user code. Each run ends or is removed.
int storm_case() {
    std::atomic<bool> over{false};
    HostWork host_work;
    EngineOptions options = test::plain_options();
    options.run_began = [&](const RunInfo&) { host_work(); };
    options.run_ended = [&](const RunInfo&, RunState) { host_work(); };
    EngineUnderTest subject(options);
    subject.wait_until_ready();
    std::jthread stopper([&] {
        while (!over) {
            if (subject.engine.current_run() != 0) subject.engine.stop();
        }
    });
    int interrupted = 0, failed = 0;
    for (int i = 0; i < 3000; ++i) {
        const RunId run = subject.engine.submit_cell("s = 0\nfor i in range(2000):\n    s += i\nprint(s)\ns");
        RunState state = RunState::queued;
        subject.wait_until("the run's end", [&] {
            if (const auto* end = subject.find<RunEnded>([=](const RunEnded& e) { return e.run == run; }))
                state = end->state;
            return state != RunState::queued ||
                   subject.find<RunRemoved>([=](const RunRemoved& r) { return r.run == run; });
        });
        interrupted += state == RunState::interrupted;
        failed += state == RunState::failed;
        subject.forget();
    }
    over = true;
    stopper.join();
    std::printf("interrupted %s, failed %d, host code %d\n", interrupted > 0 ? "some" : "none", failed,
                host_work.struck);
    std::fflush(stdout);
    _exit(subject.engine.quit(test::deadline_seconds) ? 0 : 1);
}

// A script whose own SIGINT handler ends it is stopped, and the host's hook goes on for several looks of the
// supervisor.
int stop_before_hook_case() {
    std::atomic<bool> hook_may_end{false};
    EngineOptions options = test::plain_options();
    options.run_ended = [&](const RunInfo&, RunState) {
        while (!hook_may_end) sched_yield();
    };
    EngineUnderTest subject(options);
    subject.wait_until_ready();
    const RunId run = subject.engine.submit_cell("import signal, time\n"
                                                 "got = []\n"
                                                 "signal.signal(signal.SIGINT, lambda *_: got.append(1))\n"
                                                 "print('ready')\n"
                                                 "while not got: time.sleep(0.01)");
    subject.wait_for_text("ready");
    subject.engine.stop();
    const Clock::time_point until = Clock::now() + std::chrono::milliseconds(800);
    bool said = false;
    subject.wait_until("a look", [&] {
        said = said || subject.find<RunStopping>([](const RunStopping& s) { return s.rung != StopRung::asked; });
        return said || Clock::now() > until;
    });
    hook_may_end = true;
    const RunState state = subject.wait_for_end(run).state;
    std::printf("%s, %s said\n", state == RunState::done ? "done" : "not done", said ? "something" : "nothing");
    std::fflush(stdout);
    _exit(subject.engine.quit(test::deadline_seconds) ? 0 : 1);
}

std::string marks_of(const TextPiece& piece) {
    static std::vector<std::uint32_t> threads{0};  // 0 is not a thread
    auto place = std::find(threads.begin(), threads.end(), piece.thread);
    if (place == threads.end()) place = threads.insert(threads.end(), piece.thread);
    const char* sources[] = {"python", "native", "host"};
    const char* streams[] = {"out", "err", "result", "host"};
    return std::to_string(piece.run) + " t" + std::to_string(place - threads.begin()) + " " +
           sources[static_cast<int>(piece.source)] + " " + streams[static_cast<int>(piece.stream)] + " ";
}

void print_pieces(const EngineUnderTest& subject) {
    for (const TextPiece& piece : subject.pieces)
        for (std::size_t at = 0; at < piece.text.size();) {
            const std::size_t end = std::min(piece.text.find('\n', at), piece.text.size() - 1) + 1;
            const std::string line = piece.text.substr(at, end - at);
            std::printf("%s%s%s", marks_of(piece).c_str(), line.c_str(), line.back() == '\n' ? "" : "|\n");
            at = end;
        }
    if (subject.dropped_lines > 0) std::printf("dropped %s\n", subject.dropped_lines > 100'000 ? "many" : "some");
}

EngineOptions capturing_options() {
    EngineOptions options = test::plain_options();
    options.capture_descriptors = true;
    return options;
}

int capture_case(int count, char** codes) {
    EngineUnderTest subject(capturing_options());
    subject.wait_until_ready();
    for (int i = 0; i < count; ++i) subject.submit_and_wait(codes[i]);
    const auto begin = std::chrono::steady_clock::now();
    const bool finalised = subject.engine.quit(test::deadline_seconds);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    subject.drain();
    print_pieces(subject);
    std::printf("%s %s\n", finalised ? "finalised" : "left", seconds < 10 ? "at once" : "late");
    std::fflush(stdout);
    _exit(0);
}

int stdout_before_capture = -1;

void keep(int, const char* text, std::size_t size) {
    [[maybe_unused]] const auto written = write(stdout_before_capture, text, size);
}

int last_words_case(const char* code) {
    stdout_before_capture = dup(STDOUT_FILENO);
    OutputChannel::tap = [](Stream, const char* text, std::size_t size) { keep(0, text, size); };
    std::signal(SIGSEGV, [](int) {
        drain_captured_at_crash(keep);
        _exit(139);
    });
    EngineUnderTest subject(capturing_options());
    subject.wait_until_ready();
    subject.submit_and_wait(code);
    return 0;
}

// Calls a bound function whose row says gil::keeps.
template <class F>
void call_bound(F body) {
    std::thread([&] {
        const GilGuard guard;
        if (!guard) return;
        const PyRef function = bind::function<gil::keeps>("keeper", body);
        PyRef::steal(PyObject_CallNoArgs(function.get()));
    }).join();
}

// Thread: UI. The script thread holds the GIL.
int break_case(const std::string& what) {
    EngineUnderTest subject;
    subject.wait_until_ready();
    std::puts("Python runs");
    std::fflush(stdout);
    set_thread_role(ThreadRole::ui);
    if (what == "ui-takes-the-gil") GilGuard guard;
    if (what == "drop-without-the-gil") PyRef dropped = PyRef::steal(Py_None);
    if (what == "release-in-a-row-that-keeps") call_bound([] { without_gil([] {}); });
    if (what == "python-in-a-row-that-keeps") call_bound([] { PyRun_SimpleString("import time; time.sleep(0.001)"); });
    std::puts("went on");
    std::fflush(stdout);
    return subject.engine.quit(test::deadline_seconds) ? 0 : 1;
}
}  // namespace

int main(int argc, char** argv) {
    reserve_standard_descriptors();
    const std::string verb = argc > 1 ? argv[1] : "";
    const char* code = argc > 2 ? argv[2] : "print('ready')";
    if (verb == "headless-code") return headless(JobKind::code, argc - 2, argv + 2);
    if (verb == "headless-file") return headless(JobKind::file, argc - 2, argv + 2);
    if (verb == "headless-stdin") return headless(JobKind::standard_input, 0, nullptr);
    if (verb == "headless-terminal") return headless(JobKind::terminal, 0, nullptr);
    if (verb == "quit") return quit_case(code);
    if (verb == "quit-after" && argc > 3) return quit_after_case(std::atof(code), argv[3]);
    if (verb == "drop") return drop_case(code);
    if (verb == "signal") return signal_case(code, false);
    if (verb == "stop-before-a-hook") return stop_before_hook_case();
    if (verb == "session") return session_case(code, argc - 3, argv + 3, false);
    if (verb == "session-captured") return session_case(code, argc - 3, argv + 3, true);
    if (verb == "session-crash") return session_crash_case(code, argv[3], argv[4], argc > 5 ? argv[5] : nullptr, crash);
    if (verb == "session-overflow")
        return session_crash_case(code, argv[3], argv[4], nullptr, [] { use_stack(std::size_t{1} << 40); });
    if (verb == "hung") return signal_case(code, true);
    if (verb == "cells") return cells_case(argc - 2, argv + 2);
    if (verb == "modules") return modules_case();
    if (verb == "gate-storm") return gate_storm_case();
    if (verb == "storm") return storm_case();
    if (verb == "capture") return capture_case(argc - 2, argv + 2);
    if (verb == "last-words") return last_words_case(code);
    if (verb == "break") return break_case(code);
    std::fprintf(stderr, "engine_subject: no such case: %s\n", verb.c_str());
    return 2;
}
