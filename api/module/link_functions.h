// The Python functions that peers of the live link may call, and the calls that have not been answered.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/callable.h"

namespace gimbal::module {

// What Python may ask of a call. Not a link::Request, whose functions bring the whole library into an ordinary python3.
struct OpenLinkCall {
    std::function<void(std::optional<double> fraction, std::string text)> progress;
    std::function<bool()> cancelled;
};

// Thread: any.   GIL: not needed.
class LinkFunctions {
public:
    void add(std::string name, console::Callable function);  // in place of one with that name
    bool remove(const std::string& name);                    // false: there is none
    console::Callable find(const std::string& name) const;   // empty: there is none
    std::vector<std::string> names() const;
    void clear();  // the functions

    // Python knows a call by a number.
    std::uint64_t open(OpenLinkCall call);
    std::optional<OpenLinkCall> call(std::uint64_t id) const;  // none: it has been answered
    void close(std::uint64_t id);

private:
    mutable std::mutex mutex_;
    std::map<std::string, console::Callable> functions_;
    std::map<std::uint64_t, OpenLinkCall> calls_;
    std::uint64_t next_ = 1;
};

}  // namespace gimbal::module
