// One row of a table of bound functions, without its C++ types. Include python/bind.h, which has all of it.
#pragma once
#include "gimbal/console/python/convert.h"

#include <memory>
#include <string>
#include <vector>

#include "gimbal/console/python/bind/argument.h"

namespace gimbal::console {

// Whether a bound function runs with the GIL. A call of less than about a microsecond keeps it (docs/embedding.md).
enum class gil {
    keeps,
    releases,
    partly,  // it has the GIL, and releases it by GilRelease or without_gil() around its native work
};

namespace bind::detail {

enum class Use { parameter, result };
using TypeText = std::string (*)(Use);  // a function, because the name of a class may be bound later

// A parameter or the result, as the documentation and the stub show it.
struct Parameter {
    Arg arg;
    TypeText type = nullptr;
};

struct Signature {
    bool has_self = false, named = true;  // not named: the row has no arg(), so all parameters are positional only
    std::vector<Parameter> parameters = {};
    std::size_t positional_only = 0;  // so many of the first ones
    std::size_t positional = 0;       // the others are passed by name
    std::string doc = {};
    TypeText result = nullptr;  // null: a constructor
    Returns returns = {};
    std::vector<Raises> raises = {};
};

// A function with its names and texts. It does not change once its table is complete.
// Thread: any.   GIL: held to call it.
class Row : NonCopyable {
public:
    using Enter = PyObject* (*)(const Row&, PyObject* self, PyObject* const* values, Py_ssize_t count,
                                PyObject* names) noexcept;
    Row(std::string name, Enter enter, Signature signature)
        : name_(std::move(name)),
          words_(name_),
          signature_(std::move(signature)),
          enter_(enter) {}
    virtual ~Row() = default;

    PyObject* enter(PyObject* self, PyObject* const* values, Py_ssize_t count, PyObject* names) const noexcept {
        return enter_(*this, self, values, count, names);
    }
    const std::string& name() const { return name_; }
    const std::string& words() const { return words_; }  // "Mesh.smooth", for messages
    bool is_setter() const { return is_setter_; }
    const Signature& signature() const { return signature_; }
    PyMethodDef& method() const { return method_; }  // CPython takes no pointer to a constant one

    void put_into(const std::string& type, bool as_setter = false) {
        words_ = type + "." + name_;
        is_setter_ = as_setter;
    }
    // Makes texts and method. Before it, the C++ types of the whole table must be known.
    void complete(PyCFunction function);

private:
    std::string name_, words_;
    Signature signature_;
    Enter enter_;
    std::string text_;
    bool is_setter_ = false;
    mutable PyMethodDef method_{};
};

// Orders values and named values by parameter; null for one that is not given. False: a TypeError is set.
bool arrange(const Row& row, PyObject* const* values, Py_ssize_t count, PyObject* names, PyObject** arranged);

Place place_of(const Row& row, const Arg& arg);

// Each sets a ValueError and returns false.
bool refuse_number(const Row& row, const Arg& arg, PyObject* value);
bool refuse_choice(const Row& row, const Arg& arg, PyObject* value);

// A C function whose only task is to enter this row, so that CPython sees a plain builtin function or method. Throws
// std::length_error after 2,048 of them in a process: a table is made once and not once for each engine.
PyCFunction function_for(const Row& row);

// Sets a Python error for the current C++ exception: that of a table (Module::exception), or as errors.h says.
void raise_current() noexcept;

// With GIMBAL_CHECKS: a body whose row says `keeps` must not release the GIL.
class PolicyCheck : NonCopyable {
public:
#if GIMBAL_CHECKS
    PolicyCheck() : outer_(exchange({})) {}  // the GIL may be released for the scope
    PolicyCheck(gil policy, const Row& row)
        : outer_(exchange(policy == gil::keeps ? Keeper{row.words().c_str(), PyEval_GetFrame()} : Keeper{})) {}
    ~PolicyCheck() { exchange(outer_); }

private:
    using Keeper = console::detail::GilKeeper;
    static Keeper exchange(Keeper keeper) { return console::detail::exchange_gil_keeper(keeper); }
    Keeper outer_;
#else
    PolicyCheck() {}
    PolicyCheck(gil, const Row&) {}
#endif
};

// --- The texts of a row: docs.cpp and stub.cpp.
std::string text_signature(const Signature& signature);  // "(mesh, iterations=10)"
std::string docstring(const Signature& signature);       // numpydoc
std::string stub_of(const Row& row, const std::string& name, std::size_t indent);
std::string stub_signature(const Signature& signature);         // "(mesh: Mesh) -> float"
std::string quoted(std::string_view text, std::size_t indent);  // as a docstring

}  // namespace bind::detail
}  // namespace gimbal::console
