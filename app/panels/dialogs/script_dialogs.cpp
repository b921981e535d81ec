#include "app/panels/dialogs/script_dialogs.h"

#include <utility>

#include "app/panels/files/file_browser.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void ScriptDialogs::ask(UserRequest request, UserAnswer answer) {
    GIMBAL_ON(ui);
    dialogs_.push_back({std::move(request), std::move(answer)});
}

void ScriptDialogs::answer(std::optional<std::string> text) {
    UserAnswer answer = std::move(dialogs_.front().answer);
    dialogs_.pop_front();
    shown_ = false;
    browsing_ = nullptr;
    answer.set(std::move(text));
}

void ScriptDialogs::close() {
    if (browsing_ && browser_.is_open()) browser_.close();
    question_.close();
    browsing_ = nullptr;
    shown_ = false;
}

void ScriptDialogs::forget_cancelled() {
    if (shown_ && dialogs_.front().answer.cancelled()) close();
    dialogs_.remove_if([](const Dialog& dialog) { return dialog.answer.cancelled(); });
}

void ScriptDialogs::show(const UserQuestion& question) {
    std::vector<Question::Choice> choices;
    for (const std::string& choice : question.choices) choices.push_back({choice, [this, choice] { answer(choice); }});
    question_.ask(question.title, question.text, std::move(choices), [this] { answer(std::nullopt); });
}

void ScriptDialogs::show(const FileQuestion& question) {
    browsing_ = std::make_shared<bool>(true);
    browser_.open({.mode = question.save ? FileBrowser::Mode::save : FileBrowser::Mode::open,
                   .title = question.title,
                   .extensions = question.extensions,
                   .suggested_name = question.suggested_name,
                   .accepted = [this, held = browsing_](const std::filesystem::path& path) {
                       if (held == browsing_) answer(path.string());
                   }});
}

void ScriptDialogs::draw(const PanelStyle& style, bool others_open) {
    GIMBAL_ON(ui);
    forget_cancelled();
    if (dialogs_.empty()) return;
    // The user has closed the browser, or another request has taken it.
    if (browsing_ && (!browser_.is_open() || browsing_.use_count() == 1)) return answer(std::nullopt);
    if (browsing_ || others_open) return;
    if (!std::exchange(shown_, true)) std::visit([this](const auto& what) { show(what); }, dialogs_.front().what);
    question_.draw(style);
}

}  // namespace gimbal::app
