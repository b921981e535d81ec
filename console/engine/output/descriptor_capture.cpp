// The descriptors, the pipes that replace them, and their readers: the output thread and threads that write Python
// text.
#include "engine/output/descriptor_capture.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio_ext.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <limits>
#include <system_error>
#include <thread>

#include "gimbal/console/python/forked_child.h"
#include "base/platform/fork_watch.h"
#include "gimbal/console/base/host_descriptors.h"
#include "gimbal/console/base/process_start.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
constexpr int pipe_bytes = 1 << 20;  // the system's limit for every user; a smaller pipe works too
constexpr std::size_t piece_bytes = 64u << 10;
constexpr std::size_t drain_limit = 2u << 20;  // so that another thread's flood cannot hold up a write of Python

// For the crash handler, which must not take a lock.
std::array<std::atomic<int>, 2> crash_read_ends{-1, -1};
std::atomic<int> active_reads{0};  // readers that hold text between read() and the channel

// A forked child writes to its parent's pipes and must not read from them.
void leave_pipes_to_parent() {
    for (auto& end : crash_read_ends)
        if (const int descriptor = end.exchange(-1); descriptor >= 0) close(descriptor);
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

// Flushes C's buffer of stdout, unless another thread has locked it.
void flush_stdio() {
    if (__fpending(stdout) == 0 || ftrylockfile(stdout) != 0) return;
    fflush_unlocked(stdout);
    funlockfile(stdout);
}

// A clock for comparisons, read at each write of Python. The processor's own counter costs a fifth of the system's
// clock.
std::uint64_t ticks() {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
#endif
}

struct ActiveRead {
    ActiveRead() { active_reads.fetch_add(1); }
    ~ActiveRead() { active_reads.fetch_sub(1); }
};
}  // namespace

void DescriptorCapture::open_pipe(Pipe& pipe) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
    fcntl(ends[1], F_SETPIPE_SZ, pipe_bytes);  // fails if the user has too many large pipes
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    pipe.read_end = ends[0];
    pipe.kept_write_end = ends[1];
}

// Measures the fastest of a few writes. If two writes of Python are closer together, C code cannot have written between
// them. A sanitizer slows down write() in this code only, so this measures the system call.
void DescriptorCapture::measure_write() {
    shortest_write_ = std::numeric_limits<std::uint64_t>::max();
    char byte = 0;
    for (int i = 0; i < 32; ++i) {
        const std::uint64_t began = ticks();
        [[maybe_unused]] const auto written = syscall(SYS_write, pipes_[0].kept_write_end, &byte, 1);
        shortest_write_ = std::min(shortest_write_, ticks() - began);
        [[maybe_unused]] const auto got = read(pipes_[0].read_end, &byte, 1);
    }
}

void DescriptorCapture::take() {
    std::lock_guard lock(taking_);
    add_fork_hook(leave_pipes_to_parent);
    reserve_standard_descriptors();  // a closed one would become the end of a pipe
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if ((originals_[descriptor] = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)) < 0) fail("dup");
    for (Pipe& pipe : pipes_) open_pipe(pipe);
    buffer_ = std::make_unique_for_overwrite<char[]>(piece_bytes);
    measure_write();
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0) fail("/dev/null");
    std::fflush(stdout);  // still to the terminal
    dup2(nothing, STDIN_FILENO);
    close(nothing);
    for (std::size_t i = 0; i < pipes_.size(); ++i) {
        crash_read_ends[i].store(pipes_[i].read_end);
        dup2(pipes_[i].kept_write_end, STDOUT_FILENO + static_cast<int>(i));
    }
    // Before the first use of stdout, the C library does not know yet whether it writes to a terminal.
    lines_before_ = __flbf(stdout) != 0 || (__fbufsize(stdout) == 0 && isatty(originals_[STDOUT_FILENO]));
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // its mode was chosen for the old descriptor 1
    taken_.store(true);
    output_.set_native(this);
}

void DescriptorCapture::give_back() noexcept {
    std::lock_guard lock(taking_);
    if (!taken_.load()) return;
    flush_stdio();
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        dup2(originals_[descriptor], descriptor);
        close_host_descriptor(originals_[descriptor]);
    }
    if (!lines_before_ && ftrylockfile(stdout) == 0) {
        std::setvbuf(stdout, nullptr, _IOFBF, 0);
        funlockfile(stdout);
    }
    finish();
    output_.set_native(nullptr);
    taken_.store(false);
    std::lock_guard reading(reading_);
    for (std::size_t i = 0; i < pipes_.size(); ++i) {
        crash_read_ends[i].store(-1);
        close_host_descriptor(std::exchange(pipes_[i].kept_write_end, -1));
        close_host_descriptor(pipes_[i].read_end.exchange(-1));
        pipes_[i].text = {};
    }
}

std::array<int, 2> DescriptorCapture::read_ends() const { return {pipes_[0].read_end, pipes_[1].read_end}; }

bool DescriptorCapture::read_pipe(Stream stream) {
    Pipe& pipe = pipes_[stream == Stream::err];
    if (pipe.read_end < 0) return false;
    const ActiveRead active;
    const ssize_t got = read(pipe.read_end, buffer_.get(), piece_bytes);
    if (got <= 0) return false;
    output_.write_native(stream, pipe.text.decode({buffer_.get(), static_cast<std::size_t>(got)}));
    return true;
}

bool DescriptorCapture::read_once() {
    GIMBAL_ON(output);
    while (waiting_.load() > 0) std::this_thread::yield();  // a write of Python goes first
    std::lock_guard lock(reading_);
    return read_pipe(Stream::out) | read_pipe(Stream::err);
}

// A reader counts itself before it reads. So the second check sees a reader that has just emptied the pipe.
bool DescriptorCapture::holds_text() const noexcept {
    pollfd waited[2] = {{pipes_[0].read_end, POLLIN, 0}, {pipes_[1].read_end, POLLIN, 0}};
    return poll(waited, 2, 0) > 0 || active_reads.load() > 0;
}

void DescriptorCapture::catch_up() noexcept {
    static thread_local std::uint64_t last_look = 0;
    if (in_forked_child()) return;
    const std::uint64_t now = ticks();
    // Unsigned: if the counter runs back after a change of the processor, the difference is large, so this looks.
    if (now - std::exchange(last_look, now) < shortest_write_) return;
    drain();
    last_look = ticks();
}

void DescriptorCapture::finish() noexcept {
    drain();
    std::lock_guard lock(reading_);
    for (const Stream stream : {Stream::out, Stream::err})
        if (const std::string_view rest = pipes_[stream == Stream::err].text.finish(); !rest.empty())
            output_.write_native(stream, rest);
}

void DescriptorCapture::drain() noexcept {
    if (in_forked_child()) return;
    flush_stdio();
    for (std::size_t read = 0; holds_text() && read < drain_limit; read += piece_bytes) {
        waiting_.fetch_add(1);
        reading_.lock();
        waiting_.fetch_sub(1);
        const bool more = read_pipe(Stream::out) | read_pipe(Stream::err);
        reading_.unlock();
        if (!more) return;
    }
}

// The output thread may hold the last text, or take it between two looks here. So this waits for it and looks again.
// The wait is bounded, because that thread may be the one that has crashed.
void drain_captured_at_crash(void (*sink)(int descriptor, const char* text, std::size_t size)) noexcept {
    constexpr int longest_wait = 500;
    const timespec millisecond{0, 1'000'000};
    for (int waits = 0;;) {
        for (; waits < longest_wait && active_reads.load() > 0; ++waits) nanosleep(&millisecond, nullptr);
        for (int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
            const int end = crash_read_ends[descriptor == STDERR_FILENO].load();
            char piece[4096];
            ssize_t got = 0;
            for (std::size_t all = 0; end >= 0 && all < drain_limit && (got = read(end, piece, sizeof piece)) > 0;
                 all += static_cast<std::size_t>(got))
                sink(descriptor, piece, static_cast<std::size_t>(got));
        }
        if (active_reads.load() == 0 || waits == longest_wait) return;
    }
}

}  // namespace gimbal::console
