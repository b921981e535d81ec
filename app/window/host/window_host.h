// The window as scripts and plug-ins see it: api/host.h, answered from any thread.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>

#include "api/host.h"
#include "app/viewport/picture/offscreen.h"
#include "app/window/drawing/frame_clock.h"
#include "app/window/drawing/frame_stats.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// What the host passes on to; all of them are called on the UI thread.
struct WindowActions {
    std::function<void(std::string, NoteLevel)> notify;
    std::function<void(std::string)> echo;
    std::function<void(std::string, int)> open_in_editor;
    std::function<std::vector<std::string>(const std::string&)> panel_rows;
    std::function<void(std::vector<MenuEntry>)> set_menu_entries;
    std::function<void(std::vector<PanelButton>)> set_panel_buttons;
    std::function<void(std::vector<PluginInfo>)> set_plugins;
};

// Thread: any.   GIL: not held for what waits (screenshot, panel_rows).
class WindowHost final : public Host {
public:
    WindowHost(document::Document& document, console::UiQueue& ui, FrameStatistics& statistics, FrameClock& clock);
    void set_actions(WindowActions actions) { actions_ = std::move(actions); }  // Thread: UI, before it handles a post
    void close() { closing_.store(true); }                                      // whoever waits for a picture gives up

    bool has_window() const override { return true; }
    Picture screenshot(int width, int height, const std::function<bool()>& cancelled) override;
    void notify(std::string text, NoteLevel level) override;
    void echo(std::string python_line) override;
    FrameStats frame_stats(bool reset) override { return statistics_.read(reset); }
    void set_continuous(bool on) override { clock_.set_continuous(on); }
    void request_quit(int exit_code) override;
    void open_in_editor(std::string path, int line) override;
    std::vector<std::string> panel_rows(const std::string& panel) override;
    void set_menu_entries(std::vector<MenuEntry> entries) override;
    void set_panel_buttons(std::vector<PanelButton> buttons) override;
    void set_plugins(std::vector<PluginInfo> plugins) override;

    std::function<void(int)> quit_requested = [](int) {};  // on the UI thread, without asking about unsaved text

private:
    document::Document& document_;
    console::UiQueue& ui_;
    FrameStatistics& statistics_;
    FrameClock& clock_;
    WindowActions actions_;  // read by the UI thread only

    // One picture at a time, on the thread that asks: it costs the UI no frame.
    std::mutex picture_mutex_;
    std::condition_variable picture_done_;
    bool picturing_ = false;
    std::unique_ptr<OffscreenRenderer> renderer_;  // used by whoever set picturing_
    std::atomic<bool> closing_{false};
};

}  // namespace gimbal::app
