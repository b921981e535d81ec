// Each block stores its text in one string and one small record per line. A line that grows when it is rewritten moves
// to the end of its block's text.
#include "text/model/scrollback.h"

#include <algorithm>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

constexpr std::size_t block_bytes = 64 * 1024;
constexpr std::size_t least_byte_limit = std::size_t{64} << 20, usual_line_bytes = 256;
constexpr std::size_t longest_line = 1 << 20;  // an endless print(end="") must not make one endless line

std::uint32_t size_of(const auto& container) { return static_cast<std::uint32_t>(container.size()); }

}  // namespace

struct Scrollback::Block {
    LineId first = 0;
    std::string text;
    std::vector<Record> lines;
    std::vector<StyleRun> runs;
    std::size_t bytes() const { return text.size() + runs.size() * sizeof(StyleRun); }
    std::size_t text_to_pack = 2 * block_bytes, runs_to_pack = block_bytes / sizeof(StyleRun);
};

Scrollback::Scrollback(std::size_t line_limit, std::size_t byte_limit)
    : line_limit_(std::max<std::size_t>(line_limit, 1)),
      byte_limit_(byte_limit),
      lines_a_block_(std::clamp<std::size_t>(line_limit / 16, 16, 4096)) {}

std::size_t Scrollback::usual_byte_limit(std::size_t line_limit) {
    return std::max(least_byte_limit, line_limit * usual_line_bytes);
}

Scrollback::~Scrollback() = default;

void Scrollback::append(std::string_view text, Ink colour, Ink ground) {
    while (!text.empty()) {
        open_line(text.size());
        Block* block = blocks_.back().get();
        if (block->text.size() + text.size() > block_bytes && block->lines.size() > 1) {
            move_open_line_to_new_block();
            block = blocks_.back().get();
        }
        Record& record = block->lines.back();
        move_to_end(*block, record);
        StyleRun run{record.length, colour, ground};
        if (record.run_count == 0 || block->runs.back().colour != colour || block->runs.back().ground != ground) {
            block->runs.push_back(run);
            ++record.run_count;
        }
        std::size_t part = std::min(text.size(), longest_line - record.length);
        part = utf8_boundary(text, part);
        block->text.append(text.data(), part);
        record.length += static_cast<std::uint32_t>(part);
        text.remove_prefix(part);
        if (!text.empty()) newline();
    }
}

void Scrollback::newline() {
    open_line(0);
    open_ = false;
}

void Scrollback::open_line(std::size_t bytes) {
    if (open_) return;
    Block& block = block_with_room(bytes);
    block.lines.push_back({size_of(block.text), 0, size_of(block.runs)});
    ++end_;
    open_ = true;
}

Scrollback::Block& Scrollback::block_with_room(std::size_t bytes) {
    if (blocks_.empty()) return add_block();
    Block& last = *blocks_.back();
    bool full = last.lines.size() >= lines_a_block_ || (!last.lines.empty() && last.text.size() + bytes > block_bytes);
    return full ? add_block() : last;
}

Scrollback::Block& Scrollback::add_block() {
    auto block = std::make_unique<Block>();
    block->first = end_;
    block->text.reserve(block_bytes);
    block->lines.reserve(std::min<std::size_t>(lines_a_block_, 1024));
    blocks_.push_back(std::move(block));
    drop_front();
    return *blocks_.back();
}

// An open line that outgrows its block moves to a new block.
void Scrollback::move_open_line_to_new_block() {
    Block& old = *blocks_.back();
    Record record = old.lines.back();
    std::string text = old.text.substr(record.begin, record.length);
    auto first_run = old.runs.begin() + record.first_run;
    std::vector<StyleRun> runs(first_run, first_run + record.run_count);
    old.lines.pop_back();
    --end_;
    Block& fresh = add_block();
    ++end_;
    fresh.text += text;
    fresh.runs = std::move(runs);
    fresh.lines.push_back({0, record.length, 0, record.run_count});
}

// Text can only be appended at the end of a block, and a rewritten line may follow the open one.
void Scrollback::move_to_end(Block& block, Record& record) {
    if (record.begin + record.length != block.text.size()) {
        block.text.append(block.text.substr(record.begin, record.length));
        record.begin = size_of(block.text) - record.length;
        record.text_room = 0;
    }
    if (record.first_run + record.run_count != block.runs.size()) {
        for (std::uint32_t i = 0; i < record.run_count; ++i)
            block.runs.push_back(StyleRun(block.runs[record.first_run + i]));
        record.first_run = size_of(block.runs) - record.run_count;
        record.run_room = 0;
    }
}

// Rewritten lines leave unused text in the block. Compact it when more is unused than used.
void Scrollback::pack(Block& block) {
    if (block.text.size() <= block.text_to_pack && block.runs.size() <= block.runs_to_pack) return;
    std::string text;
    std::vector<StyleRun> runs;
    for (Record& record : block.lines) {
        const auto first_run = block.runs.begin() + record.first_run;
        const Record packed{size_of(text), record.length, size_of(runs), record.run_count};
        text.append(block.text, record.begin, record.length);
        runs.insert(runs.end(), first_run, first_run + record.run_count);
        record = packed;
    }
    block.text_to_pack = std::max(block.text_to_pack, 2 * text.size());
    block.runs_to_pack = std::max(block.runs_to_pack, 2 * runs.size());
    block.text = std::move(text);
    block.runs = std::move(runs);
}

void Scrollback::drop_front() {
    std::size_t bytes = 0;  // counted again, because lines of any block may have been rewritten
    for (const auto& block : blocks_) bytes += block->bytes();
    while (blocks_.size() > 2) {
        Block& front = *blocks_.front();
        std::size_t kept = end_ - front.first - front.lines.size();
        if (kept < line_limit_ && bytes <= byte_limit_) break;
        dropped_ += front.lines.size();
        bytes -= front.bytes();
        first_ = front.first + front.lines.size();
        blocks_.pop_front();
    }
}

void Scrollback::replace_line(LineId id, std::string_view text, std::span<const StyleRun> runs) {
    if (id < first_ || id >= end_) return;
    Block& block = block_of(id);
    Record& record = block.lines[id - block.first];
    record.text_room = std::max(record.text_room, record.length);
    record.run_room = std::max(record.run_room, record.run_count);
    if (text.size() > record.text_room) {
        record.begin = size_of(block.text);
        record.text_room = size_of(text);
        block.text.append(text);
    } else {
        block.text.replace(record.begin, text.size(), text);
    }
    if (runs.size() > record.run_room) {
        record.first_run = size_of(block.runs);
        record.run_room = size_of(runs);
        block.runs.insert(block.runs.end(), runs.begin(), runs.end());
    } else {
        std::ranges::copy(runs, block.runs.begin() + record.first_run);
    }
    record.length = size_of(text);
    record.run_count = size_of(runs);
    pack(block);
}

std::string Scrollback::take_open_line() {
    if (!open_) return "";
    std::string text(line(end_ - 1));
    blocks_.back()->lines.pop_back();
    --end_;
    open_ = false;
    return text;
}

void Scrollback::truncate(LineId end) {
    end = std::max(end, first_);
    if (end >= end_) return;
    open_ = false;
    end_ = end;
    while (!blocks_.empty() && blocks_.back()->first >= end && blocks_.size() > 1) blocks_.pop_back();
    Block& last = *blocks_.back();
    last.lines.resize(end - last.first);
    if (!last.lines.empty()) return;
    last.text.clear();
    last.runs.clear();
}

void Scrollback::reopen() { open_ = end_ > first_ && !blocks_.back()->lines.empty(); }

void Scrollback::clear() {
    blocks_.clear();
    first_ = end_;
    dropped_ = 0;
    open_ = false;
}

std::size_t Scrollback::held_bytes() const {
    std::size_t bytes = 0;
    for (const auto& block : blocks_)
        bytes += block->text.capacity() + block->lines.capacity() * sizeof(Record) +
                 block->runs.capacity() * sizeof(StyleRun);
    return bytes;
}

Scrollback::Block& Scrollback::block_of(LineId id) const {
    return **std::prev(std::ranges::upper_bound(blocks_, id, {}, [](const auto& block) { return block->first; }));
}

std::string_view Scrollback::line(LineId id) const {
    if (id < first_ || id >= end_) return {};
    const Block& block = block_of(id);
    const Record& record = block.lines[id - block.first];
    return std::string_view(block.text).substr(record.begin, record.length);
}

void Scrollback::runs(LineId id, std::vector<StyleRun>& out) const {
    out.clear();
    if (id < first_ || id >= end_) return;
    const Block& block = block_of(id);
    const Record& record = block.lines[id - block.first];
    out.assign(block.runs.begin() + record.first_run, block.runs.begin() + record.first_run + record.run_count);
}

}  // namespace gimbal::console
