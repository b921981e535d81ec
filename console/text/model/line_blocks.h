// Divides the lines of a source into blocks and keeps a record for each.
#pragma once
#include <algorithm>
#include <deque>
#include <optional>

#include "text/model/text_source.h"

namespace gimbal::console {

// A default Block is the record of lines that were not looked at yet.
// Thread: UI.   GIL: not needed.
template <class Block>
class LineBlocks {
public:
    static constexpr std::size_t lines_a_block = 256;
    explicit LineBlocks(const TextSource& source) : source_(source) {}

    // Follows the source after it has gained lines at the end or dropped lines at the front. Calls `forget` for the
    // blocks whose lines have changed, and returns the index of the first one.
    template <class Forget>
    std::optional<std::size_t> sync(Forget&& forget) {
        const LineId first = source_.first_line(), end = source_.end_line();
        const bool dropped = first != known_first_;
        if (!dropped && end == known_end_) return std::nullopt;
        if (dropped) {
            const LineId base = first / lines_a_block * lines_a_block;
            if (base < base_ || base >= base_ + blocks_.size() * lines_a_block) blocks_.clear();
            for (; !blocks_.empty() && base_ < base; base_ += lines_a_block) blocks_.pop_front();
            base_ = base;
            if (!blocks_.empty()) forget(blocks_.front());
        }
        const std::size_t touched = end == known_end_ ? blocks_.size() : index_of(std::min(known_end_, end));
        for (std::size_t i = touched; i < blocks_.size(); ++i) forget(blocks_[i]);
        blocks_.resize((end - base_ + lines_a_block - 1) / lines_a_block);
        known_first_ = first;
        known_end_ = end;
        return dropped ? 0 : touched;
    }

    std::size_t index_of(LineId line) const {
        return line > base_ ? static_cast<std::size_t>((line - base_) / lines_a_block) : 0;
    }
    LineId first_line(std::size_t index) const {
        return std::max<LineId>(base_ + index * lines_a_block, source_.first_line());
    }
    LineId end_line(std::size_t index) const {
        return std::min<LineId>(base_ + (index + 1) * lines_a_block, source_.end_line());
    }
    std::size_t size() const { return blocks_.size(); }
    Block& operator[](std::size_t index) { return blocks_[index]; }
    const Block& operator[](std::size_t index) const { return blocks_[index]; }
    auto begin() { return blocks_.begin(); }
    auto end() { return blocks_.end(); }

private:
    const TextSource& source_;
    std::deque<Block> blocks_;  // blocks_[0] contains the source's first line
    LineId base_ = 0;           // the first line of blocks_[0], a multiple of lines_a_block
    LineId known_first_ = 0, known_end_ = 0;
};

}  // namespace gimbal::console
