#include "app/window/session/background_writer.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

struct BackgroundWriter::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, std::function<void()>> waiting;  // by slot
    bool working = false, closed = false;

    void run() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return closed || !waiting.empty(); });
            if (closed) return;
            std::function<void()> work = std::move(waiting.begin()->second);
            waiting.erase(waiting.begin());
            working = true;
            lock.unlock();
            try {
                work();
            } catch (const std::exception&) {}  // no memory is left, also not for a report
            work = nullptr;
            lock.lock();
            working = false;
            changed.notify_all();
        }
    }
};

BackgroundWriter::BackgroundWriter() : shared_(std::make_shared<Shared>()) {
    std::thread([shared = shared_] { shared->run(); }).detach();
}

BackgroundWriter::~BackgroundWriter() {
    std::lock_guard lock(shared_->mutex);
    shared_->closed = true;
    shared_->changed.notify_all();
}

void BackgroundWriter::write(const std::string& slot, std::function<void()> work) {
    GIMBAL_ON(ui);
    std::lock_guard lock(shared_->mutex);
    shared_->waiting.insert_or_assign(slot, std::move(work));
    shared_->changed.notify_all();
}

bool BackgroundWriter::wait_for(double seconds) const {
    std::unique_lock lock(shared_->mutex);
    return shared_->changed.wait_for(lock, std::chrono::duration<double>(seconds),
                                     [this] { return shared_->waiting.empty() && !shared_->working; });
}

}  // namespace gimbal::app
