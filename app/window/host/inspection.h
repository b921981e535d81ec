// The answers of the inspect socket, made from what the window shows.
#pragma once
#include <functional>

#include "app/window/drawing/frame_stats.h"
#include "app/window/host/inspect_server.h"
#include "app/window/workbench.h"

namespace gimbal::app {

// Thread: UI, between two frames.   GIL: never.
struct Inspection {
    Workbench& workbench;
    Layout& layout;
    InputRouter& router;
    GlfwWindow& window;
    FrameStatistics& statistics;
    console::Engine& engine;
    std::function<float()> scale, text_size;
    std::function<std::string()> what_waits;  // "" when the window is at rest

    InspectServer::Answer answer(const std::string& request) const;

private:
    InspectServer::Answer state() const;
    InspectServer::Answer places() const;
    InspectServer::Answer figures() const;
};

}  // namespace gimbal::app
