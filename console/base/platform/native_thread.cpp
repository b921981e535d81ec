// Starting, naming and joining native threads.
#include "base/platform/native_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <system_error>

#include "base/platform/signals.h"
#include "gimbal/console/base/alternate_stack.h"
#include "gimbal/console/base/process_start.h"

namespace gimbal::console {

namespace {
struct Start {
    NativeThread::Options options;
    std::function<void()> body;
    std::function<void()> ended;
};

void* enter(void* argument) {
    std::unique_ptr<Start> start(static_cast<Start*>(argument));
    pthread_setname_np(pthread_self(), start->options.name);
    if (start->options.nice != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), start->options.nice);
    const AlternateStack stack;
    start->body();
    start->body = nullptr;  // destroys its captures before join() returns
    start->ended();
    return nullptr;
}
}  // namespace

void NativeThread::start(const Options& options, std::function<void()> body) {
    auto ending = std::make_shared<Ending>();
    auto ended = [ending] {
        std::lock_guard lock(ending->mutex);
        ending->ended = true;
        ending->changed.notify_all();
    };
    auto start = std::make_unique<Start>(Start{options, std::move(body), ended});
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, options.stack_bytes);
    // The new thread takes no signals, because Python's signals are only for the script thread.
    const SignalMaskKept kept;
    block_asynchronous_signals();
    const int error = pthread_create(&handle_, &attributes, enter, start.get());
    pthread_attr_destroy(&attributes);
    if (error != 0)
        throw std::system_error(error, std::generic_category(), std::string("cannot start the thread ") + options.name);
    start.release();
    ending_ = std::move(ending);
}

void NativeThread::join() {
    if (!ending_) return;
    pthread_join(handle_, nullptr);
    ending_ = nullptr;
}

bool NativeThread::join_until(Clock::time_point deadline) {
    if (!ending_) return true;
    {
        std::unique_lock lock(ending_->mutex);
        if (!ending_->changed.wait_until(lock, deadline, [&] { return ending_->ended; })) return false;
    }
    join();
    return true;
}

}  // namespace gimbal::console
