// Reports in the window that the previous session has crashed.
#pragma once
#include <filesystem>
#include <optional>

#include "app/window/workbench.h"
#include "gimbal/console/crash_report.h"

namespace gimbal::app {

// Prints a few lines in the console and adds a notification that opens the script or the report.
// Thread: UI.   GIL: never.
class CrashNotice {
public:
    explicit CrashNotice(const std::filesystem::path& sessions);
    void show(Workbench& workbench, WorkbenchWindow& window, double now);  // the first call only
    std::filesystem::path newest_report() const { return report_; }        // empty: there is none

private:
    std::optional<console::CrashReport> crash_;
    std::filesystem::path report_;
};

}  // namespace gimbal::app
