// The text of a traceback is the text that python3 prints.
#include "gimbal/console/python/errors.h"

#include <algorithm>
#include <new>
#include <system_error>

#include "engine/python/imported.h"
#include "engine/python/python_home.h"
#include "engine/python/source_cache.h"
#include "engine/python/suggestions.h"
#include "engine/python/text.h"
#include "gimbal/console/call/result.h"

namespace gimbal::console {

namespace {
// Written once by the script thread before any user code runs. Read with the GIL held.
std::vector<std::string>& host_folders() {
    static auto* folders = new std::vector<std::string>;
    return *folders;
}

std::string text_of(PyObject* exception) { return str_of(exception, "<exception str() failed>"); }

std::string type_name_of(PyObject* exception) {
    PyObject* type = type_of(exception);
    PyRef name = get_attribute(type, "__name__");
    if (name && PyUnicode_Check(name.get())) return to_utf8(name.get());
    PyErr_Clear();
    return Py_TYPE(exception)->tp_name;
}

bool is_below(const std::string& file, const std::string& folder) {
    return file.size() > folder.size() && file.starts_with(folder) && file[folder.size()] == '/';
}

PyTracebackObject* as_entry(PyObject* traceback) {
    return traceback && PyTraceBack_Check(traceback) ? reinterpret_cast<PyTracebackObject*>(traceback) : nullptr;
}

// Returns the chain without the host's frames. If all frames are the host's, the error is the host's and all stay.
PyRef without_host_frames(PyObject* traceback) {
    PyRef first = PyRef::borrow(traceback);
    while (PyTracebackObject* entry = as_entry(first.get())) {
        if (!is_host_file(file_of(entry->tb_frame))) break;
        first = PyRef::borrow(reinterpret_cast<PyObject*>(entry->tb_next));
    }
    if (!first) return PyRef::borrow(traceback);
    for (PyTracebackObject* kept = as_entry(first.get()); kept && kept->tb_next;) {
        if (!is_host_file(file_of(kept->tb_next->tb_frame))) {
            kept = kept->tb_next;
            continue;
        }
        PyTracebackObject* skipped = kept->tb_next;
        kept->tb_next = reinterpret_cast<PyTracebackObject*>(Py_XNewRef(reinterpret_cast<PyObject*>(skipped->tb_next)));
        Py_DECREF(skipped);
    }
    return first;
}

int int_attribute(PyObject* object, const char* name) {
    PyRef value = get_attribute(object, name);
    const long number = value && PyLong_Check(value.get()) ? PyLong_AsLong(value.get()) : 0;
    PyErr_Clear();
    return static_cast<int>(number);
}

// traceback.TracebackException prints what python3's C code prints, survives a __str__ that raises, and reads the
// source of cells from linecache. The module is imported at the first error to keep the start fast.
PyRef formatted_lines(PyObject* exception, PyObject* traceback) {
    PyRef lines = call_imported("traceback", "format_exception", "OOO", type_of(exception), exception,
                                traceback ? traceback : Py_None);
    PyRef empty = lines ? from_utf8("") : PyRef{};
    return empty ? PyRef::steal(PyUnicode_Join(empty.get(), lines.get())) : PyRef{};
}

// The stack as text without the help of the traceback module.
std::string plain_stack(PyObject* traceback) {
    std::string text;
    for (PyTracebackObject* entry = as_entry(traceback); entry; entry = entry->tb_next) {
        PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(entry->tb_frame)));
        const int line = int_attribute(reinterpret_cast<PyObject*>(entry), "tb_lineno");
        const std::string file = file_of(entry->tb_frame), source = source_line(file, line);
        text += "  File \"" + file + "\", line " + std::to_string(line) + ", in " +
                to_utf8(reinterpret_cast<PyCodeObject*>(code.get())->co_name) + "\n";
        if (!source.empty()) text += "    " + source + "\n";
    }
    return text.empty() ? text : "Traceback (most recent call last):\n" + text;
}

std::string formatted(PyObject* exception, PyObject* traceback, const Traceback& value) {
    PyRef text = formatted_lines(exception, traceback);
    if (text) return with_suggestions(to_utf8(text.get()), exception);
    PyErr_Clear();  // no memory, no free descriptor or a damaged standard library
    return plain_stack(traceback) + value.type + (value.message.empty() ? "" : ": " + value.message) + "\n";
}

// The innermost hundred frames.
std::vector<TracebackFrame> frames_of(PyObject* traceback) {
    constexpr std::size_t most = 100;
    std::size_t depth = 0;
    for (PyTracebackObject* entry = as_entry(traceback); entry; entry = entry->tb_next) ++depth;
    std::vector<TracebackFrame> frames;
    for (PyTracebackObject* entry = as_entry(traceback); entry; entry = entry->tb_next) {
        if (depth-- > most) continue;
        PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(entry->tb_frame)));
        frames.push_back({file_of(entry->tb_frame), to_utf8(reinterpret_cast<PyCodeObject*>(code.get())->co_name),
                          int_attribute(reinterpret_cast<PyObject*>(entry), "tb_lineno")});
    }
    return frames;
}

void fill_place(PyObject* exception, PyObject* traceback, Traceback& value) {
    if (PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
        PyRef file = get_attribute(exception, "filename");
        if (file && PyUnicode_Check(file.get())) value.file = to_utf8(file.get());
        PyErr_Clear();
        value.line = int_attribute(exception, "lineno");
        if (!value.file.empty()) return;
    }
    for (PyTracebackObject* entry = as_entry(traceback); entry; entry = entry->tb_next) {
        if (entry->tb_next) continue;
        value.file = file_of(entry->tb_frame);
        // CPython may compute the line only when the attribute is read, so the struct's field is no substitute.
        value.line = int_attribute(reinterpret_cast<PyObject*>(entry), "tb_lineno");
    }
}

// sys.exit(None) exits with 0 and sys.exit(n) with n. Any other value is printed, and the code is 1.
void fill_exit(PyObject* exception, Traceback& value) {
    value.is_system_exit = true;
    PyRef code = get_attribute(exception, "code");
    if (!code) PyErr_Clear();
    if (!code || code.get() == Py_None) return;
    if (PyLong_Check(code.get())) {
        value.exit_code = static_cast<int>(PyLong_AsLong(code.get()));
        if (PyErr_Occurred()) value.exit_code = -1;  // as in python3, if it does not fit an int
        PyErr_Clear();
        return;
    }
    value.exit_code = 1;
    value.text = text_of(code.get()) + "\n";
}
}  // namespace

void set_host_folders(std::vector<std::string> folders) { host_folders() = std::move(folders); }

bool is_host_file(const std::string& file) {
    return std::ranges::any_of(host_folders(), [&](const std::string& folder) { return is_below(file, folder); });
}

bool is_library_file(const std::string& file) {
    return file.starts_with("<frozen ") ||
           (is_below(file, standard_library()) && file.find("-packages/") == std::string::npos);
}

PyRef take_exception() {
    GIMBAL_GIL_HELD();
#if PY_VERSION_HEX >= 0x030C0000
    return PyRef::steal(PyErr_GetRaisedException());
#else
    PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    if (!type) return {};
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback) PyException_SetTraceback(value, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return PyRef::steal(value);
#endif
}

PendingError::PendingError() : exception_(take_exception()) {}

PendingError::~PendingError() { set_exception(std::move(exception_)); }

void set_exception(PyRef exception) {
    GIMBAL_GIL_HELD();
    PyErr_Clear();
    if (!exception) return;
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(exception.release());
#else
    PyObject* type = Py_NewRef(type_of(exception.get()));
    PyObject* traceback = PyException_GetTraceback(exception.get());
    PyErr_Restore(type, exception.release(), traceback);
#endif
}

Traceback describe(PyRef exception) {
    GIMBAL_GIL_HELD();
    Traceback value;
    if (!exception) return value;
    PyRef whole = PyRef::steal(PyException_GetTraceback(exception.get()));
    PyRef traceback = whole ? without_host_frames(whole.get()) : PyRef{};
    value.type = type_name_of(exception.get());
    value.message = text_of(exception.get());
    fill_place(exception.get(), traceback.get(), value);
    value.frames = frames_of(traceback.get());
    if (PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit)) fill_exit(exception.get(), value);
    else value.text = formatted(exception.get(), traceback.get(), value);
    return value;
}

namespace {
const char* name_of(NoResult why) {
    switch (why) {
        case NoResult::raised: return "raised";
        case NoResult::interrupted: return "interrupted";
        case NoResult::cancelled: return "cancelled";
        case NoResult::timed_out: return "timed_out";
        case NoResult::not_ready: return "not_ready";
        case NoResult::closed: return "closed";
        case NoResult::refused: return "refused";
    }
    return "";
}
}  // namespace

PythonError no_result(NoResult why, std::string message) {
    PythonError error;
    error.why = why;
    error.type = name_of(why);
    error.text = message + "\n";
    error.message = std::move(message);
    return error;
}

Traceback take_traceback() { return describe(take_exception()); }

namespace {
// Bytes that are not UTF-8, as in the name of a file, are shown as escapes.
PyRef escaped(std::string_view text) {
    return PyRef::steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "backslashreplace"));
}
}  // namespace

void set_error(PyObject* type, std::string_view message) noexcept {
    GIMBAL_GIL_HELD();
    if (PyRef text = escaped(message)) PyErr_SetObject(type, text.get());
}

void set_python_error_from_current_exception() noexcept {
    try {
        throw;
    } catch (const PythonErrorSet&) {
    } catch (const std::bad_alloc&) { PyErr_NoMemory(); } catch (const std::length_error& error) {
        set_error(PyExc_MemoryError, error.what());  // of a container: no memory can hold that many items
    } catch (const std::invalid_argument& error) {
        set_error(PyExc_ValueError, error.what());
    } catch (const std::out_of_range& error) {
        set_error(PyExc_IndexError, error.what());
    } catch (
        const std::system_error& error) {  // also filesystem_error. (errno, text) chooses FileNotFoundError and so on
        PyRef text = escaped(error.what());
        PyRef arguments = text ? PyRef::steal(Py_BuildValue("(iO)", error.code().value(), text.get())) : PyRef{};
        if (arguments) PyErr_SetObject(PyExc_OSError, arguments.get());
    } catch (const std::exception& error) { set_error(PyExc_RuntimeError, error.what()); } catch (...) {
        PyErr_SetString(PyExc_RuntimeError, "a C++ exception of an unknown type");
    }
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "a binding failed and set no error");
}

}  // namespace gimbal::console
