// Sleeps until a pipe holds text, a line has been left incomplete, or the next tick is due.
#include "engine/output/output_thread.h"

#include <poll.h>

#include <algorithm>
#include <new>

#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
// C code may close the descriptors by a system call, which poll() does not notice while it waits (wake_up.cpp).
constexpr int look_ms = 1000, pause_ms = 10;
}  // namespace

void OutputThread::start() {
    thread_.start({"output", 512 << 10, 0}, [this] { run(); });
}

void OutputThread::finish() {
    finished_.store(true);
    ending_.notify();
    thread_.join();
}

bool OutputThread::wait(int timeout_ms) {
    const auto [out, err] = capture_.read_ends();
    pollfd waited[] = {{ending_.descriptor(), POLLIN, 0},
                       {output_.line_left_open().descriptor(), POLLIN, 0},
                       {out, POLLIN, 0},
                       {err, POLLIN, 0}};
    if (poll(waited, std::size(waited), timeout_ms) <= 0) return false;
    if (std::ranges::any_of(waited, [](const pollfd& one) { return one.revents & POLLNVAL; }))
        poll(nullptr, 0, pause_ms);
    if (waited[1].revents != 0) output_.line_left_open().clear();
    return waited[2].revents != 0 || waited[3].revents != 0;
}

void OutputThread::run() {
    set_thread_role(ThreadRole::output);
    const auto tick = to_duration(OutputChannel::tick_ms * 1e-3);
    bool ticking = false;
    for (Clock::time_point next_tick = Clock::now(); !finished_.load();) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next_tick - Clock::now()).count();
        const bool readable = wait(ticking ? static_cast<int>(std::max<long>(left + 1, 0)) : look_ms);
        try {
            if (readable) capture_.read_once();
            if (ticking && Clock::now() < next_tick) continue;
            ticking = output_.publish_old_lines();
        } catch (const std::bad_alloc&) {  // the script may catch its MemoryError and go on
            poll(nullptr, 0, pause_ms);
        }
        next_tick = Clock::now() + tick;
    }
}

}  // namespace gimbal::console
