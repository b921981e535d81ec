// The answers of the inspect socket, made from what the window shows.
#pragma once
#include <string>
#include <vector>

#include "app/window/drawing/frame_stats.h"
#include "app/window/drawing/imgui_session.h"
#include "app/window/frame_loop.h"
#include "app/window/session/work_keeper.h"
#include "app/window/workbench.h"

namespace gimbal::app {

using InspectionLines = std::vector<std::string>;

// Asked between two frames, so that all answers of one moment describe the frame that was drawn last.
// Thread: UI.   GIL: never.
struct Inspection {
    Workbench& workbench;
    Layout& layout;
    InputRouter& router;
    ImguiSession& session;
    FrameStatistics& statistics;
    console::Engine& engine;
    FrameLoop& frames;
    WorkKeeper& work;

    InspectionLines answer(const std::string& request) const;

private:
    InspectionLines state() const;
    InspectionLines panel_rectangles() const;
    InspectionLines statistics_lines() const;
    InspectionLines kept() const;
};

}  // namespace gimbal::app
