// One notification about the previous session: how it ended, what was restored of it, and what was set aside.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "app/window/session/work_folder.h"
#include "app/window/session/work_keeper.h"
#include "app/window/workbench.h"
#include "gimbal/console/crash_report.h"

namespace gimbal::app {

// The card waits until Python has started and the scene is there. If the session has crashed, the console gets a few
// lines about it before.
// Thread: UI.   GIL: never.
class SessionNotice {
public:
    struct Parts {
        Workbench& workbench;
        WorkbenchWindow& window;
        WorkKeeper& work;
        const WorkFolder& folder;
    };
    SessionNotice(const Parts& parts, const std::filesystem::path& sessions);

    void restoring() { restoring_ = true; }  // restored() follows
    void restored(std::string list);
    void python_ready();
    std::filesystem::path newest_report() const { return report_; }  // empty: there is none

private:
    void show_if_complete();
    void add_crash();
    void add_aside();

    Parts parts_;
    std::optional<console::CrashReport> crash_;
    std::filesystem::path report_;
    std::optional<AsideWork> aside_;
    std::string restored_, text_;
    std::vector<Notifications::Action> actions_;
    bool restoring_ = false, python_ready_ = false;
};

}  // namespace gimbal::app
