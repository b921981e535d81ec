// The arguments of a call: checked, and kept until the call has ended.
#pragma once
#include "gimbal/console/python/bind/type_text.h"

#include <algorithm>
#include <stdexcept>

namespace gimbal::console::bind::detail {

// What keeps an argument for a parameter of type A: the converted value, or a pointer into the Python object, which the
// caller keeps alive during the call.
template <class A>
using Bare = std::remove_cvref_t<A>;
template <class A>
using Stored = std::conditional_t<BoundClass<Bare<A>>, Bare<A>*,
                                  std::conditional_t<std::is_same_v<Bare<A>, std::string_view>, std::string, Bare<A>>>;

// Numbers are here, because a call of a small function should not pay for a std::optional.
template <class T>
struct Held {
    std::optional<T> value;
    void set(T given) { value.emplace(std::move(given)); }
    T& get() { return *value; }
};
template <class T>
requires std::is_scalar_v<T>
struct Held<T> {
    T value;
    void set(T given) { value = given; }
    T& get() { return value; }
};

template <class T>
struct NumberOf {
    using Type = T;
};
template <class T>
struct NumberOf<std::optional<T>> {
    using Type = T;
};

[[noreturn]] void refuse_row(const std::string& function, const Arg& arg, const std::string& why);

// A default or the end of a range as the C++ value; empty if it has another type.
template <class T>
std::optional<T> value_of(const Literal& literal) {
    if constexpr (std::is_same_v<T, bool>) {
        return literal.boolean() ? std::optional<T>(*literal.boolean()) : std::nullopt;
    } else if constexpr (std::is_integral_v<T>) {
        const std::int64_t* whole = literal.integer();
        return whole && std::in_range<T>(*whole) ? std::optional<T>(static_cast<T>(*whole)) : std::nullopt;
    } else if constexpr (std::is_floating_point_v<T>) {
        const auto number = literal.number();
        return number ? std::optional<T>(static_cast<T>(*number)) : std::nullopt;
    } else if constexpr (std::is_constructible_v<T, std::nullopt_t>) {
        if (literal.is_none()) return std::optional<T>(std::in_place, std::nullopt);
        auto inner = value_of<typename NumberOf<T>::Type>(literal);
        return inner ? std::optional<T>(std::in_place, std::move(*inner)) : std::nullopt;
    } else if constexpr (std::is_constructible_v<T, std::string>) {
        return literal.string() ? std::optional<T>(*literal.string()) : std::nullopt;
    } else if constexpr (std::is_same_v<T, Value> || std::is_same_v<T, Callable>) {
        return literal.is_none() ? std::optional<T>(std::in_place) : std::nullopt;
    } else {
        return std::nullopt;
    }
}

// The ends of a range as numbers of the parameter's type, so that a check is two comparisons.
template <class T>
struct Limits {
    explicit Limits(const std::string&, const Arg&) {}
    bool allow(T) const { return true; }
};
template <class T>
requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) struct Limits<T> {
    T low = std::numeric_limits<T>::lowest(), high = std::numeric_limits<T>::max();
    bool limited = false, without_low = false, without_high = false;

    Limits(const std::string& function, const Arg& arg)
        : limited(arg.range()),
          without_low(arg.range().without_low),
          without_high(arg.range().without_high) {
        const auto end = [&](const std::optional<Literal>& given, T& end) {
            if (!given) return;
            const auto value = value_of<T>(*given);
            if (!value) refuse_row(function, arg, "the end " + given->text() + " of its range is of another type");
            end = *value;
        };
        end(arg.range().low, low);
        end(arg.range().high, high);
        // Infinity is beyond the largest number, and a range that is open at that side has it.
        if constexpr (std::is_floating_point_v<T>) {
            if (limited && !arg.range().low) low = -std::numeric_limits<T>::infinity();
            if (limited && !arg.range().high) high = std::numeric_limits<T>::infinity();
        }
    }
    bool allow(T value) const {  // nan is in no range
        if (!limited) [[likely]]
            return true;
        return (value > low || (value == low && !without_low)) && (value < high || (value == high && !without_high));
    }
};

// A parameter of type A: how an argument for it is converted and checked.
template <class A>
class Taken {
public:
    using T = Stored<A>;
    using Number = typename NumberOf<T>::Type;
    static constexpr bool is_number = std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>;
    static_assert(!std::is_lvalue_reference_v<A> || std::is_const_v<std::remove_reference_t<A>> || BoundClass<Bare<A>>,
                  "a parameter that is converted is a value or a const reference: Python would not see a change of it");
    static_assert(!std::is_rvalue_reference_v<A>);

    Taken(const std::string& function, const Arg& arg) : arg_(&arg), limits_(function, arg) {
        if (arg.range() && !is_number) refuse_row(function, arg, "only a number has a range");
        if (!arg.choices().empty() && !std::is_same_v<Number, std::string>)
            refuse_row(function, arg, "only text has choices");
        if (!arg.by_default()) return;
        if constexpr (!BoundClass<Bare<A>>) default_ = value_of<T>(*arg.by_default());
        if (!default_) refuse_row(function, arg, "its default " + arg.by_default()->text() + " is of another type");
        if (!fits(*default_)) refuse_row(function, arg, "its default is not one that it allows");
    }

    // `given` is null for an argument that is not given; arrange() has checked that there is a default then.
    // False: a Python error is set.
    bool take(const Row& row, PyObject* given, Held<T>& held) const {
        if (quick(given, held)) [[likely]]
            return check(row, given, held.get());
        if (!given) return held.set(*default_), true;
        const Place place = place_of(row, *arg_);
        if constexpr (BoundClass<Bare<A>>) {
            held.value = pointer_from<Bare<A>>(given, place);
            return held.value != nullptr;
        } else {
            std::optional<T> value = from_python<T>(given, place);
            if (!value) return false;
            held.set(std::move(*value));
            return check(row, given, held.get());
        }
    }

    static decltype(auto) pass(Held<T>& held) {
        if constexpr (BoundClass<Bare<A>>) return static_cast<std::remove_reference_t<A>&>(*held.get());
        else if constexpr (std::is_reference_v<A>) return static_cast<A>(held.get());
        else if constexpr (std::is_same_v<Bare<A>, std::string_view>) return std::string_view(held.get());
        else return T(std::move(held.get()));
    }

private:
    // The common types without the general conversion, by the same rules.
    static bool quick(PyObject* given, Held<T>& held) {
        if constexpr (std::is_same_v<T, double>) {
            if (!given || !PyFloat_CheckExact(given)) return false;
            held.value = PyFloat_AS_DOUBLE(given);
            return true;
        } else if constexpr (console::detail::Integer<T>) {
            if (!given || !PyLong_CheckExact(given)) return false;
            int overflow = 0;
            const long long number = PyLong_AsLongLongAndOverflow(given, &overflow);
            if (overflow || !std::in_range<T>(number)) return false;
            held.value = static_cast<T>(number);
            return true;
        } else {
            return false;
        }
    }
    bool fits(const T& value) const {
        if constexpr (is_number && std::is_same_v<T, Number>) return limits_.allow(value);
        else if constexpr (is_number) return !value || limits_.allow(*value);
        else if constexpr (std::is_same_v<Number, std::string>) {
            const std::string* text = nullptr;
            if constexpr (std::is_same_v<T, Number>) text = &value;
            else text = value ? &*value : nullptr;
            return arg_->choices().empty() || !text || std::ranges::count(arg_->choices(), *text) != 0;
        } else {
            return true;
        }
    }
    bool check(const Row& row, PyObject* given, const T& value) const {
        if (fits(value)) [[likely]]
            return true;
        return is_number ? refuse_number(row, *arg_, given) : refuse_choice(row, *arg_, given);
    }

    const Arg* arg_;
    std::optional<T> default_;
    [[no_unique_address]] Limits<Number> limits_;
};

}  // namespace gimbal::console::bind::detail
