// "Did you mean: 'sin'?" after an AttributeError or a NameError.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>

namespace gimbal::console {

// Adds the suggestions that python3 prints to the text from the traceback module. Since Python 3.12 that module makes
// them itself. Runs user code: __str__ of the exception and __dir__ of its object. Thread: Python.   GIL: held.
std::string with_suggestions(std::string text, PyObject* exception);

}  // namespace gimbal::console
