// Counts the thread states of the main interpreter, for tests of what threads leave. Include this header after
// Python.h.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>
#include <thread>

#include "tests/hosts/host.h"

namespace gimbal::console::test {

// Without that of the thread that counts. Thread: any.   GIL: taken inside.
inline int count_thread_states() {
    int count = -1;
    std::thread([&] {
        with_gil([&] {
            PyThreadState* state = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
            for (; state; state = PyThreadState_Next(state)) ++count;
        });
    }).join();
    return count;
}

// Waits until the engine's own threads have their states.
inline bool is_counted(Host& host) {
    std::atomic<bool> handled{false};
    if (!host.is_ready()) return false;
    host.engine.post_to_handlers("has a state", [&] { handled = true; });
    return wait_until([&] { return handled.load(); });
}

}  // namespace gimbal::console::test
