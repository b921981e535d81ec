// What a script finds of where it lies, while it or a part of it runs: `sys.argv`, its folder first on `sys.path`,
// `__file__`.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::console {

PyRef path_to_python(const std::filesystem::path& path);

// Thread: script.   GIL: held.
class ScriptPlace {
public:
    // Not ready: a Python error is set.
    ScriptPlace(const std::filesystem::path& file, const std::vector<std::string>& arguments);
    ~ScriptPlace();  // argv as it was, the folder gone
    ScriptPlace(const ScriptPlace&) = delete;
    ScriptPlace& operator=(const ScriptPlace&) = delete;
    bool ready() const { return ready_; }

private:
    bool set_argv(const std::filesystem::path& file, const std::vector<std::string>& arguments);
    bool insert_folder(const std::filesystem::path& folder);
    void remove_folder();

    PyRef argv_before_, folder_;
    bool ready_ = false;
};

// `__file__` among the names of a console, which outlive the part that runs; one that the part itself has set stays.
// Thread: script.   GIL: held.
class FileAmongNames {
public:
    FileAmongNames(PyObject* names, const std::filesystem::path& file);  // `names`: borrowed, and outlives this
    ~FileAmongNames();
    FileAmongNames(const FileAmongNames&) = delete;
    FileAmongNames& operator=(const FileAmongNames&) = delete;
    bool ready() const { return ready_; }

private:
    PyObject* names_;
    PyRef file_, before_;
    bool ready_ = false;
};

}  // namespace gimbal::console
