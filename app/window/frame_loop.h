// One turn of the main loop: wait, take the input, build the frame, present it.
#pragma once
#include <optional>
#include <string>

#include "app/window/drawing/frame_clock.h"
#include "app/window/drawing/frame_renderer.h"
#include "app/window/drawing/frame_stats.h"
#include "app/window/drawing/imgui_session.h"
#include "app/window/fonts/other_faces.h"
#include "app/window/host/command_runner.h"
#include "app/window/host/event_pump.h"
#include "app/window/input/input_router.h"
#include "app/window/layout.h"
#include "app/window/main_window.h"
#include "app/window/window_scale.h"
#include "app/window/workbench.h"
#include "gimbal/console/glfw/imgui_input.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class FrameLoop {
public:
    struct Parts {
        GlfwWindow& window;
        FrameClock& clock;
        FrameStatistics& statistics;
        FrameRenderer& renderer;
        ImguiSession& session;
        OtherFaces& other_faces;
        WindowScale& scale;
        console::ImguiInput& imgui_input;
        Layout& layout;
        InputRouter& router;
        CommandRunner& commands;
        EventPump& events;
        MainWindow& main_window;
        Workbench& workbench;
        const console::RunModel& runs;
        WorkKeeper& work;
    };
    explicit FrameLoop(const Parts& parts);

    void wait();     // until something has to be handled or drawn
    void build();    // reads this frame's input and builds the draw lists
    void abandon();  // ends a frame that an exception has left, without drawing it
    void present();  // draws what differs from the window's content
    // "" if all input and events were handled and drawn and nothing runs; otherwise the first that is left:
    // "input", "start" (of Python), "run", "command", "restore" (of the last session's scene), "frame" or "view".
    std::string unfinished();

private:
    void take_window_events();
    void take_input();
    double next_tick();
    std::optional<StatusBar::CommandShown> shown_command(double now);

    Parts parts_;
    int frames_after_input_ = 0;  // still to be drawn, because ImGui settles hover and sizes one frame later
    double last_input_ = 0;
    double cpu_mark_;  // thread CPU time when the last frame was presented
};

}  // namespace gimbal::app
