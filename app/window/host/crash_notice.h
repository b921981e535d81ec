// What the session before left when it crashed: words in the console, a card that opens what crashed, an entry under
// Help.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>

#include "app/window/workbench.h"
#include "gimbal/console/crash_report.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class CrashNotice {
public:
    explicit CrashNotice(const std::filesystem::path& sessions);
    void tell(Workbench& workbench, const std::function<void()>& show_editor, double now);  // once
    std::filesystem::path newest_report() const { return report_; }

private:
    std::optional<console::CrashReport> crash_;
    std::filesystem::path report_;
};

}  // namespace gimbal::app
