// Searches a text in slices over several frames: the number of matches, and the next match from a position.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/model/line_blocks.h"

namespace gimbal::console {

struct TextMatch {
    TextPosition begin, end;  // in one line
    bool operator==(const TextMatch&) const = default;
};

// Stores one count for each block of lines, so a million matches cost no more than one. The positions are found again
// for the lines that are shown. Tracks changes of the text as TextLayout does. Thread: UI.   GIL: not needed.
class TextSearch {
public:
    explicit TextSearch(const TextSource& source) : source_(source), blocks_(source) {}

    void set(std::string_view words, bool match_case);  // `words` has no newline; "" matches nothing
    const std::string& words() const { return words_; }
    bool match_case() const { return match_case_; }
    void changed_from(LineId line);  // this or later lines were changed, added or removed

    // Forward: the first match that begins at or after `from`. Backward: the last match that begins before it. Wraps
    // round at the ends of the text.
    void seek(TextPosition from, bool forward);
    bool seeks() const { return seek_.has_value(); }
    std::optional<TextMatch> take_found();

    // Searches about `bytes` of text: first to find the sought match, then to count, from the end. True: work is
    // left.
    bool work(std::size_t bytes);
    std::uint64_t count();  // matches counted so far
    bool counted() const { return stale_ == 0; }
    std::uint64_t number_of(TextPosition begin);      // 1 for the first match; exact once all are counted
    std::span<const TextMatch> in_line(LineId line);  // valid until the next call

    static constexpr std::size_t bytes_a_frame = std::size_t{1} << 19;

private:
    struct Block {
        std::uint32_t count = 0;
        bool counted = false;
    };
    struct Seek {
        TextPosition from;
        bool forward;
        LineId line;
        bool round = false;
    };
    void sync();
    void set_stale(std::size_t first_block);
    bool look_further(std::size_t& budget);
    void count_further(std::size_t& budget);
    std::size_t cost_of(LineId line) const;
    const TextMatch* wanted_in(LineId line);
    std::optional<LineId> candidate(LineId line, bool forward) const;
    bool step_seek();
    void forget_caches_from(std::size_t first_block);

    const TextSource& source_;
    std::string words_, folded_words_;
    bool match_case_ = false;
    LineBlocks<Block> blocks_;
    std::size_t stale_ = 0;  // blocks not counted yet
    struct {
        LineId next;
        std::uint32_t count;
        bool open;
    } counting_{0, 0, false};  // within the last stale block
    std::optional<Seek> seek_;
    std::optional<TextMatch> found_;
    std::string folded_;
    std::vector<TextMatch> in_line_;
    LineId in_line_of_ = no_line;
    struct {
        TextPosition begin{no_line, 0};
        std::uint64_t before = 0;
    } numbered_;  // within its block
};

// Folds letters to one case without changing their length in UTF-8, so byte positions stay valid.
void fold_case(std::string_view text, std::string& out);

}  // namespace gimbal::console
