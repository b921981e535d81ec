// The value of an expression, and what a function returns, as Python objects.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>

#include "engine/runs/namespaces.h"
#include "engine/stop/run.h"
#include "gimbal/console/call/options.h"

namespace gimbal::console {

// Empty: a Python error is set. `await` lets the expression await. Thread: Python.   GIL: held.
PyRef evaluate_expression(const std::string& expression, const EvalOptions& options, Namespaces& namespaces,
                          const RunWork::Await& await);

}  // namespace gimbal::console
