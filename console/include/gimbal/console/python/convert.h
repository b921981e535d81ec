// Conversion between C++ and Python. A value converts completely or not at all, and the error names the value, the type
// that was wanted, and the place in nested containers. Include this header first in a .cpp: it includes Python.h.
//
//   C++                          from Python                                        to Python
//   bool                         bool, also numpy's                                 bool
//   integers                     int or another __index__ in range; no bool         int
//   double, float                float, int or another __float__; no bool, no str,  float
//                                no complex number, no array with a dimension
//   std::string                  str without lone surrogates                        str; UTF-8 or an error
//   std::vector<std::byte>       bytes, bytearray, memoryview of bytes              bytes
//   std::filesystem::path        str, bytes or os.PathLike                          str
//   std::optional<T>             None or T                                          None or T
//   std::vector<T>, std::array   list, tuple, or another collection with a length;  list
//                                no mapping
//   std::map, std::unordered_map dict without keys that are the same in C++         dict
//   std::pair, std::tuple        tuple or list of that length                       tuple
//   Array<T> (python/array.h)    contiguous buffer of that type, not copied         memoryview of it
//   Value, Callable              anything; a callable                               the object
//   std::function (bind.h)       -                                                  a function
//   a class (bind.h)             an instance of its Python type                     an instance
//
// For a type of your own, specialise Converter.
#pragma once
#include "gimbal/console/python/gil.h"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gimbal/console/call/result.h"
#include "gimbal/console/callable.h"

namespace gimbal::console {

// Where a value stands: the result itself, or "item 3 of the list". Lives on the stack while a container converts.
// Thread: Python.   GIL: held.
class Place {
public:
    explicit Place(const char* whole = "the result") : whole_(whole) {}
    // "smooth(): factor". Both texts must outlive the place.
    static Place argument(const char* function, const char* parameter) {
        Place place(parameter);
        place.function_ = function;
        return place;
    }
    static Place item(const Place& outer, PyObject* container, Py_ssize_t index) {
        return {outer, container, Kind::item, index, nullptr};
    }
    static Place value(const Place& outer, PyObject* container, PyObject* key) {
        return {outer, container, Kind::value, 0, key};
    }
    static Place key(const Place& outer, PyObject* container) { return {outer, container, Kind::key, 0, nullptr}; }

    // Each sets a Python error and returns an empty optional: `return place.wrong_type(object, "a point");`. An error
    // that is no Exception, such as KeyboardInterrupt, stays as it is.
    std::nullopt_t wrong_type(PyObject* object, std::string_view wanted) const;  // TypeError: "..., not a point"
    // "item 3 of the list is 300, which is ...", with an exception type such as PyExc_ValueError.
    std::nullopt_t wrong_value(PyObject* type, PyObject* object, std::string_view which_is) const;

    std::string text() const;

private:
    enum class Kind { whole, item, value, key };
    Place(const Place& outer, PyObject* container, Kind kind, Py_ssize_t index, PyObject* key)
        : outer_(&outer),
          container_(container),
          key_(key),
          index_(index),
          kind_(kind) {}
    std::string name_of_container() const;
    std::string words() const;     // without the function
    const char* function() const;  // of the argument that holds the value, or null

    const Place* outer_ = nullptr;
    PyObject* container_ = nullptr;  // borrowed
    PyObject* key_ = nullptr;        // borrowed
    const char* whole_ = nullptr;
    const char* function_ = nullptr;
    Py_ssize_t index_ = 0;
    Kind kind_ = Kind::whole;
};

// The repr of an object in at most 80 characters, without computing that of a large one. The repr is user code; if it
// raises, this is "a Mesh". Thread: Python.   GIL: held.
std::string short_repr(PyObject* object);

// Specialise this for a type of your own:
//     template <> struct gimbal::console::Converter<Point> {
//         static std::optional<Point> from(PyObject* object, const Place& place);  // empty: a Python error is set
//         static PyRef to(const Point& point);                                     // empty: a Python error is set
//     };
// Either function may be left out. Both may throw; see translate_exceptions().
// Thread: Python.   GIL: held.
template <class T>
struct Converter;

// Empty: a Python error is set.   Thread: Python.   GIL: held.
template <class T>
std::optional<T> from_python(PyObject* object, const Place& place = Place()) {
    GIMBAL_GIL_HELD();
    return Converter<T>::from(object, place);
}
template <class T>
PyRef to_python(const T& value) {
    GIMBAL_GIL_HELD();
    return Converter<std::decay_t<T>>::to(value);
}

// The same for a thread without the GIL. Thread: any but UI.   GIL: taken inside.
template <class T>
Result<T> from_value(const Value& value);
template <class T>
Result<Value> to_value(const T& value);

// --- What the specialisations below are made of. Thread: Python.   GIL: held.

namespace detail {
std::optional<bool> bool_from(PyObject* object, const Place& place);
std::optional<std::int64_t> int_from(PyObject* object, const Place& place, std::int64_t lowest, std::int64_t highest);
std::optional<std::uint64_t> unsigned_from(PyObject* object, const Place& place, std::uint64_t highest);
std::optional<double> double_from(PyObject* object, const Place& place);
std::optional<float> float_from(PyObject* object, const Place& place);
std::optional<std::string> string_from(PyObject* object, const Place& place);
std::optional<std::vector<std::byte>> bytes_from(PyObject* object, const Place& place);
std::optional<std::filesystem::path> path_from(PyObject* object, const Place& place);
PyRef string_to(std::string_view text);
PyRef path_to(const std::filesystem::path& path);

// The items of a collection with a length.
struct Items {
    PyRef list;    // a list or tuple
    PyRef object;  // whose items they are, for the words of an error
    Py_ssize_t size() const { return PySequence_Fast_GET_SIZE(list.get()); }
    PyRef at(Py_ssize_t index) const { return PyRef::borrow(PySequence_Fast_GET_ITEM(list.get(), index)); }
};
std::optional<Items> items_of(PyObject* object, const Place& place, std::string_view wanted);
std::optional<Items> items_of(PyObject* object, const Place& place,
                              Py_ssize_t count);                    // a tuple or list of that length
std::optional<Items> pairs_of(PyObject* dict, const Place& place);  // its keys and values

// The type of the numbers in a buffer: '?' bool, 'i' signed, 'u' unsigned, 'f' floating.
struct NumberType {
    char kind;
    std::size_t bytes;
};
template <class T>
constexpr NumberType number_type() {
    if constexpr (std::is_same_v<T, bool>) return {'?', sizeof(T)};
    else if constexpr (std::is_floating_point_v<T>) return {'f', sizeof(T)};
    else return {std::is_signed_v<T> ? 'i' : 'u', sizeof(T)};
}

// Copies a one-dimensional buffer of exactly this type to where `room` says. False: it is none; no error is set.
bool copy_numbers(PyObject* object, NumberType type, const std::function<void*(std::size_t count)>& room);

bool check_interrupt(Py_ssize_t index);  // now and then, in a long conversion. False: KeyboardInterrupt is set

// What `convert` returns, with the GIL, or why not.
std::optional<PythonError> with_python(const std::function<bool()>& convert);

template <class T>
inline constexpr bool is_character = std::is_same_v<T, char> || std::is_same_v<T, wchar_t> ||
                                     std::is_same_v<T, char8_t> || std::is_same_v<T, char16_t> ||
                                     std::is_same_v<T, char32_t>;
template <class T>
concept Integer = std::integral<T> && !std::is_same_v<T, bool> && !is_character<T>;
}  // namespace detail

// --- Numbers and text

template <>
struct Converter<bool> {
    static std::optional<bool> from(PyObject* object, const Place& place) { return detail::bool_from(object, place); }
    static PyRef to(bool value) { return PyRef::borrow(value ? Py_True : Py_False); }
};

template <detail::Integer T>
struct Converter<T> {
    static std::optional<T> from(PyObject* object, const Place& place) {
        using Limits = std::numeric_limits<T>;
        if constexpr (std::is_unsigned_v<T>) {
            const auto value = detail::unsigned_from(object, place, Limits::max());
            return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
        } else {
            const auto value = detail::int_from(object, place, Limits::min(), Limits::max());
            return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
        }
    }
    static PyRef to(T value) {
        if constexpr (std::is_unsigned_v<T>) return PyRef::steal(PyLong_FromUnsignedLongLong(value));
        else return PyRef::steal(PyLong_FromLongLong(value));
    }
};

template <>
struct Converter<double> {
    static std::optional<double> from(PyObject* object, const Place& place) {
        return detail::double_from(object, place);
    }
    static PyRef to(double value) { return PyRef::steal(PyFloat_FromDouble(value)); }
};

template <>
struct Converter<float> {
    static std::optional<float> from(PyObject* object, const Place& place) { return detail::float_from(object, place); }
    static PyRef to(float value) { return PyRef::steal(PyFloat_FromDouble(value)); }
};

template <>
struct Converter<std::string> {
    static std::optional<std::string> from(PyObject* object, const Place& place) {
        return detail::string_from(object, place);
    }
    static PyRef to(std::string_view text) { return detail::string_to(text); }
};

template <>
struct Converter<std::vector<std::byte>> {
    static std::optional<std::vector<std::byte>> from(PyObject* object, const Place& place) {
        return detail::bytes_from(object, place);
    }
    static PyRef to(const std::vector<std::byte>& bytes) {
        return PyRef::steal(PyBytes_FromStringAndSize(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes)));
    }
};

template <>
struct Converter<std::filesystem::path> {
    static std::optional<std::filesystem::path> from(PyObject* object, const Place& place) {
        return detail::path_from(object, place);
    }
    static PyRef to(const std::filesystem::path& path) { return detail::path_to(path); }
};

// --- Objects

template <>
struct Converter<Value> {
    static std::optional<Value> from(PyObject* object, const Place&) { return Value::of(object); }
    static PyRef to(const Value& value);  // None for an empty Value
};

template <>
struct Converter<Callable> {
    static std::optional<Callable> from(PyObject* object, const Place& place) {
        if (!PyCallable_Check(object)) return place.wrong_type(object, "a callable");
        return Callable::of(object);
    }
    static PyRef to(const Callable& callable) { return Converter<Value>::to(callable); }
};

template <class T>
struct Converter<std::optional<T>> {
    static std::optional<std::optional<T>> from(PyObject* object, const Place& place) {
        if (object == Py_None) return std::optional<std::optional<T>>(std::in_place);
        std::optional<T> value = from_python<T>(object, place);
        if (!value) return std::nullopt;
        return std::optional<std::optional<T>>(std::move(value));
    }
    static PyRef to(const std::optional<T>& value) { return value ? to_python(*value) : PyRef::borrow(Py_None); }
};

// --- Containers

namespace detail {
template <class Range>
PyRef list_to(const Range& range) {
    PyRef list = PyRef::steal(PyList_New(static_cast<Py_ssize_t>(range.size())));
    Py_ssize_t index = 0;
    for (const auto& item : range) {
        PyRef made = list ? to_python(static_cast<const typename Range::value_type&>(item)) : PyRef();
        if (!made) return {};
        PyList_SET_ITEM(list.get(), index++, made.release());
    }
    return list;
}

template <class Map>
PyRef dict_to(const Map& map) {
    PyRef dict = PyRef::steal(PyDict_New());
    for (const auto& [key, value] : map) {
        PyRef k = dict ? to_python(key) : PyRef(), v = k ? to_python(value) : PyRef();
        if (!v || PyDict_SetItem(dict.get(), k.get(), v.get()) != 0) return {};
    }
    return dict;
}

template <class Map>
std::optional<Map> dict_from(PyObject* object, const Place& place) {
    const std::optional<Items> pairs = pairs_of(object, place);
    if (!pairs) return std::nullopt;
    Map map;
    for (Py_ssize_t i = 0; i < pairs->size(); ++i) {
        if (!check_interrupt(i)) return std::nullopt;
        PyObject *key = PyTuple_GET_ITEM(pairs->at(i).get(), 0), *value = PyTuple_GET_ITEM(pairs->at(i).get(), 1);
        auto k = from_python<typename Map::key_type>(key, Place::key(place, object));
        auto v = k ? from_python<typename Map::mapped_type>(value, Place::value(place, object, key)) : std::nullopt;
        if (!v) return std::nullopt;
        // Two keys of Python can be one key of C++: 0.1 and 0.1 + 1e-12 as float, or NaN, which a std::map cannot
        // order.
        if (!map.emplace(std::move(*k), std::move(*v)).second)
            return Place::key(place, object).wrong_value(PyExc_ValueError, key, "the same as another key in C++");
    }
    return map;
}

template <class Tuple>
std::optional<Tuple> tuple_from(PyObject* object, const Place& place) {
    const std::optional<Items> items = items_of(object, place, static_cast<Py_ssize_t>(std::tuple_size_v<Tuple>));
    if (!items) return std::nullopt;
    // The items convert from left to right, and none after the first one that fails.
    return [&]<std::size_t... index>(std::index_sequence<index...>)->std::optional<Tuple> {
        std::tuple<std::optional<std::tuple_element_t<index, Tuple>>...> parts;
        const bool whole = ((std::get<index>(parts) = from_python<std::tuple_element_t<index, Tuple>>(
                                 items->at(index).get(), Place::item(place, object, index)))
                                .has_value() &&
                            ...);
        if (!whole) return std::nullopt;
        return Tuple{std::move(*std::get<index>(parts))...};
    }
    (std::make_index_sequence<std::tuple_size_v<Tuple>>());
}

template <class Tuple>
PyRef tuple_to(const Tuple& tuple) {
    PyRef made = PyRef::steal(PyTuple_New(static_cast<Py_ssize_t>(std::tuple_size_v<Tuple>)));
    Py_ssize_t index = 0;
    const auto add = [&](const auto& part) {
        PyRef item = to_python(part);
        if (!item) return false;
        PyTuple_SET_ITEM(made.get(), index++, item.release());
        return true;
    };
    const bool whole = made && std::apply([&](const auto&... parts) { return (add(parts) && ...); }, tuple);
    return whole ? std::move(made) : PyRef();
}
}  // namespace detail

template <class T>
struct Converter<std::vector<T>> {
    static std::optional<std::vector<T>> from(PyObject* object, const Place& place) {
        std::vector<T> values;
        if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
            const auto room = [&](std::size_t count) { return values.resize(count), values.data(); };
            if (detail::copy_numbers(object, detail::number_type<T>(), room)) return values;
        }
        const std::optional<detail::Items> items = detail::items_of(object, place, "a list");
        if (!items) return std::nullopt;
        values.reserve(static_cast<std::size_t>(items->size()));
        // An item's __index__ or __float__ is user code and may change the list, so look at the size each time.
        for (Py_ssize_t i = 0; i < items->size(); ++i) {
            if (!detail::check_interrupt(i)) return std::nullopt;
            std::optional<T> value = from_python<T>(items->at(i).get(), Place::item(place, items->object.get(), i));
            if (!value) return std::nullopt;
            values.push_back(std::move(*value));
        }
        return values;
    }
    static PyRef to(const std::vector<T>& values) { return detail::list_to(values); }
};

template <class T, std::size_t size>
struct Converter<std::array<T, size>> {
    static std::optional<std::array<T, size>> from(PyObject* object, const Place& place) {
        return detail::tuple_from<std::array<T, size>>(object, place);
    }
    static PyRef to(const std::array<T, size>& values) { return detail::list_to(values); }
};

template <class First, class Second>
struct Converter<std::pair<First, Second>> {
    static std::optional<std::pair<First, Second>> from(PyObject* object, const Place& place) {
        return detail::tuple_from<std::pair<First, Second>>(object, place);
    }
    static PyRef to(const std::pair<First, Second>& pair) { return detail::tuple_to(pair); }
};

template <class... Parts>
struct Converter<std::tuple<Parts...>> {
    static std::optional<std::tuple<Parts...>> from(PyObject* object, const Place& place) {
        return detail::tuple_from<std::tuple<Parts...>>(object, place);
    }
    static PyRef to(const std::tuple<Parts...>& tuple) { return detail::tuple_to(tuple); }
};

template <class Key, class T, class... Rest>
struct Converter<std::map<Key, T, Rest...>> {
    static std::optional<std::map<Key, T, Rest...>> from(PyObject* object, const Place& place) {
        return detail::dict_from<std::map<Key, T, Rest...>>(object, place);
    }
    static PyRef to(const std::map<Key, T, Rest...>& map) { return detail::dict_to(map); }
};

template <class Key, class T, class... Rest>
struct Converter<std::unordered_map<Key, T, Rest...>> {
    static std::optional<std::unordered_map<Key, T, Rest...>> from(PyObject* object, const Place& place) {
        return detail::dict_from<std::unordered_map<Key, T, Rest...>>(object, place);
    }
    static PyRef to(const std::unordered_map<Key, T, Rest...>& map) { return detail::dict_to(map); }
};

// --- Without the GIL

template <class T>
Result<T> from_value(const Value& value) {
    std::optional<T> converted;
    auto error = detail::with_python([&] {
        PyRef object = Converter<Value>::to(value);
        if (object) converted = from_python<T>(object.get(), Place("the value"));
        return converted.has_value();
    });
    if (error) return std::move(*error);
    return std::move(*converted);
}

template <class T>
Result<Value> to_value(const T& value) {
    Value converted;
    auto error = detail::with_python([&] {
        const PyRef object = to_python(value);
        converted = Value::of(object.get());
        return static_cast<bool>(object);
    });
    if (error) return std::move(*error);
    return converted;
}

}  // namespace gimbal::console
