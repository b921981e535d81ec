// The words of an error of a conversion: the place, the value and the wanted type.
#include "gimbal/console/python/convert.h"
#include "engine/values/place.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

namespace {
constexpr Py_ssize_t longest_repr = 80;

std::string type_name(PyObject* object) {
    const std::string_view whole = Py_TYPE(object)->tp_name;
    return shortened(std::string(whole.substr(whole.rfind('.') + 1)), longest_repr);
}

std::string with_article(const std::string& noun) {
    return (std::string_view("aeiouAEIOU").find(noun.empty() ? 'x' : noun[0]) != std::string::npos ? "an " : "a ") +
           noun;
}

// Does not compute the repr of a large object.
std::string summary(PyObject* object) {
    PyRef shown = PyRef::borrow(object);
    if (PyLong_Check(object)) {  // by the method of int: that of a subclass is user code
        PyRef bits = call_method(reinterpret_cast<PyObject*>(&PyLong_Type), "bit_length", "O", object);
        const long count = bits ? PyLong_AsLong(bits.get()) : 0;
        if (count > 256) return "an int of " + std::to_string(count) + " bits";
    } else if (PyBytes_Check(object) && PyBytes_GET_SIZE(object) > longest_repr) {  // reprlib shortens no bytes
        shown = PyRef::steal(PyBytes_FromStringAndSize(PyBytes_AS_STRING(object), longest_repr));
    } else if (PyByteArray_Check(object) && PyByteArray_GET_SIZE(object) > longest_repr) {
        shown = PyRef::steal(PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(object), longest_repr));
    }
    PyRef text = shown ? call_imported("reprlib", "repr", "(O)", shown.get()) : PyRef();
    return text && PyUnicode_Check(text.get()) ? to_utf8(text.get()) : "";
}

}  // namespace

bool stays_pending() {
    if (!PyErr_Occurred()) return false;
    if (!PyErr_ExceptionMatches(PyExc_Exception) || PyErr_ExceptionMatches(PyExc_MemoryError)) return true;
    PyErr_Clear();
    return false;
}

std::string short_repr(PyObject* object) {
    GIMBAL_GIL_HELD();
    std::string text = summary(object);
    const bool failed = PyErr_Occurred() || text.empty();
    if (failed && !stays_pending()) text = with_article(type_name(object));
    return shortened(text, longest_repr);
}

// --- Place

std::string Place::name_of_container() const {
    if (outer_->kind_ == Kind::whole && !outer_->function_) return "the " + type_name(container_);
    return outer_->words();
}

const char* Place::function() const { return outer_ ? outer_->function() : function_; }

std::string Place::text() const { return function() ? std::string(function()) + "(): " + words() : words(); }

std::string Place::words() const {
    switch (kind_) {
        case Kind::whole: return whole_;
        case Kind::item: return "item " + std::to_string(index_) + " of " + name_of_container();
        case Kind::value: return "the value of " + short_repr(key_) + " in " + name_of_container();
        case Kind::key: return "a key of " + name_of_container();
    }
    return {};
}

std::nullopt_t Place::wrong_type(PyObject* object, std::string_view wanted) const {
    if (stays_pending()) return std::nullopt;
    const std::string repr = short_repr(object), type = with_article(type_name(object));
    if (stays_pending()) return std::nullopt;
    const std::string is = object == Py_None || repr == type ? repr : repr + ", " + type;
    set_error(PyExc_TypeError, text() + " is " + is + ", not " + std::string(wanted));
    return std::nullopt;
}

std::nullopt_t Place::wrong_value(PyObject* type, PyObject* object, std::string_view which_is) const {
    if (stays_pending()) return std::nullopt;
    const std::string repr = short_repr(object);
    if (!stays_pending()) set_error(type, text() + " is " + repr + ", " + std::string(which_is));
    return std::nullopt;
}

}  // namespace gimbal::console
