// The one way to CPython. Comes first in a .cpp; no header that a panel includes has it.
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>
