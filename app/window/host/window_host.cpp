// Posts every change of the window to the UI thread. Pictures are rendered here, with their own OpenGL context.
#include "app/window/host/window_host.h"

#include <chrono>
#include <stdexcept>
#include <utility>

#include "api/document/work/job.h"

namespace gimbal::app {
WindowHost::WindowHost(Document& document, console::UiQueue& ui, FrameStatistics& statistics, FrameClock& clock,
                       MainWindow& window)
    : document_(document),
      ui_(ui),
      statistics_(statistics),
      clock_(clock),
      window_(window) {}

Picture WindowHost::screenshot(int width, int height, const std::function<bool()>& cancelled) {
    {
        std::unique_lock lock(picture_mutex_);
        while (rendering_) {
            picture_done_.wait_for(lock, std::chrono::milliseconds(20));
            if (cancelled && cancelled()) throw document::Cancelled();
            if (closing_) throw std::runtime_error("no picture: the program ends");
        }
        rendering_ = true;
    }
    struct Turn {
        WindowHost& host;
        ~Turn() {
            std::lock_guard lock(host.picture_mutex_);
            host.rendering_ = false;
            host.picture_done_.notify_one();
        }
    } turn{*this};
    if (!renderer_) renderer_ = std::make_unique<OffscreenRenderer>();
    return renderer_->render(*document_.snapshot(), document_.camera(), width, height);
}

void WindowHost::notify(std::string text, NoteLevel level) {
    ui_.post([&window = window_, text = std::move(text), level] { window.notify(text, level); });
}

void WindowHost::echo(std::string python_line) {
    ui_.post([&window = window_, line = std::move(python_line)] { window.log_action(line); });
}

void WindowHost::request_quit(int exit_code) {
    ui_.post([&window = window_, exit_code] { window.quit_with(exit_code); });
}

void WindowHost::open_in_editor(std::string path, int line) {
    ui_.post([&window = window_, path = std::move(path), line] { window.open_in_editor(path, line); });
}

// A dialog that nobody waits for any more is closed in the next frame.
void WindowHost::ask(UserRequest request, UserAnswer answer) {
    answer.on_cancel([&window = window_] { window.wake(); });
    window_.script_dialogs().ask(std::move(request), std::move(answer));
}

void WindowHost::take_window_picture(console::Promise<Picture> picture) {
    window_.take_picture([picture](Picture taken) mutable { picture.set(std::move(taken)); });
}

void WindowHost::set_additions(PluginAdditions additions) {
    ui_.post([&window = window_, additions = std::move(additions)] { window.set_additions(additions); });
}

}  // namespace gimbal::app
