// A thread with a stack size, a name and a priority. Its owner can join it within a limit.
#pragma once
#include <pthread.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Thread: its owner.   GIL: not held when joining.
class NativeThread : NonCopyable {
public:
    struct Options {
        const char* name;
        std::size_t stack_bytes;
        int nice;
    };

    ~NativeThread() {  // a thread that was not joined may run on, so what it uses must stay
        if (ending_) pthread_detach(handle_);
    }

    void start(const Options& options, std::function<void()> body);
    bool started() const { return ending_ != nullptr; }
    void join();
    bool join_until(Clock::time_point deadline);  // false: it still runs

private:
    struct Ending {  // shared with the thread, which may outlive this object
        std::mutex mutex;
        std::condition_variable changed;
        bool ended = false;
    };
    pthread_t handle_{};
    std::shared_ptr<Ending> ending_;
};

}  // namespace gimbal::console
