// Which requests of those that assist typing are still worth an answer.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

namespace gimbal::console {

// A person types faster than a script lets the assist thread in, and only the newest of a kind is looked at.
// Thread: any.   GIL: not needed.
class AssistRequests {
public:
    enum class Kind { completion, call_tip, document, variables, inspect };

    std::uint64_t next(Kind kind) {
        const std::uint64_t request = last_.fetch_add(1) + 1;
        std::atomic<std::uint64_t>& newest = newest_[static_cast<std::size_t>(kind)];
        for (std::uint64_t known = newest.load(); known < request && !newest.compare_exchange_weak(known, request);) {}
        return request;
    }
    // A `name?` is asked by a whole line, and each has its answer.
    bool is_superseded(Kind kind, std::uint64_t request) const {
        return kind != Kind::inspect && newest_[static_cast<std::size_t>(kind)].load() != request;
    }

private:
    std::atomic<std::uint64_t> last_{0};
    std::array<std::atomic<std::uint64_t>, 5> newest_{};
};

}  // namespace gimbal::console
