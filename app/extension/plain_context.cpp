// The handlers' thread and its queue, which a forked child has anew.
#include "app/extension/plain_context.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/run_python.h"
#include "gimbal/console/base/process_start.h"
#include "gimbal/console/base/signal_mask.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::extension {

using Clock = std::chrono::steady_clock;

struct PlainContext::Handlers {
    std::mutex mutex;
    std::condition_variable posted, idle;
    std::deque<std::function<void()>> queue;
    bool started = false, busy = false;
};

namespace {

document::Document* forked_document = nullptr;  // of the only PlainContext
std::mutex* forked_mutex = nullptr;

void lock_for_fork() {
    while (!forked_document->try_lock()) std::this_thread::yield();  // a thread that has it never waits for the GIL
    forked_mutex->lock();
}
void unlock_after_fork() {
    forked_mutex->unlock();
    forked_document->unlock();
}

}  // namespace

PlainContext::Handlers& PlainContext::handlers() {
    static auto& one = *new Handlers;
    return one;
}

PlainContext::PlainContext(document::Document& document) {
    forked_document = &document;
    forked_mutex = &handlers().mutex;
    ::pthread_atfork(lock_for_fork, unlock_after_fork, [] {
        Handlers& of_child = handlers();
        of_child.started = of_child.busy = false;
        const std::deque<std::function<void()>> of_parent = std::exchange(of_child.queue, {});  // the parent calls them
        new (&of_child.posted) std::condition_variable;  // the parent's thread waits for the old one
        new (&of_child.idle) std::condition_variable;
        unlock_after_fork();
    });
}

bool PlainContext::on_script_thread() const { return ::syscall(SYS_gettid) == ::getpid(); }

void PlainContext::post_to_handlers(const char*, std::function<void()> work) {
    Handlers& all = handlers();
    std::lock_guard lock(all.mutex);
    all.queue.push_back(std::move(work));
    all.posted.notify_one();
    if (all.started) return;
    // A signal goes to a thread of Python, whose calls it interrupts, and never to a thread of ours.
    const console::SignalMaskKept kept;
    console::block_asynchronous_signals();
    std::thread(run_handlers).detach();
    all.started = true;
}

// Python up to 3.13 ends a thread that asks for the GIL too late by unwinding it. It must not come further than here.
void PlainContext::run_handlers() try {
    ::pthread_setname_np(::pthread_self(), "gimbal handlers");
    console::set_thread_role(console::ThreadRole::handlers);
    Handlers& all = handlers();
    (void)PyGILState_Ensure();  // for the life of the thread
    for (;;) {
        std::function<void()> work;
        {
            console::GilRelease unlocked;
            std::unique_lock lock(all.mutex);
            all.busy = false;
            if (all.queue.empty()) all.idle.notify_all();
            all.posted.wait(lock, [&] { return !all.queue.empty(); });
            work = std::move(all.queue.front());
            all.queue.pop_front();
            all.busy = true;
        }
        work();
        if (PyErr_Occurred()) PyErr_WriteUnraisable(nullptr);
    }
} catch (abi::__forced_unwind&) { console::stay_here(); }

bool PlainContext::wait_for_handlers(double seconds) {
    GIMBAL_GIL_HELD();
    Handlers& all = handlers();
    const auto limit = Clock::now() + std::chrono::duration<double>(seconds);
    const auto ended = [&] { return !all.started || (all.queue.empty() && !all.busy); };
    for (;;) {
        bool done = false;
        {
            console::GilRelease unlocked;
            std::unique_lock lock(all.mutex);
            done = all.idle.wait_for(lock, std::chrono::milliseconds(20), ended);
        }
        if (done) return true;
        if (PyErr_CheckSignals() < 0 || Clock::now() > limit) return false;
    }
}

}  // namespace gimbal::extension
