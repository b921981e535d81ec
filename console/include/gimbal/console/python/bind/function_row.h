// A row with its C++ function: converts the arguments, calls, converts the result.
#pragma once
#include "gimbal/console/python/bind/values.h"
#include "gimbal/console/python/errors.h"

namespace gimbal::console::bind::detail {

// The result and the parameters of a function, a member function or a lambda. A member function's object comes first.
template <class... A>
struct List {};
template <class F>
struct Callee : Callee<decltype(&F::operator())> {
    template <class First, class... Rest>
    static List<Rest...> without_first(List<First, Rest...>);
    using Parameters = decltype(without_first(typename Callee<decltype(&F::operator())>::Parameters()));
};
template <class R, class... A>
struct Callee<R (*)(A...)> {
    using Result = R;
    using Parameters = List<A...>;
};
template <class R, class... A>
struct Callee<R (*)(A...) noexcept> : Callee<R (*)(A...)> {};
template <class C, class R, class... A>
struct Callee<R (C::*)(A...)> {
    using Result = R;
    using Parameters = List<C&, A...>;
};
template <class C, class R, class... A>
struct Callee<R (C::*)(A...) noexcept> : Callee<R (C::*)(A...)> {};
template <class C, class R, class... A>
struct Callee<R (C::*)(A...) const> {
    using Result = R;
    using Parameters = List<const C&, A...>;
};
template <class C, class R, class... A>
struct Callee<R (C::*)(A...) const noexcept> : Callee<R (C::*)(A...) const> {};
template <class C, class T>
requires std::is_object_v<T>
struct Callee<T C::*> {  // a data member
    using Result = T;
    using Parameters = List<const C&>;
};

template <class R>
PyObject* give(R&& result) {
    using T = std::remove_cvref_t<R>;
    if constexpr (BoundClass<T>) return wrap(std::make_shared<T>(std::forward<R>(result))).release();
    else return to_python(result).release();
}

// Calls `work` under the policy and returns a new reference, or null with a Python error set. May throw. What Stop has
// sent meanwhile is raised here, so a function that returns early because of it needs no check.
template <gil policy, class F>
PyObject* run(const Row& row, F&& work) {
    using R = decltype(work());
    const auto under_policy = [&]() -> std::conditional_t<std::is_void_v<R>, void, std::remove_cvref_t<R>> {
        const PolicyCheck check(policy, row);
        if constexpr (policy == gil::releases) return without_gil(work);
        else return work();
    };
    const auto stopped = [] { return policy == gil::releases && PyErr_CheckSignals() != 0; };
    if constexpr (std::is_void_v<R>) {
        under_policy();
        return stopped() ? nullptr : Py_NewRef(Py_None);
    } else {
        static_assert(policy != gil::releases || !std::is_same_v<std::remove_cvref_t<R>, PyRef>,
                      "a PyRef needs the GIL: write gil::keeps or gil::partly, or use Value");
        auto result = under_policy();
        return stopped() ? nullptr : give(std::move(result));
    }
}

// `Self` is the bound class of a method, InModule for a function that gets its module, and void for any other function.
template <gil policy, class Self, class F, class R, class... A>
class FunctionRow final : public Row {
    static_assert(policy != gil::releases || (!std::is_same_v<Bare<A>, PyRef> && ...),
                  "a PyRef needs the GIL: write gil::keeps or gil::partly, or use Value");

public:
    FunctionRow(std::string name, F function, Signature signature)
        : Row(std::move(name), enter_row, std::move(signature)),
          function_(std::move(function)),
          taken_(make_taken(std::index_sequence_for<A...>())) {}

private:
    template <std::size_t... i>
    std::tuple<Taken<A>...> make_taken(std::index_sequence<i...>) const {
        return {Taken<A>(name(), signature().parameters[i].arg)...};
    }

    static PyObject* enter_row(const Row& base, PyObject* self, PyObject* const* values, Py_ssize_t count,
                               PyObject* names) noexcept {
        GIMBAL_GIL_HELD();
        GIMBAL_NOT_ON(ui);
        PyObject* arranged[sizeof...(A) + 1];
        if (count != sizeof...(A) || names || base.signature().positional != sizeof...(A)) [[unlikely]] {
            if (!arrange(base, values, count, names, arranged)) return nullptr;
            values = arranged;
        }
        return static_cast<const FunctionRow&>(base).call(self, values, std::index_sequence_for<A...>());
    }

    template <std::size_t... i>
    PyObject* call(PyObject* self, PyObject* const* values, std::index_sequence<i...>) const noexcept {
        [[maybe_unused]] std::tuple<Held<Stored<A>>...> held;  // outside, so that a thread that stays here keeps it
        try {
            if (!(std::get<i>(taken_).take(*this, values[i], std::get<i>(held)) && ...)) return nullptr;
            return run<policy>(*this, [&]() -> R {
                if constexpr (std::is_void_v<Self>) {
                    return std::invoke(function_, Taken<A>::pass(std::get<i>(held))...);
                } else if constexpr (std::is_same_v<Self, InModule>) {
                    return std::invoke(function_, InModule{self}, Taken<A>::pass(std::get<i>(held))...);
                } else {
                    // CPython has checked the type of `self`, which the caller keeps alive.
                    auto* object = static_cast<Self*>(reinterpret_cast<Instance*>(self)->pointer);
                    return std::invoke(function_, *object, Taken<A>::pass(std::get<i>(held))...);
                }
            });
        } catch (abi::__forced_unwind&) { stay_here(); } catch (...) {
            raise_current();
            return nullptr;
        }
    }

    mutable F function_;  // a mutable lambda too
    std::tuple<Taken<A>...> taken_;
};

// --- What a row says beside the function, in any order.
struct Extras {
    Signature signature;
    void add(Arg arg) { signature.parameters.push_back({std::move(arg), nullptr}); }
    void add(PositionalOnly) { signature.positional_only = signature.parameters.size(); }
    void add(KeywordOnly) { signature.positional = signature.parameters.size(); }
    void add(Returns returns) { signature.returns = std::move(returns); }
    void add(Raises raises) { signature.raises.push_back(std::move(raises)); }
    void add(std::string doc) { signature.doc = std::move(doc); }
};

template <class Extra>
inline constexpr bool is_arg = std::is_same_v<std::remove_cvref_t<Extra>, Arg>;

template <class... A, class... Extra>
Signature signature_of(bool has_self, TypeText result, List<A...>, Extra&&... extra) {
    constexpr std::size_t named = (0 + ... + (is_arg<Extra> ? 1 : 0));
    static_assert(named == 0 || named == sizeof...(A),
                  "a row has an arg() for each parameter of its function, or none");
    Extras all;
    all.signature.positional = sizeof...(A);
    (all.add(std::forward<Extra>(extra)), ...);
    Signature& signature = all.signature;
    if (named == 0) {
        signature.named = false;
        signature.positional_only = sizeof...(A);
        for (std::size_t i = 0; i < sizeof...(A); ++i) all.add(arg("arg" + std::to_string(i)));
    }
    const TypeText types[] = {type_text<A>..., nullptr};
    for (std::size_t i = 0; i < sizeof...(A); ++i) signature.parameters[i].type = types[i];
    signature.has_self = has_self;
    signature.result = result;
    return std::move(signature);
}

template <gil policy, class F, class R, class... A, class... Extra>
std::unique_ptr<Row> make_row(std::string name, F function, List<A...> parameters, std::type_identity<R>,
                              Extra&&... extra) {
    return std::make_unique<FunctionRow<policy, void, F, R, A...>>(
        std::move(name), std::move(function),
        signature_of(false, type_text<R>, parameters, std::forward<Extra>(extra)...));
}

template <gil policy, class F, class R, class... A, class... Extra>
std::unique_ptr<Row> make_row(std::string name, F function, List<InModule, A...>, std::type_identity<R>,
                              Extra&&... extra) {
    return std::make_unique<FunctionRow<policy, InModule, F, R, A...>>(
        std::move(name), std::move(function),
        signature_of(false, type_text<R>, List<A...>(), std::forward<Extra>(extra)...));
}

template <gil policy, class F, class... Extra>
std::unique_ptr<Row> function_row(std::string name, F function, Extra&&... extra) {
    using Called = Callee<std::decay_t<F>>;
    return make_row<policy>(std::move(name), std::move(function), typename Called::Parameters(),
                            std::type_identity<typename Called::Result>(), std::forward<Extra>(extra)...);
}

// The first parameter is the object.
template <gil policy, class T, class F, class R, class First, class... A, class... Extra>
std::unique_ptr<Row> make_method_row(std::string name, F function, List<First, A...>, std::type_identity<R>,
                                     Extra&&... extra) {
    static_assert(std::is_base_of_v<Bare<First>, T>, "the first parameter of a method is the object");
    return std::make_unique<FunctionRow<policy, T, F, R, A...>>(
        std::move(name), std::move(function),
        signature_of(true, type_text<R>, List<A...>(), std::forward<Extra>(extra)...));
}

template <gil policy, class T, class F, class... Extra>
std::unique_ptr<Row> method_row(std::string name, F function, Extra&&... extra) {
    using Called = Callee<std::decay_t<F>>;
    return make_method_row<policy, T>(std::move(name), std::move(function), typename Called::Parameters(),
                                      std::type_identity<typename Called::Result>(), std::forward<Extra>(extra)...);
}

}  // namespace gimbal::console::bind::detail
