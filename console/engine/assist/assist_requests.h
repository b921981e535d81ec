// Numbers the requests while typing and knows which of them still need an answer.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

namespace gimbal::console {

enum class AssistKind { completion, call_tip, document, variables, inspect };

// Keys come faster than a running script lets the assist thread have the GIL, so only the newest request of a kind is
// worked on. Thread: any.   GIL: not needed.
class AssistRequests {
public:
    std::uint64_t next(AssistKind kind) {
        const std::uint64_t request = last_.fetch_add(1) + 1;
        std::atomic<std::uint64_t>& newest = newest_[static_cast<std::size_t>(kind)];
        for (std::uint64_t known = newest.load(); known < request && !newest.compare_exchange_weak(known, request);) {}
        return request;
    }
    // Never true of `inspect`: each `name?` was entered as a line and gets its answer.
    bool is_superseded(AssistKind kind, std::uint64_t request) const {
        return kind != AssistKind::inspect && newest_[static_cast<std::size_t>(kind)].load() != request;
    }

private:
    std::atomic<std::uint64_t> last_{0};
    std::array<std::atomic<std::uint64_t>, 5> newest_{};
};

}  // namespace gimbal::console
