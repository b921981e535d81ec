// Instances of bound types: a C++ object in a Python object, and the conversions between the two.
#pragma once
#include "gimbal/console/python/bind/row.h"

#include <memory>

namespace gimbal::console {

namespace bind::detail {

class TypeRow;

// The Python object. `pointer` is a T* that `owner` keeps alive; neither changes after the object was made.
struct Instance {
    PyObject_HEAD const TypeRow* row;
    void* pointer;
    PyObject* weak_references;
    std::shared_ptr<void> owner;
};

// The row of the Python type of T. Written while its table is made, before any Python code sees the type.
template <class T>
inline constinit TypeRow* type_row = nullptr;

std::string name_of(const TypeRow* row);  // "object" for null
const Instance* instance_of(PyObject* object, const TypeRow* row);
PyRef wrap(const TypeRow* row, void* pointer, std::shared_ptr<void> owner, const char* cpp_name);
std::nullopt_t refuse_instance(PyObject* object, const Place& place, const TypeRow* row);

// Empty: the object is no T, and a Python error is set. Valid as long as the object lives.
template <class T>
T* pointer_from(PyObject* object, const Place& place) {
    const Instance* instance = instance_of(object, type_row<T>);
    if (instance) [[likely]]
        return static_cast<T*>(instance->pointer);
    refuse_instance(object, place, type_row<T>);
    return nullptr;
}

template <class T>
PyRef wrap(std::shared_ptr<T> object) {
    T* pointer = object.get();
    return wrap(type_row<T>, const_cast<std::remove_const_t<T>*>(pointer),
                std::const_pointer_cast<std::remove_const_t<T>>(std::move(object)), typeid(T).name());
}

template <class T>
concept BoundClass = requires {
    Converter<T>::is_instance;
};

}  // namespace bind::detail

// The shared object itself; None for an empty pointer. Python objects of one C++ object are equal.
template <class T>
struct Converter<std::shared_ptr<T>> {
    static std::optional<std::shared_ptr<T>> from(PyObject* object, const Place& place) {
        const bind::detail::Instance* instance = bind::detail::instance_of(object, bind::detail::type_row<T>);
        if (!instance) return bind::detail::refuse_instance(object, place, bind::detail::type_row<T>);
        return std::shared_ptr<T>(instance->owner, static_cast<T*>(instance->pointer));
    }
    static PyRef to(const std::shared_ptr<T>& object) {
        return object ? bind::detail::wrap(object) : PyRef::borrow(Py_None);
    }
};

// Any class without a Converter of its own: an instance of its bound type, by value. from() copies the C++ object.
template <class T>
struct Converter {
    static_assert(std::is_class_v<T>, "this type has no Converter; see python/convert.h");
    static constexpr bool is_instance = true;
    static std::optional<T> from(PyObject* object, const Place& place) {
        const T* pointer = bind::detail::pointer_from<T>(object, place);
        return pointer ? std::optional<T>(*pointer) : std::nullopt;
    }
    static PyRef to(T object) { return bind::detail::wrap(std::make_shared<T>(std::move(object))); }
};

// Text as the result of a bound function. As a parameter it is kept as a std::string.
template <>
struct Converter<std::string_view> {
    static PyRef to(std::string_view text) { return detail::string_to(text); }
};

// A reference itself, for rows that keep the GIL.
template <>
struct Converter<PyRef> {
    static std::optional<PyRef> from(PyObject* object, const Place&) { return PyRef::borrow(object); }
    static PyRef to(const PyRef& object) { return object; }
};

}  // namespace gimbal::console
