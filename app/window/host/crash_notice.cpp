// Telling a crash calmly, and opening what it was about in the script editor.
#include "app/window/host/crash_notice.h"

#include <utility>

namespace gimbal::app {

CrashNotice::CrashNotice(const std::filesystem::path& sessions)
    : crash_(console::take_crash_report(sessions, "Gimbal")),
      report_(console::newest_crash_report(sessions)) {}

void CrashNotice::tell(Workbench& workbench, const std::function<void()>& show_editor, double now) {
    const auto crash = std::exchange(crash_, std::nullopt);
    if (!crash) return;
    for (const std::string& line : crash->words) workbench.console().print(line, console::Stream::host);
    workbench.console().print("", console::Stream::host);
    std::vector<Notifications::Action> actions;
    ScriptEditorPanel& editor = workbench.editor();
    if (const console::CrashedCode& code = crash->code)
        actions.push_back({"Open script", [&editor, show_editor, code] {
                               if (code.file.empty()) editor.open_text(code.source, code.line);
                               else if (!editor.open(code.file, code.line)) return;
                               show_editor();
                           }});
    actions.push_back({"Open report", [&editor, show_editor, file = crash->file] {
                           if (editor.open(file)) show_editor();
                       }});
    workbench.notify(crash->words.front(), NoteLevel::info, now, std::move(actions));
}

}  // namespace gimbal::app
