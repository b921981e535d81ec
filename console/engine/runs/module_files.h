// The files from which a script's own modules were loaded. A module that has been edited is reloaded when a script of
// its folder runs again, as in a new python3.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>

namespace gimbal::console {

// All functions here: GIL: held.

// From now on the files of modules are noted. Modules of the host and its plug-ins were imported before and stay.
// Thread: script.
void watch_module_files();

// For the audit hook: `arguments` are those of the event "exec". Thread: Python.
void note_executed(PyObject* arguments);

// If the file of a module in the folder has changed since it was loaded, forgets all modules of the folder, because the
// others may hold parts of that one. Keeps a pending Python error. Thread: script.
void forget_edited_modules(const std::filesystem::path& folder);

}  // namespace gimbal::console
