// The arguments of a call by parameter, and the words of errors about them.
#include "gimbal/console/python/bind/row.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "gimbal/console/python/errors.h"
#include "engine/python/text.h"

namespace gimbal::console::bind::detail {

namespace {
bool is_named(PyObject* name, const std::string& wanted) {
    Py_ssize_t size = 0;
    const char* text = nullptr;
    if (PyUnicode_IS_COMPACT_ASCII(name)) {
        size = PyUnicode_GET_LENGTH(name);
        text = reinterpret_cast<const char*>(PyUnicode_1BYTE_DATA(name));
    } else {
        text = PyUnicode_AsUTF8AndSize(name, &size);
        if (!text) return PyErr_Clear(), false;
    }
    return static_cast<std::size_t>(size) == wanted.size() && std::memcmp(text, wanted.data(), wanted.size()) == 0;
}

std::string plural(std::size_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

bool type_error(const Row& row, const std::string& words) {
    set_error(PyExc_TypeError, row.words() + "() " + words);
    return false;
}

bool too_many(const Row& row, Py_ssize_t given) {
    const Signature& signature = row.signature();
    std::size_t required = 0;
    for (std::size_t i = 0; i < signature.positional; ++i) required += !signature.parameters[i].arg.by_default();
    const std::string most = plural(signature.positional, "positional argument");
    return type_error(
        row, "takes " + (required == signature.positional ? most : "from " + std::to_string(required) + " to " + most) +
                 " but " + std::to_string(given) + (given == 1 ? " was given" : " were given"));
}

bool unknown_name(const Row& row, PyObject* name) {
    std::string known;
    const Signature& signature = row.signature();
    for (std::size_t i = 0; i < signature.parameters.size(); ++i) {
        const std::string& parameter = signature.parameters[i].arg.name();
        if (i >= signature.positional_only) known += (known.empty() ? "" : ", ") + parameter;
        else if (is_named(name, parameter) && signature.named)
            return type_error(row, "got the positional-only argument '" + parameter + "' by name");
    }
    return type_error(row, "got an unexpected keyword argument '" + to_utf8(name) + "'; " +
                               (known.empty() ? "it takes none" : "it takes " + known));
}

bool take_named(const Row& row, PyObject* name, PyObject* value, PyObject** arranged) {
    const Signature& signature = row.signature();
    for (std::size_t i = signature.positional_only; i < signature.parameters.size(); ++i) {
        const std::string& parameter = signature.parameters[i].arg.name();
        if (!is_named(name, parameter)) continue;
        if (arranged[i]) return type_error(row, "got multiple values for argument '" + parameter + "'");
        arranged[i] = value;
        return true;
    }
    return unknown_name(row, name);
}
}  // namespace

bool arrange(const Row& row, PyObject* const* values, Py_ssize_t count, PyObject* names, PyObject** arranged) {
    const Signature& signature = row.signature();
    if (count > static_cast<Py_ssize_t>(signature.positional)) return too_many(row, count);
    std::copy(values, values + count, arranged);
    std::fill(arranged + count, arranged + signature.parameters.size(), nullptr);
    const Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
    for (Py_ssize_t i = 0; i < named; ++i)
        if (!take_named(row, PyTuple_GET_ITEM(names, i), values[count + i], arranged)) return false;
    for (std::size_t i = static_cast<std::size_t>(count); i < signature.parameters.size(); ++i) {
        const Arg& arg = signature.parameters[i].arg;
        if (!arranged[i] && !arg.by_default())
            return type_error(row, "is missing the required argument '" + arg.name() + "'" +
                                       (i < signature.positional ? " (position " + std::to_string(i + 1) + ")" : ""));
    }
    return true;
}

Place place_of(const Row& row, const Arg& arg) {
    return row.is_setter() ? Place(row.words().c_str()) : Place::argument(row.words().c_str(), arg.name().c_str());
}

bool refuse_number(const Row& row, const Arg& arg, PyObject* value) {
    const std::string unit = arg.unit().empty() ? "" : " " + arg.unit();
    place_of(row, arg).wrong_value(PyExc_ValueError, value, "which is not " + arg.range().words() + unit);
    return false;
}

bool refuse_choice(const Row& row, const Arg& arg, PyObject* value) {
    std::string all;
    for (std::size_t i = 0; i < arg.choices().size(); ++i)
        all += (i == 0 ? "" : i + 1 == arg.choices().size() ? " and " : ", ") + Literal(arg.choices()[i]).text();
    place_of(row, arg).wrong_value(PyExc_ValueError, value, "which is not one of " + all);
    return false;
}

void refuse_row(const std::string& function, const Arg& arg, const std::string& why) {
    throw std::logic_error("the row " + function + "(), parameter " + arg.name() + ": " + why);
}

void Row::complete(PyCFunction function) {
    const std::string signature = text_signature(signature_);
    text_ = name_ + signature + "\n--\n\n" + docstring(signature_);
    method_ = {name_.c_str(), function, METH_FASTCALL | METH_KEYWORDS, text_.c_str()};
}

}  // namespace gimbal::console::bind::detail
