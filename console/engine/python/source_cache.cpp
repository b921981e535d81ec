// A map from `<cell N>` to its text: linecache is slow to import, so it learns of them only when it is there.
#include "gimbal/console/python/gil.h"
#include "engine/python/source_cache.h"

#include <map>
#include <mutex>
#include <sstream>

#include "gimbal/console/python/errors.h"

namespace gimbal::console {

namespace {
struct Sources {
    std::mutex mutex;  // held for a copy, no Python call inside
    std::map<std::string, std::string> by_name;
    std::map<std::string, std::string> untold;
};

Sources& sources() {
    static auto* sources = new Sources;  // the supervisor may still ask after main() has returned
    return *sources;
}

void put_into(PyObject* cache, const std::string& name, const std::string& source) {
    const std::string whole = source.ends_with('\n') ? source
                                                     : source + "\n";  // else traceback's marks stand one too far right
    PyRef text = PyRef::steal(PyUnicode_DecodeUTF8(whole.data(), static_cast<Py_ssize_t>(whole.size()), "replace"));
    PyRef lines = text ? PyRef::steal(PyUnicode_Splitlines(text.get(), 1)) : PyRef{};
    // No modification time: linecache then never looks for a file of that name.
    PyRef entry = lines ? PyRef::steal(Py_BuildValue("(nOOs)", static_cast<Py_ssize_t>(whole.size()), Py_None,
                                                     lines.get(), name.c_str()))
                        : PyRef{};
    PyRef key = PyRef::steal(PyUnicode_DecodeFSDefault(name.c_str()));
    if (entry && key) PyObject_SetItem(cache, key.get(), entry.get());
}
}  // namespace

void remember_source(const std::string& file_name, const std::string& source) {
    {
        std::lock_guard lock(sources().mutex);
        sources().by_name[file_name] = source;
        sources().untold[file_name] = source;
    }
    if (PyDict_GetItemString(PyImport_GetModuleDict(), "linecache")) tell_linecache();
}

void forget_source(const std::string& file_name) {
    {
        std::lock_guard lock(sources().mutex);
        sources().untold.erase(file_name);
        if (sources().by_name.erase(file_name) == 0) return;
    }
    PyObject* module = PyDict_GetItemString(PyImport_GetModuleDict(), "linecache");
    PyRef cache = module ? PyRef::steal(PyObject_GetAttrString(module, "cache")) : PyRef{};
    PyRef key = cache ? PyRef::steal(PyUnicode_DecodeFSDefault(file_name.c_str())) : PyRef{};
    if (!key || PyObject_DelItem(cache.get(), key.get()) != 0) PyErr_Clear();
}

void tell_linecache() {
    PendingError kept;
    std::map<std::string, std::string> untold;
    {
        std::lock_guard lock(sources().mutex);
        untold.swap(sources().untold);
    }
    PyRef module = PyRef::steal(PyImport_ImportModule("linecache"));
    PyRef cache = module ? PyRef::steal(PyObject_GetAttrString(module.get(), "cache")) : PyRef{};
    if (!cache) return;
    for (const auto& [name, source] : untold) put_into(cache.get(), name, source);
}

std::string source_text(const std::string& file_name) {
    std::lock_guard lock(sources().mutex);
    const auto found = sources().by_name.find(file_name);
    return found != sources().by_name.end() ? found->second : std::string{};
}

std::string source_line(const std::string& file_name, int line) {
    std::istringstream lines(source_text(file_name));
    std::string text;
    for (int n = 0; n < line && std::getline(lines, text); ++n) {}
    const auto first = text.find_first_not_of(" \t");
    return first == std::string::npos ? std::string{} : text.substr(first);
}

}  // namespace gimbal::console
