// Asks the Python half for completions, call tips, documentation and variables, and returns them as values.
#pragma once
#include "gimbal/console/python/gil.h"

#include <functional>
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

using IsSuperseded = std::function<bool()>;  // polled while completions() works; true ends the search

// None of these fails, and none sets the number of the request. An answer is empty if nothing fits or if the Python
// half cannot be loaded. `names` is the namespace, a borrowed reference. Thread: assist.   GIL: held.
CompletionList completions(const std::string& source, std::size_t cursor, PyObject* names, bool patiently,
                           const IsSuperseded& is_superseded);
CallTip call_tip(const std::string& source, std::size_t cursor, PyObject* names);
Documentation documentation(const std::string& source, std::size_t cursor, const std::string& completion,
                            PyObject* names);
Documentation inspection(const std::string& expression, bool with_source, PyObject* names);
// Leaves out the variables of `at_start`, which may be null.
VariableList variables(PyObject* names, PyObject* at_start);

}  // namespace gimbal::console
