#include "app/window/host/crash_notice.h"

#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

CrashNotice::CrashNotice(const std::filesystem::path& sessions)
    : crash_(console::take_crash_report(sessions, "Gimbal")),
      report_(console::newest_crash_report(sessions)) {}

void CrashNotice::show(Workbench& workbench, WorkbenchWindow& window, double now) {
    GIMBAL_ON(ui);
    const auto crash = std::exchange(crash_, std::nullopt);
    if (!crash) return;
    for (const std::string& line : crash->words) workbench.console().front().print(line, console::Stream::host);
    workbench.console().front().print("", console::Stream::host);
    std::vector<Notifications::Action> actions;
    OpenScript& script = workbench.editor().script();
    if (const console::CrashedCode& code = crash->code)
        actions.push_back({"Open script", [&script, &window, code] {
                               if (code.file.empty()) script.open_text(code.source, code.line);
                               else if (!script.open(code.file, code.line)) return;
                               window.focus_panel("editor");
                           }});
    actions.push_back({"Open report", [&script, &window, file = crash->file] {
                           if (script.open(file)) window.focus_panel("editor");
                       }});
    workbench.notify(crash->words.front(), NoteLevel::info, now, std::move(actions));
}

}  // namespace gimbal::app
