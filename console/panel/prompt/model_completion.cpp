#include "panel/prompt/model_completion.h"

#include <algorithm>

#include "panel/prompt/typed_text.h"

namespace gimbal::console {

std::string ModelCompletion::before_caret() const { return editor_.buffer().text({0, 0}, editor_.caret()); }

std::string ModelCompletion::word() const {
    const TextPosition caret = editor_.caret();
    return caret.line == begin_.line && caret >= begin_ ? editor_.buffer().text(begin_, caret) : std::string();
}

void ModelCompletion::ask(bool by_tab) {
    if (!source_) return;
    by_tab_ = by_tab;
    asked_at_ = editor_.caret();
    asked_cursor_ = before_caret().size();
    list_request_ = source_->complete(editor_.buffer().text(), asked_cursor_, by_tab);
}

void ModelCompletion::ask_tip() {
    if (source_) tip_request_ = source_->call_tip(editor_.buffer().text(), before_caret().size());
}

void ModelCompletion::on_typed(char32_t code) {
    if (names_.is_open()) narrow();
    if (code == '(' || code == ',' || tip_) ask_tip();
    const TextPosition caret = editor_.caret();
    const std::string_view before = editor_.buffer().line(caret.line).substr(0, caret.byte);
    if (as_typed_ && !names_.is_open() && (code == '.' || ends_in_name(before))) ask(false);
}

void ModelCompletion::on_edited() {
    if (names_.is_open()) narrow();
    if (tip_) ask_tip();
}

bool ModelCompletion::perform(Command command) {
    using enum Command;
    if (!names_.is_open()) {
        if (command == complete) return ask(true), true;
        if (command == dismiss && tip_) return tip_.reset(), true;
        return false;
    }
    switch (command) {
        case previous_input:
        case up:
            if (!names_.has_chosen()) return false;
            names_.move(-1);
            return true;
        case next_input:
        case down: names_.move(1); return true;
        case complete: accept(); return true;
        case dismiss: names_.close(); return true;
        default: return false;
    }
}

void ModelCompletion::handle(const ConsoleEvent& event) {
    if (const auto* list = std::get_if<CompletionList>(&event); list && list->request == list_request_) {
        list_request_ = 0;
        if (!names_.has_chosen()) show(*list);
    } else if (const auto* tip = std::get_if<CallTip>(&event); tip && tip->request == tip_request_) {
        tip_request_ = 0;
        tip->signature.empty() ? tip_.reset() : static_cast<void>(tip_ = *tip);
    }
}

// The caret may have moved since the request. The list counts if only text was typed after it.
void ModelCompletion::show(const CompletionList& list) {
    const TextPosition caret = editor_.caret();
    const std::size_t replaced = asked_cursor_ - std::min(list.start, asked_cursor_);
    if (caret.line != asked_at_.line || caret < asked_at_ || list.items.empty() || replaced > asked_at_.byte) return;
    begin_ = {caret.line, asked_at_.byte - replaced};
    names_.open(list.items, word(), by_tab_);
    if (!names_.is_open()) return;
    if (by_tab_ && names_.count() == 1) return accept();
    if (names_.count() == 1 && names_.best().text == word()) names_.close();
}

void ModelCompletion::accept() {
    const std::string name = names_.best().text;
    names_.close();
    editor_.replace(begin_, editor_.caret(), name);
}

void ModelCompletion::narrow() {
    const TextPosition caret = editor_.caret();
    if (caret.line != begin_.line || caret < begin_) return names_.close();
    names_.narrow(word());
}

void ModelCompletion::close() {
    names_.close();
    tip_.reset();
    list_request_ = tip_request_ = 0;
}

}  // namespace gimbal::console
