#include "app/window/host/session_notice.h"

#include <utility>

#include "api/document/io/words.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/utf8.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr std::size_t longest_line = 150;  // characters; a card is small, and the console has the whole line

std::string name_of(const AsideWork& aside) {
    const std::string scene = aside.has_scene() ? aside.work.scene_name() : "";
    if (!aside.work.script) return scene;
    const std::string& file = aside.work.script->script.file;
    return (file.empty() ? "the script" : std::filesystem::path(file).filename().string()) +
           (scene.empty() ? "" : " and " + scene);
}

}  // namespace

SessionNotice::SessionNotice(const Parts& parts, const std::filesystem::path& sessions)
    : parts_(parts),
      crash_(console::take_crash_report(sessions, "Gimbal")),
      report_(console::newest_crash_report(sessions)),
      aside_(parts.folder.aside()) {}

void SessionNotice::restored(std::string list) {
    GIMBAL_ON(ui);
    restored_ = std::move(list);
    restoring_ = false;
    show_if_complete();
}

void SessionNotice::python_ready() {
    GIMBAL_ON(ui);
    console::ConsolePanel& console = parts_.workbench.console().front();
    if (crash_) {
        for (const std::string& line : crash_->words) console.print(line, console::Stream::host);
        console.print("", console::Stream::host);
    }
    python_ready_ = true;
    show_if_complete();
}

void SessionNotice::show_if_complete() {
    if (!python_ready_ || restoring_) return;
    if (crash_) add_crash();
    if (!restored_.empty())
        text_ += (text_.empty() ? "Restored from the last session: " : "\nRestored: ") + std::exchange(restored_, {});
    if (const std::size_t others = parts_.folder.left_for_others(); others > 0)
        text_ += std::string(text_.empty() ? "" : "\n") + "The work of " + document::counted(others, "other window") +
                 " returns at the next start";
    if (aside_) add_aside();
    if (text_.empty()) return;
    parts_.workbench.notify(std::exchange(text_, {}), NoteLevel::info, console::steady_seconds(),
                            std::exchange(actions_, {}));
}

void SessionNotice::add_crash() {
    const auto crash = *std::exchange(crash_, std::nullopt);
    OpenScript& script = parts_.workbench.editor().script();
    WorkbenchWindow& window = parts_.window;
    text_ = console::shortened(crash.words.front(), longest_line);
    if (const console::CrashedCode& code = crash.code)
        actions_.push_back({"Open script", [&script, &window, code] {
                                if (code.file.empty()) script.open_text(code.source, code.line);
                                else if (!script.open(code.file, code.line)) return;
                                window.focus_panel("editor");
                            }});
    actions_.push_back({"Open report", [&script, &window, file = crash.file] {
                            if (script.open(file)) window.focus_panel("editor");
                        }});
}

void SessionNotice::add_aside() {
    const AsideWork aside = *std::exchange(aside_, std::nullopt);
    text_ += (text_.empty() ? "" : "\n") + std::string("Set aside, because it could not be restored: ") +
             name_of(aside);
    actions_.push_back({"Restore it", [&work = parts_.work, aside] { work.restore_aside(aside); }});
    actions_.push_back({"Discard it", [&work = parts_.work, aside] { work.discard(aside); }});
}

}  // namespace gimbal::app
