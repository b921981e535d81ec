// importlib executes the code of a module by exec(), right after it has read the file.
#include "engine/runs/module_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
struct Stamp {
    std::int64_t seconds, nanoseconds, bytes;
    bool operator==(const Stamp&) const = default;
    // A .pyc file knows its source by these two alone.
    bool looks_same_to_pyc(const Stamp& other) const { return seconds == other.seconds && bytes == other.bytes; }
};

bool watching = false;  // these two are guarded by the GIL
std::map<std::string, Stamp>& stamps() {
    static auto* stamps = new std::map<std::string, Stamp>;  // never destroyed: Python may execute code until it ends
    return *stamps;
}

std::optional<Stamp> stamp_of(const std::string& file) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) return std::nullopt;
    return Stamp{status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size};
}

std::string text_in(PyObject* names, const char* name) {
    PyObject* value = PyDict_GetItemString(names, name);
    return value && PyUnicode_Check(value) ? to_utf8(value) : "";
}

struct Loaded {
    PyRef name;  // two names may stand for the same file
    std::string file, compiled;
    Stamp stamp;
};

std::vector<Loaded> modules_in(const std::string& folder) {
    std::vector<Loaded> found;
    PyObject *name = nullptr, *module = nullptr;
    PyObject* modules = PyImport_GetModuleDict();
    for (Py_ssize_t place = 0; PyDict_Next(modules, &place, &name, &module);) {
        if (!PyModule_Check(module)) continue;
        PyObject* names = PyModule_GetDict(module);
        std::string file = text_in(names, "__file__");
        const auto known = file.starts_with(folder) ? stamps().find(file) : stamps().end();
        if (known != stamps().end())
            found.push_back({PyRef::borrow(name), std::move(file), text_in(names, "__cached__"), known->second});
    }
    return found;
}

// Without this, Python would take the old code for that of a file saved within the same second at the same size.
void remove_stale(const Loaded& module) {
    const auto present = stamp_of(module.file);
    if (present && *present != module.stamp && present->looks_same_to_pyc(module.stamp))
        unlink(module.compiled.c_str());
}
}  // namespace

void watch_module_files() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    watching = true;
}

void note_executed(PyObject* arguments) {
    if (!watching || !PyTuple_Check(arguments) || PyTuple_GET_SIZE(arguments) == 0) return;
    PyObject* code = PyTuple_GET_ITEM(arguments, 0);
    if (!PyCode_Check(code)) return;
    std::string file = to_utf8(reinterpret_cast<PyCodeObject*>(code)->co_filename);
    if (!file.starts_with('/') || is_host_file(file) || is_library_file(file)) return;
    forget_source(file);  // of an earlier run of that file as a script
    if (const auto stamp = stamp_of(file)) stamps().insert_or_assign(std::move(file), *stamp);
}

void forget_edited_modules(const std::filesystem::path& folder) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    const PendingError kept;
    const std::vector<Loaded> modules = modules_in(folder.string() + "/");
    bool edited = false;
    for (const Loaded& module : modules) edited |= stamp_of(module.file) != module.stamp;
    if (!edited) return;
    for (const Loaded& module : modules) {
        remove_stale(module);
        stamps().erase(module.file);
        if (PyDict_DelItem(PyImport_GetModuleDict(), module.name.get()) != 0) PyErr_Clear();
    }
    call_imported("importlib", "invalidate_caches");  // a module that was added meanwhile is found, too
    PyErr_Clear();
}

}  // namespace gimbal::console
