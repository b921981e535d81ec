// A signal to the script thread whose handler writes that thread's own Python stack to a pipe, as faulthandler does.
#include "console/engine/python.h"
#include "console/engine/stack_look.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "console/engine/source_cache.h"

// faulthandler's own async-signal-safe printer, exported by every libpython from 3.11 to 3.13; its header is internal.
extern "C" void _Py_DumpTraceback(int descriptor, PyThreadState* thread_state);

namespace gimbal::console {

namespace {
std::atomic<PyThreadState*> script_state{nullptr};
std::atomic<int> pipe_end{-1};
std::atomic<bool> answered{false}, loop_answered{true};

int look_signal() { return SIGRTMAX - 2; }

// On the script thread itself: it stands still while its frames are read.
void write_stack(int) {
    const int saved = errno;
    PyThreadState* state = script_state.load();
    const int descriptor = pipe_end.load();
    if (state && descriptor >= 0) _Py_DumpTraceback(descriptor, state);
    answered.store(true);
    errno = saved;
}

// Python's loop runs pending calls and raises interrupts at the same place: while this does not run, nothing can be interrupted.
int note_loop(void*) {
    loop_answered.store(true);
    return 0;
}

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() { [[maybe_unused]] const int made = pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK); }
    ~Pipe() {
        for (int end : ends)
            if (end >= 0) close(end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
};

std::string first_frame(std::string_view text) {
    const auto start = text.find("  File \"");
    if (start == std::string_view::npos) return {};
    return std::string(text.substr(start, text.find('\n', start) - start));
}

// `  File "<cell 3>", line 1 in <module>`
void parse(const std::string& frame, StackLook& look) {
    const auto open = frame.find('"'), close = frame.rfind("\", line ");
    if (open == std::string::npos || close == std::string::npos || close <= open) return;
    look.file = frame.substr(open + 1, close - open - 1);
    look.line = std::atoi(frame.c_str() + close + 8);
    const auto in = frame.find(" in ", close);
    if (in != std::string::npos) look.function = frame.substr(in + 4);
    look.source = source_line(look.file, look.line);
}
}  // namespace

std::string StackLook::where() const {
    if (file.empty()) return "a call that shows no Python line";
    const std::string place = file + ", line " + std::to_string(line);
    return source.empty() ? function + " (" + place + ")" : source + "  (" + place + ")";
}

void allow_looking() {
    struct sigaction action {};
    action.sa_handler = write_stack;
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    sigaction(look_signal(), &action, nullptr);
    script_state.store(PyThreadState_Get());
}

void ask_python_loop() {
    if (loop_answered.exchange(false)) Py_AddPendingCall(note_loop, nullptr);   // needs no GIL; one at a time
}

bool python_loop_answered() { return loop_answered.load(); }

void forbid_looking() { script_state.store(nullptr); }

StackLook look_at_script(const InterruptGate& gate) {
    StackLook look;
    if (!script_state.load()) return look;
    Pipe pipe;
    if (pipe.ends[1] < 0) return look;
    answered.store(false);
    pipe_end.store(pipe.ends[1]);
    pthread_kill(gate.script_thread(), look_signal());
    for (int waited = 0; !answered.load() && waited < 50; ++waited) {
        const timespec millisecond{0, 1'000'000};
        nanosleep(&millisecond, nullptr);
    }
    pipe_end.store(-1);
    std::string text(16 << 10, '\0');
    const ssize_t size = read(pipe.ends[0], text.data(), text.size());
    if (size > 0) parse(first_frame({text.data(), static_cast<std::size_t>(size)}), look);
    return look;
}

}  // namespace gimbal::console
