// Draws a scene snapshot with OpenGL 3.3 into the bound framebuffer: floor grid, axes, shaded or wireframe meshes.
#pragma once
#include <memory>

#include "app/names.h"

namespace gimbal::app {

enum class Shading { solid, wireframe };
struct RenderOptions {
    Shading shading = Shading::solid;
    bool grid = true;
};

// Thread: the one whose OpenGL context is current.   GIL: never.
class SceneRenderer {
public:
    SceneRenderer();
    ~SceneRenderer();
    // Draws the whole scene at once, however long it takes (for screenshots).
    void render_all(const Scene& scene, const Camera& camera, int width, int height, const RenderOptions& options);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
