// Asking the Python half for what assists typing, as values.
#pragma once
#include "gimbal/console/python/gil.h"

#include <functional>
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

using GivenUp = std::function<bool()>;  // whether nobody waits for the answer any more; asked now and then

// None of these fails: nothing fits, or the helper cannot be loaded, and the answer is empty. `names` is the namespace,
// borrowed. Thread: assist.   GIL: held.
CompletionList completions(std::uint64_t request, const std::string& source, std::size_t cursor, PyObject* names,
                           bool patiently, const GivenUp& given_up);
CallTip call_tip(std::uint64_t request, const std::string& source, std::size_t cursor, PyObject* names);
Documentation documentation(std::uint64_t request, const std::string& source, std::size_t cursor,
                            const std::string& completion, PyObject* names);
Documentation inspection(std::uint64_t request, const std::string& expression, bool with_source, PyObject* names);
VariableList variables(std::uint64_t request, PyObject* names,
                       PyObject* at_start);  // but those of `at_start`; nullptr: all

}  // namespace gimbal::console
