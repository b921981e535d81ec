// A value that a message carries: what JSON has. Arrays travel beside it (array.h).
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gimbal::console::link {

class Value;
using List = std::vector<Value>;
using Object = std::map<std::string, Value, std::less<>>;

// Null, a bool, an integer, a finite double, UTF-8 text, a list or an object.
// Thread: any, one at a time.   GIL: not needed.
class Value {
public:
    Value(std::nullptr_t = nullptr) {}
    Value(bool value) : data_(value) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Value(T value) : data_(static_cast<std::int64_t>(value)) {}
    template <std::floating_point T>
    Value(T value) : data_(static_cast<double>(value)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(List list) : data_(std::move(list)) {}
    Value(Object object) : data_(std::move(object)) {}

    bool is_null() const { return data_.index() == 0; }
    const char* type_name() const;  // "null", "bool", "integer", "number", "text", "list", "object"

    // The value as T: bool, an integer type, double, std::string, List or Object; none if it is of another type or does
    // not fit. An integer is also a double.
    template <class T>
    std::optional<T> to() const {
        if constexpr (std::same_as<T, Value>) {
            return *this;
        } else if constexpr (std::integral<T> && !std::same_as<T, bool>) {
            const auto* number = std::get_if<std::int64_t>(&data_);
            if (!number || !std::in_range<T>(*number)) return {};
            return static_cast<T>(*number);
        } else if constexpr (std::floating_point<T>) {
            if (const auto* number = std::get_if<std::int64_t>(&data_)) return static_cast<T>(*number);
            const auto* number = std::get_if<double>(&data_);
            return number ? std::optional<T>(static_cast<T>(*number)) : std::nullopt;
        } else {
            const auto* value = std::get_if<T>(&data_);
            return value ? std::optional<T>(*value) : std::nullopt;
        }
    }
    const std::string* text() const { return std::get_if<std::string>(&data_); }  // null: it is no text
    const List* list() const { return std::get_if<List>(&data_); }
    const Object* object() const { return std::get_if<Object>(&data_); }
    const Value& operator[](std::string_view key) const;  // of an object; null if there is none

    std::string json() const;  // compact; throws LinkError(bad_argument) for a number that JSON does not have

    bool operator==(const Value&) const = default;

private:
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Object> data_;
};

}  // namespace gimbal::console::link
