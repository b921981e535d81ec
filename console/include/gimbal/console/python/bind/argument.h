// What a row says about the parameters of a function: names, defaults, ranges, units, and what the documentation says.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

struct _object;  // PyObject

namespace gimbal::console::bind {

// A value that a signature shows: None, a bool, a number or a str.   Thread: any.   GIL: not needed.
class Literal {
public:
    Literal(std::nullptr_t = nullptr) {}
    Literal(std::nullopt_t) {}
    Literal(bool value) : held_(value) {}
    template <class N>
    requires(std::is_arithmetic_v<N> && !std::is_same_v<N, bool>) Literal(N number) {
        if constexpr (std::is_integral_v<N>) held_ = static_cast<std::int64_t>(number);
        else held_ = static_cast<double>(number);
    }
    Literal(const char* text) : held_(std::string(text)) {}
    Literal(std::string text) : held_(std::move(text)) {}

    bool is_none() const { return std::holds_alternative<std::nullptr_t>(held_); }
    const bool* boolean() const { return std::get_if<bool>(&held_); }
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&held_); }
    const std::string* string() const { return std::get_if<std::string>(&held_); }
    std::optional<double> number() const;  // also of an integer
    std::string text() const;              // as Python writes it

private:
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string> held_ = nullptr;
};

// A closed, half open or open range. Empty: any number.
struct Range {
    std::optional<Literal> low = {}, high = {};
    bool without_low = false, without_high = false;  // open at that end

    explicit operator bool() const { return low || high; }
    std::string interval() const;  // "in [0, 1)", "> 0"
    std::string words() const;     // "between 0 and 1", "above 0 and at most 1"
};

// A parameter: its name, and what it is for. A default makes it optional:
//     arg("iterations", "passes over all vertices").in_range(1, 1000) = 10
//     arg("radius").above(0).unit("m")
//     arg("level").one_of({"info", "warning", "error"}) = "info"
class Arg {
public:
    explicit Arg(std::string name, std::string doc) : name_(std::move(name)), doc_(std::move(doc)) {}

    Arg&& in_range(Literal low, Literal high) && { return std::move(range({low, high, false, false})); }
    Arg&& at_least(Literal low) && { return std::move(range({low, range_.high, false, range_.without_high})); }
    Arg&& above(Literal low) && { return std::move(range({low, range_.high, true, range_.without_high})); }
    Arg&& at_most(Literal high) && { return std::move(range({range_.low, high, range_.without_low, false})); }
    Arg&& below(Literal high) && { return std::move(range({range_.low, high, range_.without_low, true})); }
    Arg&& one_of(std::initializer_list<std::string> choices) && {
        choices_ = choices;
        return std::move(*this);
    }
    Arg&& unit(std::string unit) && {
        unit_ = std::move(unit);
        return std::move(*this);
    }
    Arg&& operator=(Literal by_default) && {
        by_default_ = std::move(by_default);
        return std::move(*this);
    }

    const std::string& name() const { return name_; }
    const std::string& doc() const { return doc_; }
    const std::string& unit() const { return unit_; }
    const Range& range() const { return range_; }
    const std::vector<std::string>& choices() const { return choices_; }
    const std::optional<Literal>& by_default() const { return by_default_; }

private:
    Arg& range(Range range) {
        range_ = std::move(range);
        return *this;
    }
    std::string name_, doc_, unit_;
    Range range_;
    std::vector<std::string> choices_;
    std::optional<Literal> by_default_;
};
inline Arg arg(std::string name, std::string doc = {}) { return Arg(std::move(name), std::move(doc)); }

// Marks in a list of parameters, as `/` and `*` in a `def`.
struct PositionalOnly {};
struct KeywordOnly {};
inline constexpr PositionalOnly positional_only;  // the parameters before it have no names for the caller
inline constexpr KeywordOnly keyword_only;        // the parameters after it are passed by name

// The first parameter of a function in a module's table may be this one. Python passes no argument for it: it has the
// module, for a function that needs what a module of the host's own keeps (Module::add_to).
struct InModule {
    _object* module = nullptr;  // PyObject, borrowed
};

// What the documentation says about the result and the errors. Errors of ranges are there without it.
struct Returns {
    std::string doc = {};
};
struct Raises {
    std::string type = {}, when = {};
};
inline Returns returns(std::string doc) { return {std::move(doc)}; }
inline Raises raises(std::string type, std::string when) { return {std::move(type), std::move(when)}; }

}  // namespace gimbal::console::bind
