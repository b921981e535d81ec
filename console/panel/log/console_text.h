// The console's text as one: the scrollback, then lines that tell how the run stands, then the prompt.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "text/edit/python_highlighter.h"
#include "text/model/scrollback.h"
#include "text/model/text_buffer.h"
#include "text/view/folds.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class ConsoleText final : public TextSource {
public:
    struct Prompt {
        std::string first, next;  // ">>> " and "... "
        Ink colour = ink::prompt;
        bool python = true;   // coloured as code; an answer to input() is not
        bool hidden = false;  // a password: shown as dots
        bool operator==(const Prompt&) const = default;
    };

    ConsoleText(const Scrollback& log, const Folds& folds, const TextBuffer& typed)
        : log_(log),
          folds_(folds),
          typed_(typed) {
        rebuild(0);
    }

    std::function<LineRows(LineId)> picture_rows;     // of the log's lines that stand for pictures
    bool set_prompt(Prompt prompt);                   // false: as it was
    bool set_status(std::vector<std::string> lines);  // shown dim between output and prompt; false: as it was
    void rebuild(LineId first_changed_line);          // after an edit of what is typed
    const std::vector<std::string>& status() const { return status_; }

    LineId status_begin() const { return log_.end_line(); }
    LineId prompt_begin() const { return status_begin() + status_.size(); }
    TextPosition to_view(TextPosition typed) const;
    std::optional<TextPosition> to_typed(TextPosition shown) const;  // nothing: not in the prompt

    // One line before the log's first tells of those that were dropped.
    LineId first_line() const override { return log_.first_line() - (log_.dropped_lines() > 0 ? 1 : 0); }
    LineId end_line() const override { return prompt_begin() + shown_.size(); }
    std::string_view line(LineId id) const override;
    void runs(LineId id, std::vector<StyleRun>& out) const override;
    LineRows rows_of(LineId id) const override;
    bool is_added_by_view(LineId id) const override;

private:
    const std::string& prefix(LineId typed_line) const { return typed_line == 0 ? prompt_.first : prompt_.next; }

    const Scrollback& log_;
    const Folds& folds_;
    const TextBuffer& typed_;
    Prompt prompt_{std::string(">>> "), std::string("... ")};
    std::vector<std::string> status_, shown_;
    mutable std::string dropped_words_;
    mutable std::uint64_t dropped_told_ = 0;
    mutable PythonColours colours_;
};

}  // namespace gimbal::console
