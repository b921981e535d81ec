// A signal makes faulthandler write the script thread's Python stack to a pipe, which needs no GIL.
#include "gimbal/console/python/gil.h"
#include "engine/stop/stack_look.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>

#include "base/platform/native_thread.h"
#include "base/platform/signals.h"
#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "gimbal/console/base/host_descriptors.h"

#if PY_VERSION_HEX < 0x030C0000
extern "C" PyAPI_FUNC(int) _PyEval_AddPendingCall(PyInterpreterState*, int (*)(void*), void*);  // of pycore_ceval.h
#endif

namespace gimbal::console {

namespace {
std::atomic<bool> can_look{false}, loop_answered{true}, own_handler{false}, handles_interrupt{false};
std::atomic<int> reminders{0};          // of the present question to the eval loop
std::mutex python_border;               // held while a pending call is added, so none is added after Python's end
bool python_lives = false;              // guarded by python_border
PyThreadState* script_state = nullptr;  // of Python's main thread; set once
PyRef* get_signal = nullptr;            // _signal.getsignal and its expected result; null unless looking is allowed
PyRef* default_handler = nullptr;

int look_signal() { return SIGRTMAX - 2; }

// Null unless an interpreter lives: a signal that arrives after its end must not call into it.
std::atomic<void (*)(int)> faulthandler_dump{nullptr};

bool is_interrupt(const PyTypeObject* type) {
    for (; type; type = type->tp_base)
        if (static_cast<const void*>(type) == PyExc_KeyboardInterrupt ||
            static_cast<const void*>(type) == PyExc_GeneratorExit)
            return true;
    return false;
}

const PyTypeObject* raised_type() {
#if PY_VERSION_HEX >= 0x030C0000
    const PyObject* raised = script_state->current_exception;
    return raised ? Py_TYPE(raised) : nullptr;
#else
    return reinterpret_cast<const PyTypeObject*>(script_state->curexc_type);
#endif
}

// Runs in the signal handler, on the thread whose state it reads, so it only follows pointers. They are valid: CPython
// stores a handled exception before it releases the previous one. GeneratorExit counts because a generator may be
// closed while the frames unwind.
bool handles_an_interrupt() {
    if (!script_state) return false;
    if (is_interrupt(raised_type())) return true;
    for (const _PyErr_StackItem* item = script_state->exc_info; item; item = item->previous_item) {
        const PyObject* exception = item->exc_value;
        for (int depth = 0; exception && exception != Py_None && depth < 8; ++depth) {
            if (is_interrupt(Py_TYPE(exception))) return true;
            exception = reinterpret_cast<const PyBaseExceptionObject*>(exception)->context;
        }
    }
    return false;
}

struct Repeat {  // written by the supervisor before it asks
    InterruptGate* gate = nullptr;
    RunId run = 0;
    bool past_mask = false;
} repeat;
enum class Answer { none, asked, taken, sent, handles_one, not_current };  // taken: the handler is about to answer
std::atomic<Answer> repeat_answer{Answer::none};

void answer_repeat() {
    if (handles_interrupt.load()) repeat_answer.store(Answer::handles_one);
    else repeat_answer.store(repeat.gate->send(repeat.run, repeat.past_mask) ? Answer::sent : Answer::not_current);
}

void on_look(int number) {
    const int kept = errno;  // faulthandler sets it to 0, and the interrupted code may be about to read it
    handles_interrupt.store(handles_an_interrupt());
    auto asked = Answer::asked;
    if (repeat_answer.compare_exchange_strong(asked, Answer::taken)) answer_repeat();
    if (const auto dump = faulthandler_dump.load()) dump(number);
    errno = kept;
}

void wrap_faulthandler() {
    struct sigaction action = handler_of(look_signal());
    faulthandler_dump.store(action.sa_handler);
    action.sa_handler = on_look;
    sigaction(look_signal(), &action, nullptr);
}

// Never closed: faulthandler may write to it at any time.
const std::array<int, 2>& look_pipe() {
    static const std::array<int, 2> ends = [] {
        std::array<int, 2> made{-1, -1};
        [[maybe_unused]] const int result = pipe2(made.data(), O_CLOEXEC | O_NONBLOCK);
        for (const int end : made) note_host_descriptor(end);
        return made;
    }();
    return ends;
}

std::string read_pipe() {
    std::string text(16 << 10, '\0');
    const ssize_t size = read(look_pipe()[0], text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

// Python's eval loop runs pending calls and raises interrupts at the same point. While this call does not run, nothing
// can be interrupted.
int note_loop(void*) {
    PyRef present = get_signal ? PyRef::steal(PyObject_CallFunction(get_signal->get(), "i", SIGINT)) : PyRef{};
    if (!present) PyErr_Clear();
    own_handler.store(present && present.get() != default_handler->get());
    loop_answered.store(true);
    return 0;
}

void find_signal_functions() {
    PyRef ask = import_from("_signal", "getsignal"), usual = import_from("_signal", "default_int_handler");
    PyErr_Clear();
    if (!ask || !usual) return;
    default_handler = new PyRef(std::move(usual));
    get_signal = new PyRef(std::move(ask));
}

// Returns `  File "<cell 3>", line 1 in <module>`, or "" if it has not arrived within 50 ms.
std::string first_frame() {
    const auto deadline = Clock::now() + std::chrono::milliseconds(50);
    std::string text;
    for (;;) {
        text += read_pipe();
        const auto start = text.find("  File \"");
        const auto end = start == std::string::npos ? start : text.find('\n', start);
        if (end != std::string::npos) return text.substr(start, end - start);
        pollfd waited{look_pipe()[0], POLLIN, 0};
        if (Clock::now() >= deadline || poll(&waited, 1, 50) <= 0) return {};
    }
}

}  // namespace

std::string StackLook::where() const {
    if (file.empty()) return "a call without a Python line";
    const std::string place = file + ", line " + std::to_string(line);
    return source.empty() ? function + " (" + place + ")" : source + "  (" + place + ")";
}

bool call_faulthandler(const char* function, PyObject* arguments) {
    GIMBAL_ON(script);
    PyRef callable = import_from("faulthandler", function), owned = PyRef::steal(arguments);
    PyRef done = callable && owned ? PyRef::steal(PyObject_CallObject(callable.get(), owned.get())) : PyRef{};
    PyErr_Clear();
    if (PyDict_DelItemString(PyImport_GetModuleDict(), "faulthandler") != 0) PyErr_Clear();
    return static_cast<bool>(done);
}

void allow_looking() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    script_state = PyThreadState_Get();
    {
        std::lock_guard lock(python_border);
        python_lives = true;
    }
    find_signal_functions();
    signal(look_signal(), on_look);  // faulthandler restores this handler when the interpreter ends
    // Neither all threads nor a chain. If this fails, Stop names no line.
    const bool done = call_faulthandler("register", Py_BuildValue("(iiii)", look_signal(), look_pipe()[1], 0, 0));
    if (done) wrap_faulthandler();
    can_look.store(done);
}

// Before 3.12, Py_AddPendingCall() takes the interpreter of the thread that holds the GIL, also if the calling thread
// has nothing to do with it. That may be a sub-interpreter, which the script thread never enters, and the state of the
// thread may be freed while it is read.
void add_pending_call(int (*call)(void*), void* argument) {
    std::lock_guard lock(python_border);
    if (!python_lives) return;
#if PY_VERSION_HEX >= 0x030C0000
    Py_AddPendingCall(call, argument);
#else
    _PyEval_AddPendingCall(PyInterpreterState_Main(), call, argument);
#endif
}

// Needs no GIL. CPython 3.11 computes the flag that makes the eval loop look without a lock, so two threads that change
// it at once may lose a request. An unanswered question therefore sets the flag again; CPython has room for 32 calls.
void ask_python_loop() {
    constexpr int most_reminders = 8;
    if (loop_answered.exchange(false)) {
        reminders.store(0);
        add_pending_call(note_loop, nullptr);
    } else if (reminders.fetch_add(1) < most_reminders) {
        add_pending_call([](void*) { return 0; }, nullptr);
    }
}

bool python_loop_answered() { return loop_answered.load(); }
bool script_has_own_handler() { return own_handler.load(); }

void forbid_looking() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    {
        std::lock_guard lock(python_border);
        python_lives = false;
    }
    can_look.store(false);
    faulthandler_dump.store(nullptr);  // safe here: the signal is sent to this thread only
    script_state = nullptr;
    delete std::exchange(get_signal, nullptr);
    delete std::exchange(default_handler, nullptr);
}

Repeated repeat_interrupt(InterruptGate& gate, RunId run, bool past_mask) {
    GIMBAL_ON(supervisor);
    if (!can_look.load()) return gate.send(run, past_mask) ? Repeated::sent : Repeated::not_current;
    read_pipe();
    repeat = {&gate, run, past_mask};
    repeat_answer.store(Answer::asked);
    pthread_kill(gate.script_thread(), look_signal());
    first_frame();  // the answer comes before it
    auto asked = Answer::asked;
    if (repeat_answer.compare_exchange_strong(asked, Answer::none)) return Repeated::unanswered;
    while (repeat_answer.load() == Answer::taken) sched_yield();  // a few instructions, which need a processor
    switch (repeat_answer.load()) {
        case Answer::sent: return Repeated::sent;
        case Answer::handles_one: return Repeated::handles_one;
        case Answer::not_current: return Repeated::not_current;
        default: return Repeated::unanswered;
    }
}

StackLook look_at_script(const InterruptGate& gate) {
    GIMBAL_ON(supervisor);
    StackLook look;
    if (!can_look.load()) return look;
    read_pipe();  // drops the rest of the previous stack
    handles_interrupt.store(false);
    pthread_kill(gate.script_thread(), look_signal());
    if (read_frame(first_frame(), look)) look.source = source_line(look.file, look.line);
    look.cleaning_up = handles_interrupt.load();
    return look;
}

}  // namespace gimbal::console
