// Draws at twice the resolution into an internal target, then scales it into the framebuffer that was bound.
#include "app/viewport/picture/scene_renderer.h"

#include "app/viewport/picture/picture_renderer.h"
#include "app/viewport/picture/refinement.h"

namespace gimbal::app {

struct SceneRenderer::State {
    PictureRenderer renderer{nullptr, nullptr, {}};
    RenderTarget target;
};

SceneRenderer::SceneRenderer() : state_(std::make_unique<State>()) {}
SceneRenderer::~SceneRenderer() = default;

void SceneRenderer::render_all(const Scene& scene, const Camera& camera, int width, int height,
                               const RenderOptions& options) {
    if (width < 1 || height < 1) return;
    GLint bound = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &bound);
    const PassView view(camera, options, width, height, best_supersample(width, height));
    state_->target.resize(view.width, view.height, true);
    state_->renderer.set_plan(std::make_shared<const DrawPlan>(build_plan(scene)));
    const PreparedPicture picture = state_->renderer.prepare(view, std::nullopt);
    state_->renderer.draw_whole(picture, state_->target);
    state_->renderer.finish_into(picture, state_->target, static_cast<GLuint>(bound));
    ScenePasses::end();
}

}  // namespace gimbal::app
