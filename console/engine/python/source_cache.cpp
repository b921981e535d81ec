// linecache is slow to import, so the sources are kept in a map and copied to linecache once a script has imported it.
#include "gimbal/console/python/gil.h"
#include "engine/python/source_cache.h"

#include <map>
#include <mutex>
#include <sstream>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
struct KeptSource {
    std::string text;
    PyRef code;  // empty: the source is that of every code with the file name
};

struct Sources {
    std::mutex mutex;  // held for a copy; no Python call is made with it
    std::map<std::string, std::string> by_name;
    std::map<std::string, KeptSource> not_in_linecache;
};

Sources& sources() {
    static auto* sources = new Sources;  // never destroyed: the supervisor may still read after main() has returned
    return *sources;
}

// Without the final newline, the markers of a traceback are one column too far right.
void put_into(PyObject* linecache, const std::string& name, const KeptSource& source) {
    const std::string whole = source.text.ends_with('\n') ? source.text : source.text + "\n";
    PyRef text = from_utf8(whole);
    // Since 3.13.1 there is a second cache, for the sources of single code objects, which warnings do not read.
    if (source.code && PyObject_HasAttrString(linecache, "_interactive_cache")) {
        call_method(linecache, "_register_code", "OOs", source.code.get(), text.get(), name.c_str());
        return;
    }
    PyRef lines = text ? PyRef::steal(PyUnicode_Splitlines(text.get(), 1)) : PyRef{};
    // Without a modification time, linecache does not look for a file of that name.
    PyRef entry = lines ? PyRef::steal(Py_BuildValue("(nOOs)", std::ssize(whole), Py_None, lines.get(), name.c_str()))
                        : PyRef{};
    PyRef key = path_to_python(name);
    PyRef cache = get_attribute(linecache, "cache");
    if (entry && key && cache) PyObject_SetItem(cache.get(), key.get(), entry.get());
}
}  // namespace

void remember_source(const std::string& file_name, const std::string& source, PyObject* code) {
    GIMBAL_GIL_HELD();
    KeptSource fresh{source, PyRef::borrow(code)};
    {
        std::lock_guard lock(sources().mutex);
        sources().by_name[file_name] = source;
        std::swap(sources().not_in_linecache[file_name], fresh);
    }
    if (loaded_module("linecache")) update_linecache();
}

void forget_source(const std::string& file_name) {
    GIMBAL_GIL_HELD();
    decltype(Sources::not_in_linecache)::node_type dropped;
    {
        std::lock_guard lock(sources().mutex);
        dropped = sources().not_in_linecache.extract(file_name);
        if (sources().by_name.erase(file_name) == 0) return;
    }
    PyObject* module = loaded_module("linecache");
    PyRef cache = get_attribute(module, "cache");
    PyRef key = cache ? path_to_python(file_name) : PyRef{};
    if (!key || PyObject_DelItem(cache.get(), key.get()) != 0) PyErr_Clear();
}

void update_linecache() {
    GIMBAL_GIL_HELD();
    PendingError kept;
    std::map<std::string, KeptSource> fresh;
    {
        std::lock_guard lock(sources().mutex);
        fresh.swap(sources().not_in_linecache);
    }
    PyRef linecache = import_module("linecache");
    if (!linecache) return;
    for (const auto& [name, source] : fresh) put_into(linecache.get(), name, source);
}

std::string source_text(const std::string& file_name) {
    std::lock_guard lock(sources().mutex);
    const auto found = sources().by_name.find(file_name);
    return found != sources().by_name.end() ? found->second : std::string{};
}

std::string line_of(const std::string& text, int number) {
    std::istringstream lines(text);
    std::string line;
    for (int n = 0; n < number; ++n)
        if (!std::getline(lines, line)) return {};
    const auto first = line.find_first_not_of(" \t");
    return first == std::string::npos ? std::string{} : line.substr(first);
}

std::string source_line(const std::string& file_name, int line) { return line_of(source_text(file_name), line); }

}  // namespace gimbal::console
