// The host without a window, of the program and of the extension for an ordinary python3.
#pragma once
#include <sys/types.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "api/host.h"

namespace gimbal::app {

// OffscreenRenderer::render. Keeps its OpenGL context until it is destroyed.
using OffscreenRender = std::function<Picture(const document::Scene&, const document::Camera&, int width, int height)>;

// Renders pictures with EGL, writes messages to stderr, and ignores calls that need a window.
// Thread: any.   GIL: not held for screenshot.
class HeadlessHost final : public Host {
public:
    // `make_renderer` is called at the first picture.
    HeadlessHost(document::Document& document, OffscreenRender (*make_renderer)());

    bool has_window() const override { return false; }
    Picture screenshot(int width, int height, const std::function<bool()>& cancelled) override;
    void notify(std::string text, NoteLevel level) override;
    void echo(std::string) override {}
    FrameStats frame_stats(bool) override { return {}; }
    void set_continuous(bool) override {}
    void request_quit(int) override {}  // without a window the module raises SystemExit itself
    void open_in_editor(std::string, int) override {}
    std::vector<std::string> panel_rows(const std::string&) override { return {}; }
    void set_additions(PluginAdditions) override {}

    // Waits for a picture that a daemon thread renders, and frees the renderer.
    void end();

private:
    document::Document& document_;
    OffscreenRender (*make_renderer_)();
    std::mutex renderer_mutex_;
    OffscreenRender render_;
    std::atomic<pid_t> process_ = 0;  // that has made the renderer
    bool ended_ = false;
};

}  // namespace gimbal::app
