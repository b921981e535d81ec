// Questions of a script to the window.
#pragma once
#include "gimbal/console/python/ui_call.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/module/binding/binding.h"
#include "api/module/binding/convert.h"

namespace gimbal::module {

inline constexpr std::chrono::milliseconds answer_limit{60000};  // for what needs no answer of the user

// Throws std::runtime_error without a window.
inline console::UiQueue& window_queue(ModuleState& module, const std::string& name) {
    if (console::UiQueue* ui = module.context.host->ui_queue()) return *ui;
    throw std::runtime_error(name + "() needs the window, which this process does not have: run `gimbal script.py`");
}

// Runs `ask` on the UI thread and returns its answer, as ask_ui() does. Throws std::runtime_error without a window.
// Thread: Python.   GIL: held, released while waiting.
template <class Ask>
auto ask_window(ModuleState& module, const std::string& name, std::chrono::milliseconds limit, Ask ask) {
    console::UiQueue& ui = window_queue(module, name);
    PolicyCheck::released();
    return console::ask_ui(ui, name, limit, std::move(ask));
}

// A `timeout` argument in seconds; null or None: 0, without a limit.
inline std::chrono::milliseconds to_limit(PyObject* value) {
    constexpr double longest = 1e8;
    if (!value || value == Py_None) return std::chrono::milliseconds(0);
    const double seconds = to_double(value, "timeout");
    if (!(seconds > 0)) raise(PyExc_ValueError, "timeout must be above 0 seconds, not " + text_of(value));
    return std::chrono::milliseconds(
        std::max<std::int64_t>(1, static_cast<std::int64_t>(std::min(seconds, longest) * 1e3)));
}

}  // namespace gimbal::module
