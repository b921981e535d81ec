// A Python module as a table of rows.
#pragma once
#include "gimbal/console/python/bind/function.h"
#include "gimbal/console/python/bind/type.h"

#include "gimbal/console/options.h"

namespace gimbal::console::bind {

namespace detail {

// The Python exception for a C++ one. Catches the current C++ exception if it is of its type.
struct ExceptionRow {
    std::string module = {}, name = {}, doc = {}, base = {};
    bool (*catches)(std::string& what) noexcept = nullptr;
    const ExceptionRow* next = nullptr;  // of another table too
    std::string qualified() const { return module + "." + name; }
};

struct Constant {
    std::string name = {}, doc = {};
    TypeText type = nullptr;
    std::function<PyRef()> make = {};
};

template <class E>
bool catches(std::string& what) noexcept {
    try {
        throw;
    } catch (const E& error) {
        what = error.what();
        return true;
    } catch (...) { return false; }
}

struct ModuleTable;  // private

void add_function(ModuleTable& table, std::unique_ptr<Row> row);
TypeRow& add_type(ModuleTable& table, TypeRow*& of_class, std::string name, std::string doc, gil destruction);
void add_exception(ModuleTable& table, ExceptionRow row);
void add_constant(ModuleTable& table, Constant constant);

}  // namespace detail

// The table of a module. Make it once, at namespace scope or as a static; its rows stay until the process ends, because
// Python functions point to them. Each engine and each interpreter gets a module, types and exceptions of its own from
// it. What is wrong in a table, such as a default outside its range, throws std::logic_error while it is made.
//     const bind::Module shapes("shapes", "Plane figures.", [](bind::Module& m) {
//         m.function<gil::keeps>("area", &area, "The area.", arg("radius").above(0).unit("m"));
//     });
// Thread: any.   GIL: not needed, unless a member says otherwise.
class Module {
public:
    Module(std::string name, std::string doc, const std::function<void(Module&)>& rows);

    // --- Rows, while the table is made.

    // `function` is a function, a callable or a lambda with state. Then, in any order: arg() for each parameter, or for
    // none, which makes all of them positional only; positional_only and keyword_only; the documentation; returns() and
    // raises().
    template <gil policy, class F, class... Extra>
    Module& function(std::string name, F function, Extra&&... extra) {
        detail::add_function(
            *table_, detail::function_row<policy>(std::move(name), std::move(function), std::forward<Extra>(extra)...));
        return *this;
    }

    // One table of the process may have a type for T. With gil::releases the GIL is released while a T is destroyed:
    // for a destructor that waits for another thread.
    template <class T, gil destruction = gil::keeps>
    Type<T> type(std::string name, std::string doc = {}) {
        return Type<T>(detail::add_type(*table_, detail::type_row<T>, std::move(name), std::move(doc), destruction));
    }

    // A C++ exception of type E, or of a type derived from it, becomes this Python exception with its what(), whatever
    // bound function throws it. Of several that fit, the row that was made last. `base` is a builtin exception.
    template <class E>
    Module& exception(std::string name, std::string doc = {}, std::string base = "Exception") {
        detail::add_exception(*table_, {"", std::move(name), std::move(doc), std::move(base), &detail::catches<E>});
        return *this;
    }

    template <class V>
    Module& constant(std::string name, V value, std::string doc = {}) {
        using Stored = std::conditional_t<std::is_convertible_v<V, std::string_view>, std::string, V>;
        detail::add_constant(*table_, {std::move(name), std::move(doc), detail::type_text<Stored>,
                                       [value = Stored(std::move(value))] { return to_python(value); }});
        return *this;
    }

    // The functions may run in several interpreters at once, each with its own GIL (CPython 3.12 and later), so `keeps`
    // protects no data that they share. Without this row, init() is refused in such interpreters.
    Module& own_gil();

    // --- The module.

    // By PyModule_Create, for an interpreter that already runs. New reference, or null with a Python error set.
    // Thread: Python.   GIL: held.
    PyObject* create() const;
    // Adds the rows to a module that the host makes itself. False: a Python error is set.
    // Thread: Python.   GIL: held.
    bool add_to(PyObject* module) const;
    // For EngineOptions::extensions.
    Extension extension() const;
    // Multi-phase, for an extension: PyMODINIT_FUNC PyInit_shapes() { return shapes.init(); }   GIL: held.
    PyObject* init() const;

    const std::string& name() const;
    std::string stub() const;  // the text of a .pyi file

private:
    detail::ModuleTable* table_;
};

}  // namespace gimbal::console::bind
