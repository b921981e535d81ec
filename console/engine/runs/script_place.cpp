// Restores everything even while a Python error is pending.
#include "engine/runs/script_place.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/text.h"
#include "engine/runs/module_files.h"

namespace gimbal::console {

ScriptPlace::ScriptPlace(const std::filesystem::path& file, const std::vector<std::string>& arguments)
    : argv_before_(PyRef::borrow(PySys_GetObject("argv"))) {
    const bool is_file = !file.native().starts_with('<');  // `<start-up>` is code of the host and has no folder
    ready_ = set_argv(file, arguments) && (!is_file || insert_folder(file));
}

ScriptPlace::~ScriptPlace() {
    GIMBAL_ON(script);
    PendingError kept;
    if (argv_before_) PySys_SetObject("argv", argv_before_.get());
    if (folder_) remove_folder();
}

bool ScriptPlace::set_argv(const std::filesystem::path& file, const std::vector<std::string>& arguments) {
    PyRef argv = PyRef::steal(PyList_New(0)), name = path_to_python(file);
    if (!argv || !name || PyList_Append(argv.get(), name.get()) != 0) return false;
    for (const std::string& argument : arguments) {
        PyRef text = path_to_python(argument);
        if (!text || PyList_Append(argv.get(), text.get()) != 0) return false;
    }
    return PySys_SetObject("argv", argv.get()) == 0;
}

// python3 follows the links of a script's name, so modules are found beside the target.
bool ScriptPlace::insert_folder(const std::filesystem::path& file) {
    PyObject* path = PySys_GetObject("path");
    std::error_code failed;
    const auto target = std::filesystem::canonical(file, failed);
    const auto folder = (failed ? file : target).parent_path();
    const auto absolute = std::filesystem::absolute(folder.empty() ? "." : folder, failed);
    folder_path_ = (failed ? folder : absolute).lexically_normal();
    folder_ = path_to_python(folder_path_);
    return folder_ && path && PyList_Check(path) && PyList_Insert(path, 0, folder_.get()) == 0;
}

void ScriptPlace::forget_edited_modules() const {
    if (!folder_path_.empty()) console::forget_edited_modules(folder_path_);
}

void ScriptPlace::remove_folder() {
    PyObject* path = PySys_GetObject("path");
    if (!path || !PyList_Check(path)) return;
    const Py_ssize_t place = PySequence_Index(path, folder_.get());
    if (place >= 0) PySequence_DelItem(path, place);
    PyErr_Clear();
}

FileAmongNames::FileAmongNames(PyObject* names, const std::filesystem::path& file)
    : names_(names),
      file_(path_to_python(file)),
      before_(PyRef::borrow(PyDict_GetItemString(names, "__file__"))) {
    ready_ = file_ && PyDict_SetItemString(names_, "__file__", file_.get()) == 0;
}

FileAmongNames::~FileAmongNames() {
    GIMBAL_ON(script);
    PendingError kept;
    if (!ready_ || PyDict_GetItemString(names_, "__file__") != file_.get()) return;
    if (before_) PyDict_SetItemString(names_, "__file__", before_.get());
    else PyDict_DelItemString(names_, "__file__");
    PyErr_Clear();
}

}  // namespace gimbal::console
