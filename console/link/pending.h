// The two ends of a call: the one that waits, and the one that was asked.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/link/peer.h"
#include "gimbal/console/link/request.h"

namespace gimbal::console::link::detail {

// Thread: any.
struct PendingState {
    void finish(Reply reply);  // only the first one counts
    bool done() const;

    mutable std::mutex mutex;
    std::condition_variable changed;
    std::optional<Reply> reply;
    std::vector<std::function<void(Reply)>> then;
    // Set before the call is sent, never changed.
    std::uint64_t id = 0;
    Clock::time_point deadline = Clock::time_point::max();
    std::function<void(const Progress&)> progress;
    std::weak_ptr<Connection> connection;
    std::atomic<bool> sent{false};  // it waits for its answer, no longer for others to be answered
};

// Thread: any.
struct RequestState {
    ~RequestState();
    bool answer(Reply answer);
    void cancel();

    std::weak_ptr<Connection> connection;
    std::uint64_t id = 0;
    std::string command, source;
    Object arguments;
    Arrays arrays;
    Clock::time_point deadline = Clock::time_point::max();

    std::mutex mutex;
    std::atomic<bool> answered = false, cancelled = false;
    std::vector<std::function<void()>> on_cancel;
};

}  // namespace gimbal::console::link::detail
