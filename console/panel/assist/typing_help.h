// What helps while Python is typed: completions as one types or on Tab, and the tip of the call around the caret. The
// prompt has one, the script editor another.
#pragma once
#include <string>
#include <vector>

#include "gimbal/console/assist_source.h"
#include "gimbal/console/events.h"
#include "panel/assist/call_tip_box.h"
#include "panel/assist/completion_popup.h"
#include "text/view/edit_surface.h"

namespace gimbal::console {

// Asks the engine's assist thread and never waits for it: an answer counts if it still fits what stands there when it
// comes. Thread: UI.   GIL: never.
class TypingHelp {
public:
    TypingHelp(AssistSource& source, TextEditor& editor, EditSurface& surface, TextView& view)
        : source_(source),
          editor_(editor),
          surface_(surface),
          view_(view) {}

    // --- Set by the owner.
    bool as_typed = true;  // else on Tab only

    bool on_command(Command command);  // first look; true: taken
    void on_typed(char32_t code);      // after a character went in
    void follow();                     // once a frame, after the input: the caret may be elsewhere
    void close();
    void handle(const ConsoleEvent& event);  // those of other requests are ignored
    bool is_open() const { return popup_.is_open() || tip_.is_open(); }
    bool lists() const { return popup_.is_open(); }

    void draw(ImDrawList* list, const PanelStyle& style, const Rect& panel);
    std::vector<std::string> rows() const;

private:
    struct Place {
        TextPosition caret;
        std::uint64_t revision = 0;
        bool operator==(const Place&) const = default;
    };
    Place place() const { return {editor_.caret(), editor_.buffer().revision()}; }
    // What is asked about: the text around the caret, all of it unless it is very long.
    struct Asked {
        std::string source;
        std::size_t cursor = 0;
    };
    Asked asked_text() const;
    void ask_completions(bool by_tab);
    void send_question();
    bool ask_again();  // after an answer that is not whole; false: no more
    void ask_tip();
    void ask_doc();
    void on_completions(const CompletionList& list);
    void show(const CompletionList& list);
    bool is_stray_file(const Completion& item) const;
    void accept();
    void narrow();
    void close_if_typed_out(std::string_view typed);
    std::string_view word() const;  // from the list's begin to the caret
    std::size_t replaced_behind(std::string_view wanted) const;
    bool wants_list(char32_t code) const;
    bool popup_command(Command command);

    AssistSource& source_;
    TextEditor& editor_;
    EditSurface& surface_;
    TextView& view_;
    CompletionPopup popup_;
    CallTipBox tip_;
    TextPosition begin_;                                                  // of what a completion replaces
    std::uint64_t list_request_ = 0, tip_request_ = 0, doc_request_ = 0;  // waited for; 0: none
    bool by_tab_ = false, tip_wanted_ = false;
    int times_asked_ = 0;  // for this list
    Place list_place_, tip_place_, seen_;
    std::size_t list_cursor_ = 0;  // of the source that was asked about
    std::string doc_of_;
    TextPosition dismissed_{~LineId{0}, 0};  // the list was closed there by hand: not again by itself
};

}  // namespace gimbal::console
