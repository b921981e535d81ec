// What knows the Promises of a process: an Engine, or nothing in an ordinary python3 that imports a module.
#pragma once
#include <memory>
#include <string>

namespace gimbal::console {

namespace detail {
class CallState;
class PromiseState;
}  // namespace detail

// An Engine ends its Promises as `closed` when it ends, and shows the progress of their work.
// Thread: any.   GIL: not needed.
class PromiseKeeper {
public:
    virtual ~PromiseKeeper() = default;

private:
    friend class detail::PromiseState;
    virtual void start_native(const std::shared_ptr<detail::CallState>& state, std::string title) = 0;
};

// For an extension module in a process without an engine. Nothing but its work ends such a Promise, and its progress is
// seen only by its Future. In a forked child the Futures whose work its parent does are ready, with `closed`.
PromiseKeeper& without_engine();

}  // namespace gimbal::console
