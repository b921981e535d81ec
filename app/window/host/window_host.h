// The window as scripts and plug-ins see it: implements api/host.h for calls from any thread.
#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "api/host.h"
#include "app/viewport/picture/offscreen.h"
#include "app/window/drawing/frame_clock.h"
#include "app/window/drawing/frame_stats.h"
#include "app/window/main_window.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Thread: any, unless api/host.h says otherwise.   GIL: not held for screenshot(), which waits.
class WindowHost final : public Host {
public:
    // `window` is used on the UI thread only.
    WindowHost(Document& document, console::UiQueue& ui, FrameStatistics& statistics, FrameClock& clock,
               MainWindow& window);
    void close() { closing_.store(true); }  // ends the calls that wait for their turn to render a picture

    bool has_window() const override { return true; }
    Picture screenshot(int width, int height, const std::function<bool()>& cancelled) override;
    void notify(std::string text, NoteLevel level) override;
    void echo(std::string python_line) override;
    FrameStats frame_stats(bool reset) override { return statistics_.read(reset); }
    void set_continuous(bool on) override { clock_.set_continuous(on); }
    void request_quit(int exit_code) override;  // does not ask about an unsaved script
    void open_in_editor(std::string path, int line) override;
    void set_additions(PluginAdditions additions) override;
    console::UiQueue* ui_queue() override { return &ui_; }
    std::vector<std::string> panel_rows(const std::string& panel) override { return window_.rows(panel); }
    void ask(UserRequest request, UserAnswer answer) override;
    void take_window_picture(console::Promise<Picture> picture) override;

private:
    Document& document_;
    console::UiQueue& ui_;
    FrameStatistics& statistics_;
    FrameClock& clock_;
    MainWindow& window_;

    // The calling thread renders pictures, one at a time, so that they cost the UI no frame.
    std::mutex picture_mutex_;
    std::condition_variable picture_done_;
    bool rendering_ = false;
    std::unique_ptr<OffscreenRenderer> renderer_;  // used by the thread that has set rendering_
    std::atomic<bool> closing_{false};
};

}  // namespace gimbal::app
