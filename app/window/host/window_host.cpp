// Everything that changes the window is posted; only pictures are made here, by an OpenGL context of their own.
#include "app/window/host/window_host.h"

#include <chrono>
#include <stdexcept>

namespace gimbal::app {
namespace {

constexpr std::chrono::seconds answer_limit{60};  // the UI thread never waits, so this is a safety net

}  // namespace

WindowHost::WindowHost(document::Document& document, console::UiQueue& ui, FrameStatistics& statistics,
                       FrameClock& clock)
    : document_(document),
      ui_(ui),
      statistics_(statistics),
      clock_(clock) {}

Picture WindowHost::screenshot(int width, int height, const std::function<bool()>& cancelled) {
    {
        std::unique_lock lock(picture_mutex_);
        while (picturing_) {
            picture_done_.wait_for(lock, std::chrono::milliseconds(20));
            if (closing_ || (cancelled && cancelled())) throw std::runtime_error("the picture was cancelled");
        }
        picturing_ = true;
    }
    struct Turn {
        WindowHost& host;
        ~Turn() {
            std::lock_guard lock(host.picture_mutex_);
            host.picturing_ = false;
            host.picture_done_.notify_one();
        }
    } turn{*this};
    if (!renderer_) renderer_ = std::make_unique<OffscreenRenderer>();
    return renderer_->render(*document_.snapshot(), document_.camera(), width, height);
}

void WindowHost::notify(std::string text, NoteLevel level) {
    ui_.post([this, text = std::move(text), level] { actions_.notify(text, level); });
}

void WindowHost::echo(std::string python_line) {
    ui_.post([this, line = std::move(python_line)] { actions_.echo(line); });
}

void WindowHost::request_quit(int exit_code) {
    ui_.post([this, exit_code] { quit_requested(exit_code); });
}

void WindowHost::open_in_editor(std::string path, int line) {
    ui_.post([this, path = std::move(path), line] { actions_.open_in_editor(path, line); });
}

std::vector<std::string> WindowHost::panel_rows(const std::string& panel) {
    return ui_.ask([&] { return actions_.panel_rows(panel); }, answer_limit);
}

void WindowHost::set_menu_entries(std::vector<MenuEntry> entries) {
    ui_.post([this, entries = std::move(entries)] { actions_.set_menu_entries(entries); });
}

void WindowHost::set_panel_buttons(std::vector<PanelButton> buttons) {
    ui_.post([this, buttons = std::move(buttons)] { actions_.set_panel_buttons(buttons); });
}

void WindowHost::set_plugins(std::vector<PluginInfo> plugins) {
    ui_.post([this, plugins = std::move(plugins)] { actions_.set_plugins(plugins); });
}

}  // namespace gimbal::app
