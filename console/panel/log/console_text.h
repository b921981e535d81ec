// The console's text as one source: the scrollback, then the status lines of the current run, then the prompt.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "text/edit/python_highlighter.h"
#include "text/model/scrollback.h"
#include "text/model/text_buffer.h"
#include "text/view/folds.h"

namespace gimbal::console {

inline constexpr std::string_view primary_prompt = ">>> ", continuation_prompt = "... ";

// At the end of a status line: a click on it removes the run in that line.
inline constexpr std::string_view cross = "\xC3\x97";

// The rows of the lines that show a picture; none for other lines.
class PictureRows {
public:
    virtual LineRows rows_of(LineId line) const = 0;

protected:
    ~PictureRows() = default;
};

// Thread: UI.   GIL: not needed.
class ConsoleText final : public TextSource {
public:
    struct Prompt {
        std::string first{primary_prompt}, next{continuation_prompt};
        Ink colour = ink::prompt;
        bool python = true;   // false for an answer to input(): no syntax colours
        bool hidden = false;  // a password: shown as asterisks
    };

    ConsoleText(const Scrollback& log, const Folds& folds, const TextBuffer& typed)
        : log_(log),
          folds_(folds),
          typed_(typed) {
        rebuild(0);
    }
    void show_pictures(const PictureRows& pictures) { pictures_ = &pictures; }

    void set_prompt(Prompt prompt);
    bool set_status(std::vector<std::string> lines);  // dim, between output and prompt; false: no change
    void rebuild(LineId first_changed_line);          // after an edit of the typed text
    const std::vector<std::string>& status() const { return status_; }

    LineId status_begin() const { return log_.end_line(); }
    LineId prompt_begin() const { return status_begin() + status_.size(); }
    TextPosition to_view(TextPosition typed) const;
    std::optional<TextPosition> to_typed(TextPosition shown) const;  // empty outside the prompt

    // An extra first line says how many lines were dropped.
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
    const PictureRows* pictures_ = nullptr;
    Prompt prompt_;
    std::vector<std::string> status_, shown_;
    mutable std::string dropped_words_;
    mutable std::uint64_t dropped_told_ = 0;
    mutable PythonColours colours_;
};

}  // namespace gimbal::console
