#include "engine/runs/handler_watch.h"

#include <algorithm>
#include <utility>

namespace gimbal::console {

void HandlerWatch::look() {
    GIMBAL_ON(supervisor);
    const std::uint64_t before = work_ ? work_->number : 0;
    PythonThread::Watched watched = handlers_.watch();
    work_ = std::move(watched.work);
    again_ = watched.again;
    if (reported_.load() != 0 && (!work_ || work_->number != reported_.load())) {
        reported_.store(0);
        events_.post(HandlerEnded{std::exchange(reported_name_, {})});
    }
    if (!work_) return;
    if (work_->number != before) next_report_ = work_->since + first_report_seconds;
    const double now = steady_seconds();
    if (now < next_report_) return;
    next_report_ = now + report_seconds;
    reported_.store(work_->number);
    reported_name_ = work_->name;
    events_.post(HandlerRunning{work_->name, now - work_->since, watched.waiting, watched.refused});
}

int HandlerWatch::milliseconds() const {
    if (!work_) return again_ ? static_cast<int>(first_report_seconds * 1000) : -1;
    return std::max(1, static_cast<int>((next_report_ - steady_seconds()) * 1000) + 1);
}

}  // namespace gimbal::console
