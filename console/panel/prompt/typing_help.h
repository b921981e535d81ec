// Completion and call tips while Python is typed, for the prompt and for the script editor.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "gimbal/console/assist_source.h"
#include "gimbal/console/events.h"
#include "panel/prompt/completions.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {

// Sends requests and never waits. An answer is used if it is still valid for the text when it arrives.
// Thread: UI.   GIL: never.
class TypingHelp {
public:
    // `edited` is called after the help has changed the editor.
    TypingHelp(AssistSource& source, TextEditor& editor, std::function<void()> edited)
        : source_(source),
          editor_(editor),
          edited_(std::move(edited)) {}

    // --- Set by the owner.
    bool as_typed = true;  // false: on Tab only

    bool on_command(Command command);  // called first; true: handled
    void on_typed(char32_t code);      // after a character was inserted
    void follow();                     // once a frame, after the input: follows the caret
    void close();
    void handle(const ConsoleEvent& event);  // ignores answers to other requests
    bool is_open() const { return lists() || tip_; }
    bool lists() const { return names_.is_open(); }

    const Completions& names() const { return names_; }
    const std::optional<CallTip>& tip() const { return tip_; }
    std::string_view word() const;  // the typed part of a name, up to the caret; while a list is open

private:
    struct CaretState {
        TextPosition caret;
        std::uint64_t revision = 0;
        bool operator==(const CaretState&) const = default;
    };
    CaretState caret_state() const { return {editor_.caret(), editor_.buffer().revision()}; }
    // The text sent with a request: all of it, or the part around the caret if it is very long.
    struct Asked {
        std::string source;
        std::size_t cursor = 0;
    };
    Asked asked_text() const;
    void ask_completions(bool by_tab);
    void send_request();
    bool ask_again();  // after a partial answer; false: no further request
    void ask_tip();
    void ask_doc();
    void on_completions(const CompletionList& list);
    void show(const CompletionList& list);
    bool is_stray_file(const Completion& item) const;
    void accept();
    void narrow();
    void close_if_typed_out(std::string_view typed);
    std::size_t replaced_after(std::string_view wanted) const;
    bool wants_list(char32_t code) const;
    bool list_command(Command command);

    AssistSource& source_;
    TextEditor& editor_;
    std::function<void()> edited_;
    Completions names_;
    std::optional<CallTip> tip_;
    TextPosition begin_;                                                  // of the text that a completion replaces
    std::uint64_t list_request_ = 0, tip_request_ = 0, doc_request_ = 0;  // pending; 0: none
    bool by_tab_ = false, tip_wanted_ = false;
    int request_count_ = 0;  // for this list
    CaretState list_state_, tip_state_, seen_;
    std::size_t list_cursor_ = 0;  // in the source of the last request
    std::string doc_of_;
    TextPosition dismissed_{no_line, 0};  // Escape closed the list here: it does not reappear unasked
};

}  // namespace gimbal::console
