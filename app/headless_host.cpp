#include "app/headless_host.h"

#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace gimbal::app {

HeadlessHost::HeadlessHost(document::Document& document, OffscreenRender (*make_renderer)())
    : document_(document),
      make_renderer_(make_renderer) {}

Picture HeadlessHost::screenshot(int width, int height, const std::function<bool()>&) {
    if (process_ != 0 && process_ != ::getpid())
        throw std::runtime_error(
            "a forked child has no OpenGL after its parent has made a picture: make pictures in the parent, or start "
            "the child with multiprocessing.get_context(\"spawn\")");
    std::lock_guard lock(renderer_mutex_);
    if (ended_) throw std::runtime_error("the program ends");
    if (!render_) {
        render_ = make_renderer_();
        process_ = ::getpid();
    }
    return render_(*document_.snapshot(), document_.camera(), width, height);
}

void HeadlessHost::notify(std::string text, NoteLevel level) {
    const char* mark = level == NoteLevel::error ? "error: " : level == NoteLevel::warning ? "warning: " : "";
    std::fprintf(stderr, "gimbal: %s%s\n", mark, text.c_str());
}

void HeadlessHost::end() {
    if (process_ != 0 && process_ != ::getpid()) return;  // the renderer's threads do not exist in a forked child
    std::lock_guard lock(renderer_mutex_);
    ended_ = true;
    render_ = nullptr;
}

}  // namespace gimbal::app
