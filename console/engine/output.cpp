// Joining text into blocks, and dropping the oldest when the UI does not keep up.
#include "console/engine/output.h"

#include <unistd.h>

#include <algorithm>

#include "console/engine/forked_child.h"

namespace gimbal::console {

namespace {
void write_to_descriptor(Stream stream, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(stream == Stream::err ? STDERR_FILENO : STDOUT_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Cuts at a line end if there is one near, else between characters, never inside one.
std::size_t piece_length(std::string_view text, std::size_t room) {
    if (text.size() <= room) return text.size();
    std::size_t length = room;
    while (length > 0 && (text[length] & 0xC0) == 0x80) --length;
    return length;
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

std::string& OutputChannel::Block::chunk_for(RunId run, Stream stream) {
    if (!pieces_.empty()) {
        TextPiece& last = pieces_.back();
        if (last.run == run && last.stream == stream && last.text.size() < chunk_size) return last.text;
    }
    pieces_.push_back({run, stream, std::exchange(spare_, {})});
    return pieces_.back().text;
}

void OutputChannel::Block::append(RunId run, Stream stream, std::string_view text) {
    chunk_for(run, stream).append(text);
    bytes_ += text.size();
    pending_->bytes += text.size();
}

bool OutputChannel::Block::drop_oldest() {
    if (taken_ || pieces_.empty()) return false;
    std::string& text = pieces_.front().text;
    dropped_lines_ += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    pending_->bytes -= text.size();
    text.clear();
    spare_ = std::move(text);
    pieces_.pop_front();
    return true;
}

void OutputChannel::write(RunId run, Stream stream, std::string_view text) {
    if (in_forked_child()) return write_to_descriptor(stream, text);
    while (!text.empty()) {                                  // a text of many megabytes goes in as chunks, so that it is bounded too
        const std::size_t length = std::max<std::size_t>(piece_length(text, chunk_size), 1);
        append_bounded(run, stream, text.substr(0, length));
        text.remove_prefix(length);
    }
}

void OutputChannel::append_bounded(RunId run, Stream stream, std::string_view text) {
    bool opened = false;
    {
        std::lock_guard lock(pending_->mutex);
        const std::uint64_t posted = events_.posted();
        if (!open_ || !open_->is_open(posted)) {
            open_ = std::make_shared<Block>(pending_, posted);
            pending_->blocks.push_back(open_);
            events_.push_text({open_});                      // inside, or another writer's next post could overtake the block
            opened = true;
        }
        open_->append(run, stream, text);
        if (pending_->bytes > most_pending) drop_what_is_too_much();
    }
    if (opened) events_.wake();
}

void OutputChannel::drop_what_is_too_much() {
    while (pending_->bytes > most_pending && !pending_->blocks.empty()) {
        const auto oldest = pending_->blocks.front().lock();
        if (!oldest || !oldest->drop_oldest()) pending_->blocks.pop_front();
    }
}

}  // namespace gimbal::console
