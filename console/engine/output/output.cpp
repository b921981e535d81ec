// Joins text into blocks and drops the oldest text if the UI does not keep up.
#include "engine/output/output.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "gimbal/console/python/forked_child.h"
#include "engine/output/thread_runs.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

namespace {
// A signal may end a write, and another program may have made the terminal non-blocking.
bool can_go_on(int descriptor) {
    if (errno == EINTR) return true;
    constexpr int longest_wait_ms = 2000;  // for a reader that does not read
    pollfd waited{descriptor, POLLOUT, 0};
    return errno == EAGAIN && poll(&waited, 1, longest_wait_ms) != 0;
}

void write_to_descriptor(Stream stream, std::string_view text) {
    const int descriptor = stream == Stream::err ? STDERR_FILENO : STDOUT_FILENO;
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
        else if (written == 0 || !can_go_on(descriptor)) return;
    }
}

// A forked child has no thread that publishes incomplete lines, and the parent's locks may be held forever there. So a
// line is kept until its newline or a flush, as in python3. GIL: held.
std::string& child_line(Stream stream) {
    static auto& lines = *new std::array<std::string, 2>;  // never destroyed: a child writes until its last moment
    return lines[stream == Stream::err ? 1 : 0];
}

void flush_in_child(Stream stream) { write_to_descriptor(stream, std::exchange(child_line(stream), {})); }

void write_in_child(Stream stream, std::string_view text) {
    child_line(stream) += text;
    if (length_of_whole_lines(text) > 0 || child_line(stream).size() > OutputChannel::open_line_limit)
        flush_in_child(stream);
}

constexpr std::size_t short_text = 64;  // copying it to the open line costs less than a second append

std::uint32_t this_thread() {
    static thread_local std::uint32_t number = 0;  // a constant initializer costs nothing at each write
    return number != 0 ? number : number = static_cast<std::uint32_t>(gettid());
}

void call_tap(Stream stream, std::string_view text) {
    if (const OutputTap tap = OutputChannel::tap.load(std::memory_order_acquire)) tap(stream, text.data(), text.size());
}
}  // namespace

std::vector<TextPiece> OutputChannel::Block::take(std::uint64_t& dropped_lines) {
    std::deque<TextPiece> pieces;
    {
        std::lock_guard lock(pending_->mutex);
        taken_ = true;
        pieces.swap(pieces_);
        dropped_lines = std::exchange(dropped_lines_, 0);
        for (const TextPiece& piece : pieces) pending_->bytes -= piece.text.size();
    }
    return {std::make_move_iterator(pieces.begin()), std::make_move_iterator(pieces.end())};
}

std::string& OutputChannel::Block::chunk_for(const Origin& origin) {
    if (!pieces_.empty()) {
        TextPiece& last = pieces_.back();
        if (origin == Origin{last.run, last.stream, last.source, last.thread, last.folded} &&
            last.text.size() < chunk_size)
            return last.text;
    }
    pieces_.push_back(
        {origin.run, origin.stream, std::exchange(spare_, {}), origin.source, origin.thread, origin.folded});
    return pieces_.back().text;
}

void OutputChannel::Block::append(const Origin& origin, std::string_view text) {
    chunk_for(origin).append(text);
    bytes_ += text.size();
    pending_->bytes += text.size();
}

bool OutputChannel::Block::drop_oldest() {
    if (taken_ || pieces_.empty()) return false;
    std::string& text = pieces_.front().text;
    dropped_lines_ += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
    pending_->bytes -= text.size();
    text.clear();
    spare_ = std::move(text);
    pieces_.pop_front();
    return true;
}

// A text of many megabytes is appended in chunks, so that it is bounded too.
template <class Step>
void OutputChannel::in_chunks(const Origin& origin, std::string_view text, Step step) {
    call_tap(origin.stream, text);
    writes_.fetch_add(1, std::memory_order_relaxed);
    if (to_descriptors_.load(std::memory_order_relaxed)) return write_to_descriptor(origin.stream, text);
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(utf8_boundary(text, chunk_size), 1);
        locked([&] { step(text.substr(0, length)); });
        text.remove_prefix(length);
    }
}

template <class F>
void OutputChannel::locked(F&& work) {
    bool opened = false;
    {
        std::lock_guard lock(pending_->mutex);
        work();
        opened = std::exchange(opened_, false);
    }
    if (opened) events_.wake();
}

Origin OutputChannel::origin_of(Stream stream, Source source) const {
    const RunId current = current_run.load(std::memory_order_relaxed);
    if (source == Source::native) return {current, stream, source, 0};
    return {run_of_this_thread(current), stream, source, this_thread()};
}

void OutputChannel::write(RunId run, Stream stream, std::string_view text) {
    if (in_forked_child()) return write_to_descriptor(stream, text);
    const Origin origin{run, stream, Source::host, this_thread()};
    in_chunks(origin, text, [&](std::string_view chunk) { append_bounded(origin, chunk); });
}

void OutputChannel::write(Stream stream, std::string_view text, bool folded) {
    if (in_forked_child()) return write_to_descriptor(stream, text);
    flush_all();
    Origin origin = origin_of(stream, Source::python);
    origin.folded = folded;
    in_chunks(origin, text, [&](std::string_view chunk) { append_bounded(origin, chunk); });
}

void OutputChannel::catch_up_native() {
    if (auto* native = native_.load(std::memory_order_acquire)) native->catch_up();
}

// C code's earlier text comes first even if `text` only begins a line: the output thread publishes an incomplete line
// by the clock, and would do so in the middle of a long catch_up() that came with the rest of the line.
void OutputChannel::write_python(Stream stream, std::string_view text) {
    if (in_forked_child()) return write_in_child(stream, text);
    catch_up_native();
    const Origin origin = origin_of(stream, Source::python);
    in_chunks(origin, text, [&](std::string_view chunk) { append_whole_lines(origin, chunk); });
}

void OutputChannel::write_native(Stream stream, std::string_view text) {
    const Origin origin = origin_of(stream, Source::native);
    in_chunks(origin, text, [&](std::string_view chunk) { append_whole_lines(origin, chunk); });
}

void OutputChannel::flush(Stream stream) {
    if (in_forked_child()) return flush_in_child(stream);
    catch_up_native();
    const Origin path = origin_of(stream, Source::python);
    locked([&] {
        if (OpenLines::Line* line = lines_.find(path)) publish(*line);
    });
}

void OutputChannel::flush_all() {
    if (in_forked_child()) return;
    catch_up_native();
    const std::uint32_t own = this_thread();
    locked([&] {
        for (OpenLines::Line& line : lines_.all())
            if (!line.text.empty() && (line.origin.thread == own || line.origin.source == Source::native))
                publish(line);
    });
}

void OutputChannel::end_run() {
    if (in_forked_child()) return;
    if (auto* native = native_.load(std::memory_order_acquire)) native->finish();
    flush_all();
}

void OutputChannel::redirect_to_descriptors() {
    flush_all();
    to_descriptors_.store(true);
}

bool OutputChannel::publish_old_lines() {
    bool left = false;
    locked([&] {
        ++lines_.tick;
        for (OpenLines::Line& line : lines_.all())
            if (!line.text.empty() && lines_.tick - line.since >= ticks_until_published) publish(line);
        left = ticking_ = !lines_.empty();
    });
    return left;
}

void OutputChannel::append_whole_lines(const Origin& origin, std::string_view text) {
    const std::size_t length = length_of_whole_lines(text);
    OpenLines::Line* line = lines_.find(origin);
    if (line && length == text.size() && length <= short_text) {  // such as the newline of a print()
        line->text += text;
        return publish(*line);
    }
    if (length > 0) {
        if (line) publish(*line);
        append_bounded(origin, text.substr(0, length));
        line = nullptr;
        text.remove_prefix(length);
    }
    if (text.empty()) return;
    if (!line) line = &lines_.begin(origin);
    line->text += text;
    if (line->text.size() > open_line_limit) publish(*line);
    else if (!std::exchange(ticking_, true)) line_left_open_.notify();
}

void OutputChannel::publish(OpenLines::Line& line) {
    append_bounded(line.origin, line.text);
    line.text.clear();
}

void OutputChannel::append_bounded(const Origin& origin, std::string_view text) {
    const std::uint64_t posted = events_.posted();
    if (!open_ || !open_->is_open(posted)) {
        open_ = std::make_shared<Block>(pending_, posted);
        forget_taken_blocks();
        pending_->blocks.push_back(open_);
        events_.push_text({open_});  // with the mutex held, or another writer's event could overtake the block
        opened_ = true;
    }
    open_->append(origin, text);
    if (pending_->bytes > pending_limit_) drop_excess();
}

// The UI takes the oldest first. Even an expired reference keeps a block's memory.
void OutputChannel::forget_taken_blocks() {
    while (!pending_->blocks.empty()) {
        const auto oldest = pending_->blocks.front().lock();
        if (oldest && !oldest->is_taken()) return;
        pending_->blocks.pop_front();
    }
}

void OutputChannel::drop_excess() {
    while (pending_->bytes > pending_limit_ && !pending_->blocks.empty()) {
        const auto oldest = pending_->blocks.front().lock();
        if (!oldest || !oldest->drop_oldest()) pending_->blocks.pop_front();
    }
}

}  // namespace gimbal::console
