// What the tests of native work share: objects for Python, and native work that a test controls.
#pragma once
#include "gimbal/console/python/awaitable.h"
#include "gimbal/console/python/ui_call.h"

#include <atomic>
#include <thread>

#include "tests/engine/results_fixture.h"

namespace gimbal::console::test {

struct WithNativeWork : WithResults {
    // Makes an object with the GIL and lets each cell know it by this name.
    void give(const char* name, std::function<PyRef()> make) {
        std::atomic<bool> given = false;
        subject.engine.post_to_handlers("giving", [&] {
            const PyRef object = make();
            const PyRef builtins = PyRef::steal(PyImport_ImportModule("builtins"));
            if (object) PyObject_SetAttrString(builtins.get(), name, object.get());
            given = true;
        });
        subject.wait_until("an object for Python", [&] { return given.load(); });
    }
    template <class T>
    void give_job(const char* name, Future<T> future, AwaitableOptions<T> options = {}) {
        // std::function wants copies, and a Future has none.
        auto held = std::make_shared<Future<T>>(std::move(future));
        give(name, [held, options] { return to_awaitable(std::move(*held), options); });
    }
    // What the cell prints, or its error.
    std::string output(const std::string& source) {
        const RunEnded ended = subject.submit_and_wait(source);
        subject.drain();
        return subject.output_of(ended.run, Stream::out) +
               (ended.state == RunState::done ? "" : ended.error.type + ": " + ended.error.message);
    }
};

}  // namespace gimbal::console::test
