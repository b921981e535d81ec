// Renders into a framebuffer and reads it back.
#include "app/viewport/picture/offscreen.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "app/viewport/gl/egl_context.h"
#include "app/viewport/gl/render_target.h"
#include "app/viewport/picture/scene_renderer.h"

namespace gimbal::app {
namespace {

constexpr int largest_side = 8192;

void flip_rows(Picture& picture) {  // OpenGL counts rows from the bottom
    const std::size_t row = static_cast<std::size_t>(picture.width) * 4;
    unsigned char* low = picture.rgba.data();
    unsigned char* high = low + row * static_cast<std::size_t>(picture.height - 1);
    for (; low < high; low += row, high -= row) std::swap_ranges(low, low + row, high);
}

}  // namespace

Picture read_picture(int width, int height) {
    Picture picture{width, height,
                    std::vector<unsigned char>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4)};
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, picture.rgba.data());
    flip_rows(picture);
    return picture;
}

struct OffscreenRenderer::State {
    std::mutex mutex;  // because a context can be current on only one thread at a time
    EglContext context;
    std::optional<SceneRenderer> renderer;  // these two are created and destroyed with the context current
    std::optional<RenderTarget> target;
};

OffscreenRenderer::OffscreenRenderer() : state_(std::make_unique<State>()) {
    const EglContext::Current current(state_->context);
    state_->renderer.emplace();
    state_->target.emplace();
}

OffscreenRenderer::~OffscreenRenderer() {
    try {
        const EglContext::Current current(state_->context);
        state_->renderer.reset();
        state_->target.reset();
    } catch (const std::runtime_error&) {  // the context is gone already, with everything in it
    }
}

Picture OffscreenRenderer::render(const document::Scene& scene, const document::Camera& camera, int width, int height) {
    if (width < 1 || height < 1 || width > largest_side || height > largest_side)
        throw std::invalid_argument("a picture of " + std::to_string(width) + " x " + std::to_string(height) +
                                    " pixels cannot be drawn: each side must be 1 to " + std::to_string(largest_side));
    const std::lock_guard lock(state_->mutex);
    const EglContext::Current current(state_->context);
    state_->target->resize(width, height, false);
    state_->target->bind_colour();
    state_->renderer->render_all(scene, camera, width, height, {});
    glBindFramebuffer(GL_READ_FRAMEBUFFER, state_->target->colour_framebuffer());
    return read_picture(width, height);
}

OffscreenRender make_offscreen_renderer() {
    return [renderer = std::make_shared<OffscreenRenderer>()](const document::Scene& scene,
                                                              const document::Camera& camera, int width, int height) {
        return renderer->render(scene, camera, width, height);
    };
}

}  // namespace gimbal::app
