// The deleter of a text or picture gives its bytes back to the count, so it does not matter who drops the event.
#include "engine/output/result_sink.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "gimbal/console/python/forked_child.h"
#include "base/png_header.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
bool is_long(const std::string& text) {
    return text.size() > WindowResults::long_bytes ||
           static_cast<std::size_t>(std::ranges::count(text, '\n')) > WindowResults::long_lines;
}

// "<picture 640x480 PNG>"
std::string picture_summary(const std::string& png) {
    const auto header = png_header(png);
    if (!header) return "<picture, " + std::to_string(png.size()) + " bytes that are not a PNG>";
    return "<picture " + std::to_string(header->width) + "x" + std::to_string(header->height) + " PNG>";
}

bool write_to_stdout(const std::string& text) {
    PyObject* stream = PySys_GetObject("stdout");  // borrowed
    if (!stream || stream == Py_None) {
        PyErr_SetString(PyExc_RuntimeError, "sys.stdout is missing, so the value cannot be shown");
        return false;
    }
    PyRef kept = PyRef::borrow(stream), whole = from_utf8(text);
    if (!whole) return false;
    if (PyFile_WriteObject(whole.get(), kept.get(), Py_PRINT_RAW) == 0) return true;
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return false;
    PyErr_Clear();  // on an ASCII terminal, escapes as in python3
    PyRef ascii = PyRef::steal(PyUnicode_AsEncodedString(whole.get(), "ascii", "backslashreplace"));
    PyRef plain = ascii ? PyRef::steal(PyUnicode_DecodeASCII(PyBytes_AS_STRING(ascii.get()),
                                                             PyBytes_GET_SIZE(ascii.get()), nullptr))
                        : PyRef{};
    return plain && PyFile_WriteObject(plain.get(), kept.get(), Py_PRINT_RAW) == 0;
}
}  // namespace

std::shared_ptr<const std::string> WindowResults::counted(std::string bytes) {
    const std::size_t size = bytes.size();
    if (pending_->load() + size > pending_limit) return nullptr;
    pending_->fetch_add(size);
    return {new std::string(std::move(bytes)), [pending = pending_, size](const std::string* text) {
                delete text;
                pending->fetch_sub(size);
            }};
}

// A loop that also prints shows each value beside what it prints, as python3 does.
void WindowResults::begin_value(const void* code, int instruction) {
    GIMBAL_GIL_HELD();
    const RunId run = output_.current_run.load();
    if (std::exchange(counted_run_, run) != run) counts_.clear();
    const bool repeats = ++counts_[{code, instruction}] > values_of_a_loop;
    output_.flush_all();
    folds_ = repeats && output_.writes() == writes_after_value_;
}

bool WindowResults::show_text(std::string text, const std::string& note) {
    GIMBAL_GIL_HELD();
    text += '\n';
    auto whole = is_long(text) && !folds_ && !in_forked_child() ? counted(text) : nullptr;
    if (whole) {
        output_.flush_all();  // earlier text comes first
        events_.post(LongResult{output_.current_run.load(), std::move(whole)});
    } else {
        output_.write(Stream::result, text, folds_);
    }
    if (!note.empty()) output_.write(Stream::host, note + "\n");
    writes_after_value_ = output_.writes();
    return true;
}

bool WindowResults::show_picture(std::string png, bool& shown) {
    GIMBAL_GIL_HELD();
    auto whole = in_forked_child() ? nullptr : counted(std::move(png));
    shown = whole != nullptr;
    output_.flush_all();
    if (shown) events_.post(Picture{output_.current_run.load(), std::move(whole)});
    return true;
}

int TerminalResults::columns() const {
    const char* wanted = std::getenv("COLUMNS");
    if (const int columns = wanted ? std::atoi(wanted) : 0; columns > 0) return columns;
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool TerminalResults::show_text(std::string text, const std::string& note) {
    GIMBAL_GIL_HELD();
    return write_to_stdout(text + "\n" + (note.empty() ? "" : note + "\n"));
}

bool TerminalResults::show_picture(std::string png, bool& shown) {
    GIMBAL_GIL_HELD();
    shown = true;
    return write_to_stdout(picture_summary(png) + "\n");
}

}  // namespace gimbal::console
