// Takes what other threads have posted to the UI thread: the engine's events and the functions of the UI queue.
#pragma once
#include <chrono>

#include "app/window/host/session_notice.h"
#include "app/window/host/start_up.h"
#include "app/window/host/undo_offer.h"
#include "app/window/main_window.h"
#include "app/window/workbench.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class EventPump {
public:
    struct Parts {
        console::Engine& engine;
        console::UiQueue& ui;
        MainWindow& main_window;
        Workbench& workbench;
        SessionNotice& last_session;
        StartUp& start_up;
        UndoOffer& undo_offer;
    };
    // `budget` bounds the work of a frame for the engine's events, so that a flood of output cannot freeze the window.
    EventPump(const Parts& parts, std::chrono::microseconds budget) : parts_(parts), budget_(budget) {}

    void drain();
    bool handled_any() const { return handled_ > 0; }  // by the last drain()
    bool has_more() const { return has_more_; }        // the last drain() used up its budget
    bool python_ready() const { return python_ready_; }

private:
    void handle(console::ConsoleEvent& event);

    Parts parts_;
    std::chrono::microseconds budget_;
    std::size_t handled_ = 0;
    bool has_more_ = false, python_ready_ = false;
};

}  // namespace gimbal::app
