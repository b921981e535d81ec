// Completion and call tip of a ConsoleModel: when to ask, and what an answer still fits.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/assist_source.h"
#include "panel/prompt/completions.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class ModelCompletion {
public:
    ModelCompletion(AssistSource* source, TextEditor& editor, bool as_typed)
        : source_(source),
          editor_(editor),
          as_typed_(as_typed) {}

    void on_typed(char32_t code);
    void on_edited();               // the text or the caret has changed in another way
    bool perform(Command command);  // true: handled
    void handle(const ConsoleEvent& event);
    void close();

    const Completions& names() const { return names_; }
    const std::optional<CallTip>& tip() const { return tip_; }

private:
    void ask(bool by_tab);
    void ask_tip();
    void show(const CompletionList& list);
    void accept();
    void narrow();
    std::string before_caret() const;
    std::string word() const;  // from begin_ to the caret

    AssistSource* const source_;
    TextEditor& editor_;
    const bool as_typed_;
    Completions names_;
    std::optional<CallTip> tip_;
    TextPosition begin_, asked_at_;  // of the text that a name replaces; the caret of the request
    std::size_t asked_cursor_ = 0;
    bool by_tab_ = false;
    std::uint64_t list_request_ = 0, tip_request_ = 0;  // pending; 0: none
};

}  // namespace gimbal::console
