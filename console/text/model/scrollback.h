// The lines of a log, stored in blocks of 64 KB. At the limit the oldest block is dropped whole, and its lines are
// counted as dropped.
#pragma once
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/model/text_source.h"

namespace gimbal::console {

// Appending copies each byte once and allocates once per block. The last line is open until a newline ends it. An open
// line does not exist until it has text, so a prompt can follow directly. Thread: UI.   GIL: not needed.
class Scrollback final : public TextSource {
public:
    explicit Scrollback(std::size_t line_limit) : Scrollback(line_limit, usual_byte_limit(line_limit)) {}
    Scrollback(std::size_t line_limit, std::size_t byte_limit);
    ~Scrollback() override;

    // `text` has no newline. Opens a line if none is open.
    void append(std::string_view text, Ink colour, Ink ground = ink::none);
    void newline();                // ends the open line, or adds an empty line
    std::string take_open_line();  // removes it from the log; "" if no line is open
    void replace_line(LineId id, std::string_view text, std::span<const StyleRun> runs);
    void clear();               // line numbers continue
    void truncate(LineId end);  // removes the lines from `end` on; their numbers are reused
    void reopen();              // the last line, so that text can be appended to it

    bool is_open() const { return open_; }
    std::uint64_t dropped_lines() const { return dropped_; }
    std::size_t line_limit() const { return line_limit_; }
    // Grows with the line limit, so that lines of usual length reach it.
    static std::size_t usual_byte_limit(std::size_t line_limit);
    std::size_t held_bytes() const;  // memory of the text and the colours

    LineId first_line() const override { return first_; }
    LineId end_line() const override { return end_; }
    std::string_view line(LineId id) const override;
    void runs(LineId id, std::vector<StyleRun>& out) const override;

private:
    struct Record {
        std::uint32_t begin = 0, length = 0, first_run = 0, run_count = 0;
        std::uint32_t text_room = 0, run_room = 0;  // space that a rewritten line may use without moving
    };
    struct Block;
    Block& block_of(LineId id) const;
    Block& block_with_room(std::size_t bytes);
    Block& add_block();
    void open_line(std::size_t bytes);
    void move_open_line_to_new_block();
    static void move_to_end(Block& block, Record& record);
    static void pack(Block& block);
    void drop_front();

    const std::size_t line_limit_, byte_limit_, lines_a_block_;
    std::deque<std::unique_ptr<Block>> blocks_;
    LineId first_ = 0, end_ = 0;
    std::uint64_t dropped_ = 0;
    bool open_ = false;
};

}  // namespace gimbal::console
