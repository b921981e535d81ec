// Sends requests, decides whether an answer is still valid, and handles keys while the list is open.
#include "panel/prompt/typing_help.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/cells.h"
#include "panel/prompt/typed_text.h"
#include "text/edit/python_indent.h"

namespace gimbal::console {
namespace {

// The part of a long script that is sent with a request. A class continues after the caret.
constexpr LineId lines_before = 3000, lines_after = 1000;
constexpr int max_requests = 3;  // for one list, while the answers are partial

// Before a quote that begins a key: `d["` and `d.get("`.
bool asks_for_key(std::string_view before) {
    return before.ends_with('[') || before.ends_with(".get(") || before.ends_with(".pop(") ||
           before.ends_with(".setdefault(");
}

}  // namespace

TypingHelp::Asked TypingHelp::asked_text() const {
    const TextBuffer& buffer = editor_.buffer();
    const TextPosition caret = editor_.caret(), begin{caret.line > lines_before ? caret.line - lines_before : 0, 0};
    const TextPosition end = buffer.line_end(std::min<LineId>(caret.line + lines_after, buffer.line_count() - 1));
    Asked asked{buffer.text(begin, caret), 0};
    asked.cursor = asked.source.size();
    asked.source += buffer.text(caret, end);
    return asked;
}

std::string_view TypingHelp::word() const {
    const TextPosition caret = editor_.caret();
    if (caret.line != begin_.line || caret.byte < begin_.byte) return {};
    return editor_.buffer().line(caret.line).substr(begin_.byte, caret.byte - begin_.byte);
}

// --- The list

void TypingHelp::ask_completions(bool by_tab) {
    by_tab_ = by_tab;
    request_count_ = 0;
    send_request();
}

void TypingHelp::send_request() {
    Asked asked = asked_text();
    list_state_ = caret_state();
    list_cursor_ = asked.cursor;
    const bool patiently = by_tab_ || request_count_ > 0;
    ++request_count_;
    list_request_ = source_.complete(std::move(asked.source), asked.cursor, patiently);
}

// On a busy machine an answer can be partial. Repeats the request while the caret still waits for it.
bool TypingHelp::ask_again() {
    if (request_count_ >= max_requests || !(caret_state() == list_state_ || names_.is_open())) return false;
    send_request();
    return true;
}

void TypingHelp::on_completions(const CompletionList& list) {
    list_request_ = 0;
    if (names_.is_open() && names_.has_chosen()) return;  // the user is choosing already
    if (!list.whole && by_tab_ && ask_again()) return;    // Tab accepts from complete lists only
    show(list);
    if (!list.whole && !by_tab_) ask_again();
}

void TypingHelp::show(const CompletionList& list) {
    const TextPosition caret = editor_.caret();
    const bool on_line = caret.line == list_state_.caret.line && caret.byte >= list_state_.caret.byte;
    // The caret has moved since we asked. Filter the list only by text typed after that position.
    if (!on_line || list.items.empty() || list.start > list_cursor_ ||
        list_cursor_ - list.start > list_state_.caret.byte)
        return;
    begin_ = {caret.line, list_state_.caret.byte - (list_cursor_ - list.start)};
    if (!by_tab_ && (begin_ == dismissed_ || is_stray_file(list.items.front()))) return;
    const std::string typed(word());
    names_.open(list.items, typed, by_tab_);
    doc_of_.clear();
    if (!names_.is_open()) return;
    if (!by_tab_) return close_if_typed_out(typed);
    if (names_.count() == 1) return accept();
    const std::string prefix = names_.common_prefix();
    if (prefix.size() <= typed.size()) return;
    editor_.paste(std::string_view(prefix).substr(typed.size()));
    edited_();
    names_.narrow(prefix);
    seen_ = caret_state();
}

// Inside a string, file names appear unasked only after a slash.
bool TypingHelp::is_stray_file(const Completion& item) const {
    const std::string_view line = editor_.buffer().line(begin_.line);
    return (item.kind == "file" || item.kind == "folder") && (begin_.byte == 0 || line[begin_.byte - 1] != '/');
}

// The bytes after the caret to replace: the rest of `wanted`, or of a known name.
std::size_t TypingHelp::replaced_after(std::string_view wanted) const {
    const std::string_view typed = word(),
                           rest = editor_.buffer().line(editor_.caret().line).substr(editor_.caret().byte);
    if (wanted.starts_with(typed) && rest.starts_with(wanted.substr(typed.size()))) return wanted.size() - typed.size();
    std::size_t size = 0;
    while (size < rest.size() && is_word(decode_utf8(rest, size).value)) size += cluster_at(rest, size, 0).bytes;
    const std::string whole = std::string(typed).append(rest.substr(0, size));
    return wanted.starts_with(whole) || names_.has(whole) ? size : 0;
}

void TypingHelp::accept() {
    const std::string wanted = names_.best().text;
    const TextPosition caret = editor_.caret();
    const TextPosition end{caret.line, caret.byte + replaced_after(wanted)};
    names_.close();
    list_request_ = 0;
    editor_.replace(begin_, end, wanted);
    edited_();
    seen_ = caret_state();
    if (tip_) ask_tip();
}

void TypingHelp::narrow() {
    const TextPosition caret = editor_.caret();
    const bool inside = caret.line == begin_.line && caret.byte >= begin_.byte;
    if (!inside) return names_.close();
    const std::string typed(word());
    names_.narrow(typed);
    if (!names_.has_chosen()) close_if_typed_out(typed);
}

// Closes a list whose only name is already typed.
void TypingHelp::close_if_typed_out(std::string_view typed) {
    if (names_.count() == 1 && names_.best().text == typed) names_.close();
}

// Whether this character starts something to complete: a name, an attribute, a module, a key, a folder.
bool TypingHelp::wants_list(char32_t code) const {
    const TextPosition caret = editor_.caret();
    const std::string_view before = editor_.buffer().line(caret.line).substr(0, caret.byte);
    if (code == '.' || code == '/') return true;
    if (code == ' ') return first_word(before) == "import" || first_word(before) == "from";
    if (code == '"' || code == '\'') return asks_for_key(before.substr(0, before.size() - 1));
    return is_word(code) && ends_in_name(before);
}

// --- The call tip

void TypingHelp::ask_tip() {
    if (tip_request_ != 0) {  // one request at a time; the answer sends the next
        tip_wanted_ = true;
        return;
    }
    Asked asked = asked_text();
    tip_state_ = caret_state();
    tip_request_ = source_.call_tip(std::move(asked.source), asked.cursor);
}

void TypingHelp::ask_doc() {
    if (!names_.is_open() || names_.best().text == doc_of_) return;
    doc_of_ = names_.best().text;
    Asked asked = asked_text();
    doc_request_ = source_.document(std::move(asked.source), asked.cursor, doc_of_);
}

// --- Keys and events

bool TypingHelp::list_command(Command command) {
    using enum Command;
    switch (command) {
        case previous_input:
        case up:
            if (!names_.has_chosen()) break;  // Up browses the history
            names_.move(-1);
            return true;
        case next_input:
        case down: names_.move(1); return true;
        case complete:
        case indent: accept(); return true;
        case run:
        case newline:
            if (!names_.has_chosen() || names_.best().text == word()) break;  // already typed: Enter keeps its meaning
            accept();
            return true;
        case dismiss:
            dismissed_ = begin_;
            names_.close();
            list_request_ = 0;
            return true;
        case erase_left:
        case erase_right: return false;  // follow() filters the list
        default: break;
    }
    names_.close();
    list_request_ = 0;
    return false;
}

bool TypingHelp::on_command(Command command) {
    using enum Command;
    if (names_.is_open() && list_command(command)) return true;
    switch (command) {
        case dismiss:
            if (!tip_) return false;
            tip_.reset();
            return true;
        case complete: ask_completions(true); return true;
        case call_tip: ask_tip(); return true;
        case run:
        case run_at_once:
        case interrupt: close(); return false;
        default: return false;
    }
}

void TypingHelp::on_typed(char32_t code) {
    if (!is_word(code)) dismissed_ = {no_line, 0};
    if (names_.is_open()) narrow();
    if (code == '(' || (code == ',' && !tip_)) ask_tip();
    if (as_typed && !names_.is_open() && wants_list(code)) ask_completions(false);
}

void TypingHelp::follow() {
    const CaretState now = caret_state();
    if (!(now == seen_)) {
        const bool away = now.caret.line != seen_.caret.line;
        seen_ = now;
        if (now.caret.line != dismissed_.line || now.caret.byte < dismissed_.byte) dismissed_ = {no_line, 0};
        if (names_.is_open()) narrow();
        if (tip_) (away && editor_.buffer().empty()) ? tip_.reset() : ask_tip();
    }
    if (editor_.has_selection()) close();
    ask_doc();
}

void TypingHelp::close() {
    names_.close();
    tip_.reset();
    doc_of_.clear();
    dismissed_ = {no_line, 0};
    list_request_ = tip_request_ = doc_request_ = 0;
    tip_wanted_ = false;
}

void TypingHelp::handle(const ConsoleEvent& event) {
    if (const auto* list = std::get_if<CompletionList>(&event)) {
        if (list->request == list_request_ && list_request_ != 0) on_completions(*list);
    } else if (const auto* tip = std::get_if<CallTip>(&event)) {
        if (tip->request != tip_request_ || tip_request_ == 0) return;
        tip_request_ = 0;
        if (std::exchange(tip_wanted_, false)) return ask_tip();
        if (tip_state_ == caret_state()) tip_ = tip->signature.empty() ? std::nullopt : std::optional(*tip);
        else if (tip_ || tip_state_.caret.line == caret_state().caret.line) ask_tip();
    } else if (const auto* doc = std::get_if<Documentation>(&event)) {
        if (doc->request != doc_request_ || doc_request_ == 0) return;
        doc_request_ = 0;
        const std::size_t end = doc->text.find('\n');  // skips the signature, which the list shows already
        std::string line = end == std::string::npos ? doc->text : doc->text.substr(end + 1);
        std::ranges::replace(line, '\n', ' ');
        if (names_.is_open() && names_.best().text == doc_of_) names_.set_doc(std::move(line));
    }
}

}  // namespace gimbal::console
