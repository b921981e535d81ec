// How Python's documentation names a C++ type.
#pragma once
#include "gimbal/console/python/array.h"
#include "gimbal/console/python/bind/instance.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace gimbal::console::bind {
class Function;
}

namespace gimbal::console::bind::detail {

template <class T>
std::string type_text(Use use);

template <class... Parts>
std::string joined(Use use) {
    std::string all;
    ((all += (all.empty() ? "" : ", ") + type_text<Parts>(use)), ...);
    return all;
}

// The primary one is for classes: a bound one, or one whose Converter says `static constexpr const char* type`.
template <class T>
struct TypeTextOf {
    static std::string text(Use use) {
        if constexpr (requires { Converter<T>::type; }) return Converter<T>::type;
        else if constexpr (BoundClass<T>) return name_of(type_row<T>);
        else return use == Use::parameter ? "object" : "Any";
    }
};
template <class T>
requires std::is_arithmetic_v<T>
struct TypeTextOf<T> {
    static std::string text(Use) {
        return std::is_same_v<T, bool> ? "bool" : std::is_floating_point_v<T> ? "float" : "int";
    }
};
template <>
struct TypeTextOf<void> {
    static std::string text(Use) { return "None"; }
};
template <>
struct TypeTextOf<std::string> {
    static std::string text(Use) { return "str"; }
};
template <>
struct TypeTextOf<std::string_view> : TypeTextOf<std::string> {};
template <>
struct TypeTextOf<std::vector<std::byte>> {
    static std::string text(Use) { return "bytes"; }
};
template <>
struct TypeTextOf<std::filesystem::path> {
    static std::string text(Use use) { return use == Use::parameter ? "str | os.PathLike[str]" : "str"; }
};
template <>
struct TypeTextOf<Callable> {
    static std::string text(Use) { return "Callable[..., Any]"; }
};
template <>
struct TypeTextOf<Function> : TypeTextOf<Callable> {};
template <class R, class... A>
struct TypeTextOf<std::function<R(A...)>> {
    static std::string text(Use) {
        return "Callable[[" + joined<A...>(Use::result) + "], " + type_text<R>(Use::parameter) + "]";
    }
};
template <class T>
struct TypeTextOf<std::shared_ptr<T>> {
    static std::string text(Use) { return name_of(type_row<T>); }
};
template <class T>
struct TypeTextOf<std::optional<T>> {
    static std::string text(Use use) { return type_text<T>(use) + " | None"; }
};
template <class T>
struct TypeTextOf<std::vector<T>> {
    static std::string text(Use use) {
        return (use == Use::parameter ? "Collection[" : "list[") + type_text<T>(use) + "]";
    }
};
template <class T, std::size_t size>
struct TypeTextOf<std::array<T, size>> {
    static std::string text(Use use) {
        if (use == Use::result) return "list[" + type_text<T>(use) + "]";
        std::string items;
        for (std::size_t i = 0; i < size; ++i) items += (i ? ", " : "") + type_text<T>(use);
        return "tuple[" + items + "]";
    }
};
template <class... Parts>
struct TypeTextOf<std::tuple<Parts...>> {
    static std::string text(Use use) { return "tuple[" + joined<Parts...>(use) + "]"; }
};
template <class First, class Second>
struct TypeTextOf<std::pair<First, Second>> : TypeTextOf<std::tuple<First, Second>> {};
template <class Key, class T, class... Rest>
struct TypeTextOf<std::map<Key, T, Rest...>> {
    static std::string text(Use use) { return "dict[" + joined<Key, T>(use) + "]"; }
};
template <class Key, class T, class... Rest>
struct TypeTextOf<std::unordered_map<Key, T, Rest...>> : TypeTextOf<std::map<Key, T>> {};
template <class T>
struct TypeTextOf<Array<T>> {
    static std::string text(Use use) { return use == Use::parameter ? "Buffer" : "memoryview"; }
};

template <class T>
std::string type_text(Use use) {
    return TypeTextOf<std::remove_cvref_t<T>>::text(use);
}

}  // namespace gimbal::console::bind::detail
