// Includes Python.h with the settings this project needs. Include it first in a .cpp, before any standard header.
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>
