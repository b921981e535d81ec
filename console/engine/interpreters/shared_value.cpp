#include "engine/interpreters/shared_value.h"

#include "gimbal/console/python/errors.h"
#include "engine/interpreters/queue_object.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"

namespace gimbal::console::detail {

namespace {
constexpr const char* python_half = "gimbal_console.interpreters";

bool is_numpy_array(PyObject* object) { return std::string_view(Py_TYPE(object)->tp_name) == "numpy.ndarray"; }

std::optional<SharedValue> share_text(PyObject* object) {
    const PyRef bytes = PyRef::steal(PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass"));
    if (!bytes) return std::nullopt;
    return SharedValue{SharedValue::Text{std::string(bytes_of(bytes.get()))}};
}

std::optional<SharedValue> share_tuple(InterpreterSet* set, PyObject* object, const Place& place) {
    if (Py_EnterRecursiveCall(" while a tuple crosses to another interpreter") != 0) return std::nullopt;
    SharedValue::Tuple items;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i) {
        auto item = share(set, PyTuple_GET_ITEM(object, i), Place::item(place, object, i));
        if (!item) break;
        items.push_back(std::move(*item));
    }
    Py_LeaveRecursiveCall();
    if (std::ssize(items) != PyTuple_GET_SIZE(object)) return std::nullopt;
    return SharedValue{std::move(items)};
}

// The pending error is the reason.
std::nullopt_t refuse(PyObject* object, const Place& place) {
    if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception)) return std::nullopt;
    const Traceback why = take_traceback();
    std::string type = Py_TYPE(object)->tp_name;
    type = type.substr(type.rfind('.') + 1);
    set_interpreter_error("NotShareableError", place.text() + " is " + short_repr(object) + ", of type " + type +
                                                   ", which cannot cross to another interpreter: " + why.message);
    return std::nullopt;
}

std::optional<SharedValue> share_pickle(PyObject* object, const Place& place) {
    const PyRef pickle = call_imported("pickle", "dumps", "Oi", object, 5);
    if (pickle && PyBytes_Check(pickle.get()))
        return SharedValue{SharedValue::Pickle{std::string(bytes_of(pickle.get()))}};
    return refuse(object, place);
}
}  // namespace

void set_interpreter_error(const char* type, const std::string& message) {
    GIMBAL_GIL_HELD();
    if (const PyRef exception = import_from(python_half, type)) set_error(exception.get(), message);
}

std::optional<SharedValue> share(InterpreterSet* set, PyObject* object, const Place& place) {
    GIMBAL_GIL_HELD();
    if (object == Py_None) return SharedValue{};
    if (PyBool_Check(object)) return SharedValue{object == Py_True};
    if (PyFloat_CheckExact(object)) return SharedValue{PyFloat_AS_DOUBLE(object)};
    if (PyUnicode_CheckExact(object)) return share_text(object);
    if (PyBytes_CheckExact(object)) return SharedValue{SharedValue::Bytes{std::string(bytes_of(object))}};
    if (PyTuple_CheckExact(object)) return share_tuple(set, object, place);
    if (PyLong_CheckExact(object)) {
        int overflow = 0;
        const std::int64_t number = PyLong_AsLongLongAndOverflow(object, &overflow);
        return overflow == 0 ? SharedValue{number} : share_pickle(object, place);
    }
    if (PyMemoryView_Check(object) || is_numpy_array(object)) {
        auto buffer = export_buffer(set, object);
        if (buffer) return SharedValue{std::move(buffer)};
        return refuse(object, place);
    }
    if (auto queue = queue_of(object)) return SharedValue{std::move(queue)};
    return PyErr_Occurred() ? std::nullopt : share_pickle(object, place);
}

namespace {
struct Receive {
    PyRef operator()(std::monostate) const { return PyRef::borrow(Py_None); }
    PyRef operator()(bool value) const { return PyRef::borrow(value ? Py_True : Py_False); }
    PyRef operator()(std::int64_t value) const { return PyRef::steal(PyLong_FromLongLong(value)); }
    PyRef operator()(double value) const { return PyRef::steal(PyFloat_FromDouble(value)); }
    PyRef operator()(const SharedValue::Text& text) const {
        return PyRef::steal(PyUnicode_DecodeUTF8(text.utf8.data(), std::ssize(text.utf8), "surrogatepass"));
    }
    PyRef operator()(const SharedValue::Bytes& bytes) const {
        return PyRef::steal(PyBytes_FromStringAndSize(bytes.bytes.data(), std::ssize(bytes.bytes)));
    }
    PyRef operator()(const SharedValue::Pickle& pickle) const {
        const PyRef bytes = (*this)(SharedValue::Bytes{pickle.bytes});
        return bytes ? call_imported("pickle", "loads", "O", bytes.get()) : PyRef();
    }
    PyRef operator()(const SharedValue::Tuple& items) const {
        PyRef tuple = PyRef::steal(PyTuple_New(std::ssize(items)));
        for (Py_ssize_t i = 0; tuple && i < std::ssize(items); ++i) {
            PyRef item = receive(items[static_cast<std::size_t>(i)]);
            if (!item) return {};
            PyTuple_SET_ITEM(tuple.get(), i, item.release());
        }
        return tuple;
    }
    PyRef operator()(const std::shared_ptr<SharedBuffer>& buffer) const { return view_of(buffer); }
    PyRef operator()(const std::shared_ptr<SharedQueue>& queue) const {
        return call_imported(python_half, "Queue", "(L)", static_cast<long long>(queue->id()));
    }
};
}  // namespace

PyRef receive(const SharedValue& value) {
    GIMBAL_GIL_HELD();
    return std::visit(Receive{}, value.value);
}

}  // namespace gimbal::console::detail
