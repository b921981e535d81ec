// An interrupt in a wait or a long loop of C++ code that holds the GIL now and then.
#pragma once
#include "gimbal/console/python/python.h"

#include <functional>

namespace gimbal::console {

// Raises what is pending for this thread: in Python's main thread what a signal handler raises, in any thread the
// exception of PyThreadState_SetAsyncExc, which CPython itself raises only when Python code runs. True: a Python error
// is set; it was set here. Thread: Python.   GIL: held.
bool raise_interrupt();

// Raises an exception in a thread of the calling thread's interpreter. False: nothing is raised now, because the
// thread imports. CPython takes the locks of an import just before the `try` that releases them, so an exception in
// between would leave them locked, before 3.12 for every interpreter. Calls no Python code. Thread: Python. GIL: held.
bool interrupt_thread(unsigned long thread, PyObject* exception = PyExc_KeyboardInterrupt);
// The same, if need be a little later. `target` returns the thread, or 0 once the interrupt is not wanted any more.
void interrupt_soon(const std::function<unsigned long()>& target, PyObject* exception = PyExc_KeyboardInterrupt);

}  // namespace gimbal::console
