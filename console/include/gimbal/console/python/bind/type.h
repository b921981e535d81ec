// A C++ class as a Python type.
#pragma once
#include "gimbal/console/python/bind/function_row.h"

namespace gimbal::console::bind {

namespace detail {

// An attribute. Both rows are methods; the setter may be null.
struct Property {
    std::string name = {}, doc = {};
    std::unique_ptr<Row> getter = {}, setter = {};
    std::string text = {};
};

// The Python type of one C++ class, for every interpreter. It does not change once its table is complete.
// Thread: any.   GIL: held to make a type.
class TypeRow : NonCopyable {
public:
    TypeRow(std::string module, std::string name, std::string doc, gil destruction)
        : module_(std::move(module)),
          name_(std::move(name)),
          doc_(std::move(doc)),
          destruction_(destruction) {}

    const std::string& name() const { return name_; }
    std::string qualified() const { return module_ + "." + name_; }
    gil destruction() const { return destruction_; }
    const Row* constructor() const { return constructor_.get(); }

    void set_constructor(std::unique_ptr<Row> row);
    void add_method(std::unique_ptr<Row> row);
    void add_property(Property property);
    void complete();
    PyRef make_type(PyObject* module) const;  // empty: a Python error is set
    std::string stub() const;

private:
    std::string module_, name_, doc_, qualified_, text_;
    gil destruction_;
    std::unique_ptr<Row> constructor_;
    std::vector<std::unique_ptr<Row>> methods_, special_methods_;  // special: "__len__"
    std::vector<std::unique_ptr<Property>> properties_;
    std::vector<PyMethodDef> method_table_;
    std::vector<PyGetSetDef> property_table_;
};

}  // namespace detail

// For Type::constructor: `bind::make<Circle, double>` calls Circle(double).
template <class T, class... A>
std::shared_ptr<T> make(A... arguments) {
    return std::make_shared<T>(std::move(arguments)...);
}

// Adds rows to the type of T. A Python object holds a T by value or shares it by std::shared_ptr, and keeps it alive by
// itself, also when the module has gone. Python code may derive from the type.
// Thread: any, while the table is made.   GIL: not needed.
template <class T>
class Type {
public:
    explicit Type(detail::TypeRow& row) : row_(row) {}

    // `function` returns a T or a std::shared_ptr<T>. Without a constructor, only C++ makes instances.
    template <gil policy, class F, class... Extra>
    Type& constructor(F function, Extra&&... extra) {
        row_.set_constructor(
            detail::function_row<policy>(row_.name(), std::move(function), std::forward<Extra>(extra)...));
        return *this;
    }

    // A member function, or a callable whose first parameter is a T&. Special methods too: "__len__", "__getitem__",
    // "__repr__", "__enter__". A method that releases the GIL may run on several threads at once.
    template <gil policy, class F, class... Extra>
    Type& method(std::string name, F function, Extra&&... extra) {
        row_.add_method(
            detail::method_row<policy, T>(std::move(name), std::move(function), std::forward<Extra>(extra)...));
        return *this;
    }

    // An attribute that Python cannot assign. `get` is a member function, a data member or a callable.
    template <gil policy, class Get>
    Type& property(std::string name, Get get, std::string doc = {}) {
        row_.add_property({name, std::move(doc), detail::method_row<policy, T>(name, std::move(get))});
        return *this;
    }
    // One that it can. `value` gives range, choices and unit: arg("radius").above(0).unit("m").
    template <gil policy, class Get, class Set>
    requires(!std::is_convertible_v<Set, std::string>) Type& property(std::string name, Get get, Set set, Arg value,
                                                                      std::string doc = {}) {
        row_.add_property({name, std::move(doc), detail::method_row<policy, T>(name, std::move(get)),
                           detail::method_row<policy, T>(name, std::move(set), std::move(value))});
        return *this;
    }
    template <gil policy, class Get, class Set>
    requires(!std::is_convertible_v<Set, std::string>) Type& property(std::string name, Get get, Set set,
                                                                      std::string doc = {}) {
        return property<policy>(name, std::move(get), std::move(set), arg(name), std::move(doc));
    }

private:
    detail::TypeRow& row_;
};

}  // namespace gimbal::console::bind
