// C functions that CPython calls for the rows. CPython passes a builtin function no data but `self`, which is the
// module or the instance, so each row gets a C function that knows its place in an array.
#include "gimbal/console/python/bind/row.h"

#include <array>
#include <atomic>
#include <stdexcept>

#include "gimbal/console/python/bound.h"

namespace gimbal::console::bind::detail {

namespace {
constexpr std::size_t most = 2048;
std::array<const Row*, most> rows{};  // a place is written once, before CPython gets its function
std::atomic<std::size_t> used{0};

template <std::size_t index>
PyObject* entry(PyObject* self, PyObject* const* values, Py_ssize_t count, PyObject* names) noexcept {
    return rows[index]->enter(self, values, count, names);
}

using Entry = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*) noexcept;
template <std::size_t... index>
constexpr std::array<Entry, sizeof...(index)> make_entries(std::index_sequence<index...>) {
    return {entry<index>...};
}
constexpr auto entries = make_entries(std::make_index_sequence<most>());
}  // namespace

PyCFunction function_for(const Row& row) {
    const std::size_t index = used.fetch_add(1);
    if (index >= most)
        throw std::length_error("more than " + std::to_string(most) +
                                " bound functions; make each bind::Module once, not once for each engine");
    rows[index] = &row;
    return as_method(entries[index]);
}

}  // namespace gimbal::console::bind::detail
