// A thread of the host gets its PyThreadState with its first guard and keeps it to its end: for nested guards, for
// PyGILState_Ensure(), and for the values of threading.local(). None is left, whenever and wherever the thread ends.
#include "gimbal/console/python/call.h"
#include "gimbal/console/python/errors.h"

#include "tests/hosts/host.h"
#include "tests/hosts/thread_state_count.h"

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <set>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
void run_python(const char* source) {
    PyObject* names = PyModule_GetDict(PyImport_AddModule("__main__"));
    const PyRef done = PyRef::steal(PyRun_String(source, Py_file_input, names, names));
    if (!EXPECT(done)) std::fputs(take_traceback().text.c_str(), stderr);
}

void a_thread_has_one_state(Host& host) {
    const int before = count_thread_states();
    constexpr int threads = 8;
    std::latch seen(threads), counted(1);
    std::vector<std::future<std::set<PyThreadState*>>> each;
    for (int i = 0; i < threads; ++i)
        each.push_back(std::async(std::launch::async, [&] {
            std::set<PyThreadState*> states;
            for (int n = 0; n < 100; ++n) {
                const GilGuard guard;
                EXPECT(guard);
                states.insert(PyThreadState_Get());
            }
            {
                const GilGuard outer, nested;
                const GilRelease unlocked;
                const GilGuard inner;
                states.insert(PyThreadState_Get());
                const PyGILState_STATE held = PyGILState_Ensure();
                states.insert(PyThreadState_Get());
                PyGILState_Release(held);
            }
            const PyGILState_STATE bare = PyGILState_Ensure();
            states.insert(PyThreadState_Get());
            PyGILState_Release(bare);
            const bool attached = with_gil([&] { states.insert(PyThreadState_Get()); });
            EXPECT(attached);
            seen.count_down();
            counted.wait();
            return states;
        }));
    seen.wait();
    EXPECT(count_thread_states() == before + threads);
    counted.count_down();
    std::set<PyThreadState*> all;
    for (auto& one : each) {
        const std::set<PyThreadState*> states = one.get();
        EXPECT(states.size() == 1);
        all.insert(states.begin(), states.end());
    }
    EXPECT(all.size() == threads);
    EXPECT(wait_until([&] { return count_thread_states() == before; }));
    EXPECT(host.run("print('goes on')") == RunState::done);
}

void values_of_a_thread_live_as_long_as_it(Host& host) {
    EXPECT(host.run("import threading\n"
                    "class Noisy:\n    def __del__(self): print('the value is gone')\n"
                    "values = threading.local()") == RunState::done);
    std::thread([&] {
        with_gil([] { run_python("values.it = Noisy()"); });
        with_gil([] { run_python("print('still', type(values.it).__name__)"); });
    }).join();
    EXPECT(host.wait_for_text("still Noisy\nthe value is gone\n"));
}

// The thread that joins another one may hold the GIL.
void an_ending_thread_does_not_wait_for_the_gil(Host& host) {
    const int before = count_thread_states();
    std::thread([&] {
        const GilGuard guard;
        std::thread other;
        {
            const GilRelease unlocked;
            std::latch used(1), may_end(1);
            other = std::thread([&] {
                EXPECT(with_gil([] { run_python("1 + 1"); }));
                used.count_down();
                may_end.wait();
            });
            used.wait();
            with_gil([&] { may_end.count_down(); });
            const GilGuard held;
            other.join();
        }
    }).join();
    EXPECT(wait_until([&] { return count_thread_states() == before; }));
    EXPECT(host.run("1") == RunState::done);
}

void an_error_that_is_left_set_is_not_the_next_scopes(Host&) {
    std::thread([] {
        with_gil([] { PyErr_SetString(PyExc_ValueError, "left"); });
        with_gil([] {
            EXPECT(!PyErr_Occurred());
            PyErr_SetString(PyExc_ValueError, "kept");
            {
                const GilRelease unlocked;
                with_gil([] {});
            }
            EXPECT(PyErr_Occurred());
            PyErr_Clear();
        });
    }).join();
}

struct UsesPythonAtTheEnd {
    bool used = false;
    ~UsesPythonAtTheEnd() {
        EXPECT(with_gil([] { run_python("2 + 2"); }));
    }
};
thread_local UsesPythonAtTheEnd at_the_end;

void destructors_of_a_thread_may_use_python(Host& host) {
    const int before = count_thread_states();
    std::thread([] {
        at_the_end.used = true;  // made before the state, so destroyed after it
        with_gil([] {});
    }).join();
    std::thread([] {
        with_gil([] {});
        at_the_end.used = true;
    }).join();
    EXPECT(wait_until([&] { return count_thread_states() == before; }));
    EXPECT(host.run("1") == RunState::done);
}

// A state that PyGILState_Ensure() has made is not kept, and a thread of Python has its own.
void states_of_others_are_used_and_left_to_them(Host& host) {
    const int before = count_thread_states();
    std::thread([&] {
        const PyGILState_STATE bare = PyGILState_Ensure();
        PyThreadState* theirs = PyThreadState_Get();
        {
            const GilRelease unlocked;
            EXPECT(with_gil([&] { EXPECT(PyThreadState_Get() == theirs); }));
            EXPECT(count_thread_states() == before + 1);
        }
        PyGILState_Release(bare);
        EXPECT(PyGILState_GetThisThreadState() == nullptr);
        EXPECT(with_gil([&] {}));
    }).join();
    EXPECT(wait_until([&] { return count_thread_states() == before; }));
    EXPECT(host.run("1") == RunState::done);
}

// Threads that idle with a state do not keep Python from ending, and use the next one. Some end while it ends.
void threads_outlive_engines() {
    constexpr int threads = 6;
    std::atomic<int> engine{0}, used{0};
    std::atomic<bool> over{false};
    std::vector<std::thread> living;
    for (int i = 0; i < threads; ++i)
        living.emplace_back([&] {
            for (int mine = 0; !over;) {
                if (engine == mine) {
                    std::this_thread::sleep_for(std::chrono::microseconds(200));
                    continue;
                }
                mine = engine;
                EXPECT(with_gil([&] { run_python("import threading\nthreading.local().x = 1"); }));
                ++used;
            }
        });
    for (int i = 1; i <= 3; ++i) {
        Host host;
        EXPECT(is_counted(host));
        const int before = count_thread_states();
        used = 0;
        engine = i;
        EXPECT(wait_until([&] { return used == threads; }));
        EXPECT(count_thread_states() == before + threads);
        std::vector<std::thread> ending;
        for (int n = 0; n < 16; ++n)
            ending.emplace_back([] {
                while (with_gil([] {})) {}
            });
        EXPECT(host.engine.quit(30));
        for (std::thread& thread : ending) thread.join();
    }
    over = true;
    for (std::thread& thread : living) thread.join();
}

// A thread that is in Python by PyGILState_Ensure() alone at Quit is left behind and not freed.
void a_state_in_use_is_not_freed() {
    Host host;
    EXPECT(host.is_ready());
    std::latch inside(1), may_go_on(1);
    std::thread user([&] {
        with_gil([] {});
        const PyGILState_STATE bare = PyGILState_Ensure();
        PyThreadState* detached = PyEval_SaveThread();
        inside.count_down();
        may_go_on.wait();
        EXPECT(detached->gilstate_counter == 2);
        (void)bare;
    });
    inside.wait();
    EXPECT(!host.engine.quit(1));
    may_go_on.count_down();
    user.join();
    leave_at_once();
}
}  // namespace

int main() {
    {
        Host host;
        EXPECT(is_counted(host));
        EXPECT(host.run("1") == RunState::done);
        a_thread_has_one_state(host);
        values_of_a_thread_live_as_long_as_it(host);
        an_error_that_is_left_set_is_not_the_next_scopes(host);
        an_ending_thread_does_not_wait_for_the_gil(host);
        destructors_of_a_thread_may_use_python(host);
        states_of_others_are_used_and_left_to_them(host);
        EXPECT(host.engine.quit(30));
    }
    threads_outlive_engines();
    a_state_in_use_is_not_freed();
}
