// Fills in what the exporter has left out, and refuses a layout that points outside of its bytes.
#include "api/module/types/number_buffer.h"

#include <algorithm>

namespace gimbal::module {
namespace {

// Releases the view if the constructor throws.
struct Releasing {
    Py_buffer* view;
    ~Releasing() {
        if (view) PyBuffer_Release(view);
    }
};

std::vector<Py_ssize_t> strides_in_c_order(const std::vector<Py_ssize_t>& shape, Py_ssize_t item) {
    std::vector<Py_ssize_t> strides(shape.size());
    for (std::size_t i = shape.size(); i-- > 0; item *= shape[i]) strides[i] = item;
    return strides;
}

}  // namespace

NumberBuffer::NumberBuffer(PyObject* value) {
    GIMBAL_GIL_HELD();
    if (PyObject_GetBuffer(value, &view_, PyBUF_STRIDED_RO | PyBUF_FORMAT) != 0) throw console::PythonErrorSet();
    Releasing on_error{&view_};
    if (view_.suboffsets &&
        std::any_of(view_.suboffsets, view_.suboffsets + view_.ndim, [](auto at) { return at >= 0; }))
        raise(PyExc_BufferError, "the rows of " + text_of(value) + " are apart in memory; copy it to an array first");
    if (view_.itemsize <= 0 || (!view_.buf && view_.len > 0))
        raise(PyExc_BufferError, text_of(value) + " gives a buffer without items; copy it to an array first");
    if (view_.shape) shape_.assign(view_.shape, view_.shape + view_.ndim);
    else shape_ = {view_.len / view_.itemsize};
    if (view_.shape && view_.strides) strides_.assign(view_.strides, view_.strides + view_.ndim);
    else strides_ = strides_in_c_order(shape_, view_.itemsize);
    swapped_ = is_swapped();
    on_error.view = nullptr;
}

void NumberBuffer::check_shape(const char* name, int least, int most) const {
    if (shape_.size() == 2 && shape_[1] >= least && shape_[1] <= most) return;
    std::string text = "(";
    for (std::size_t i = 0; i < shape_.size(); ++i) text += (i ? ", " : "") + std::to_string(shape_[i]);
    raise(PyExc_ValueError, std::string(name) + " must have the shape (n, " + std::to_string(least) + ")" +
                                (most > least ? " or (n, " + std::to_string(most) + ")" : "") + ", not " + text +
                                (shape_.size() == 1 ? ",)" : ")"));
}

char NumberBuffer::kind_of_items() const {
    std::string_view letters = format();
    if (!letters.empty() && std::string_view("@=<>!").find(letters[0]) != std::string_view::npos)
        letters.remove_prefix(1);
    if (letters.size() != 1) return 0;
    if (std::string_view("efdg").find(letters[0]) != std::string_view::npos) return 'f';
    if (std::string_view("bhilqn").find(letters[0]) != std::string_view::npos) return 'i';
    return std::string_view("BHILQN").find(letters[0]) != std::string_view::npos ? 'u' : 0;
}

bool NumberBuffer::is_swapped() const {
    const bool little = std::endian::native == std::endian::little;
    return *format() == (little ? '>' : '<') || (little && *format() == '!');
}

}  // namespace gimbal::module
