// A call that the other end has made and waits for.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gimbal/console/link/error.h"

namespace gimbal::console::link {

class Peer;
namespace detail {
struct RequestState;
}

// Copies are the same request. It is answered once; without an answer the last copy answers `not_answered`.
// Thread: any.   GIL: not needed.
class Request {
public:
    explicit Request(std::shared_ptr<detail::RequestState> state) : state_(std::move(state)) {}

    const std::string& command() const;  // empty for an evaluate
    const std::string& source() const;   // of an evaluate
    const Object& arguments() const;
    const Arrays& arrays() const;
    Peer peer() const;

    // An argument. Throws LinkError(bad_argument), which names it, if it is missing or of another type.
    template <class T>
    T get(std::string_view name) const {
        const Value* value = find(name);
        if (!value) throw missing(name);
        return converted<T>(name, *value);
    }
    template <class T>
    T get(std::string_view name, T otherwise) const {
        const Value* value = find(name);
        return value ? converted<T>(name, *value) : otherwise;
    }
    const Array& array(std::string_view name) const;  // throws LinkError(bad_argument)

    void progress(std::optional<double> fraction, std::string text = {}) const;  // 0 to 1; none: unknown
    bool cancelled() const;  // by the other end, its deadline or its end
    // Calls the function once, when the call is cancelled; at once if it is. On a thread of the link: do not wait
    // there.
    void on_cancel(std::function<void()> function) const;

    // False: it was answered before, or the connection has ended.
    bool answer(Value value = {}, Arrays arrays = {}) const;
    bool fail(Code code, std::string message) const;
    bool reply(Reply reply) const;

private:
    const Value* find(std::string_view name) const;
    LinkError missing(std::string_view name) const;
    LinkError wrong(std::string_view name, const Value& value, const char* wanted) const;
    template <class T>
    T converted(std::string_view name, const Value& value) const {
        if (auto result = value.to<T>()) return *std::move(result);
        throw wrong(name, value, Value(T()).type_name());
    }

    std::shared_ptr<detail::RequestState> state_;
};

}  // namespace gimbal::console::link
