// Sets `sys.argv`, the first folder of `sys.path` and `__file__` while a script or a part of it runs. Code whose name
// stands in `<>` has no folder: nothing is imported from the current one.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::console {

// Thread: script.   GIL: held.
class ScriptPlace : NonCopyable {
public:
    // Check ready(); if it is false, a Python error is set.
    ScriptPlace(const std::filesystem::path& file, const std::vector<std::string>& arguments);
    ~ScriptPlace();  // restores argv and removes the folder
    bool ready() const { return ready_; }
    void forget_edited_modules() const;  // of its folder

private:
    bool set_argv(const std::filesystem::path& file, const std::vector<std::string>& arguments);
    bool insert_folder(const std::filesystem::path& file);
    void remove_folder();

    PyRef argv_before_, folder_;
    std::filesystem::path folder_path_;
    bool ready_ = false;
};

// `__file__` in the namespace of a console. Restores the old value at the end, unless the code has set another.
// Thread: script.   GIL: held.
class FileAmongNames : NonCopyable {
public:
    FileAmongNames(PyObject* names, const std::filesystem::path& file);  // `names`: borrowed, and outlives this
    ~FileAmongNames();
    bool ready() const { return ready_; }

private:
    PyObject* names_;
    PyRef file_, before_;
    bool ready_ = false;
};

}  // namespace gimbal::console
