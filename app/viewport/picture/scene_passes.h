// The passes of a picture: meshes, dots, the grid with its axes, translucent meshes, and the outlines of selected
// objects.
#pragma once
#include "app/names.h"
#include "app/viewport/gl/gl_program.h"
#include "app/viewport/gl/mesh_gpu.h"
#include "app/viewport/gl/render_target.h"
#include "app/viewport/picture/scene_renderer.h"

namespace gimbal::app {

// The parameters of all passes of one picture.
struct PassView {
    Camera camera;
    RenderOptions options;
    int width = 1, height = 1;  // of the target, supersampling included
    int supersample = 1;
    glm::mat4 view_projection{1};
    float projection_scale = 1;  // projection[1][1]
    PassView() = default;
    PassView(const Camera& camera, const RenderOptions& options, int width, int height, int supersample);
};

// From the bottom left, as in OpenGL.
struct PixelRect {
    int x = 0, y = 0, width = 0, height = 0;
};

// Thread: the one whose OpenGL context is current.   GIL: never.
class ScenePasses {
public:
    ScenePasses();  // throws std::runtime_error with the shader compiler's text
    // Call these between begin() and end(), with the target bound. Each leaves the state as begin() has set it.
    void begin(const PassView& view);
    void clear() const;  // colour, mask and depth, within the scissor
    void begin_meshes(const PassView& view) const;
    // The two passes of a translucent object: first its depth, so that only its nearest surface is blended.
    void begin_depth(const PassView& view) const;
    void begin_translucent(const PassView& view) const;
    static void end_translucent();
    void draw_points(const PassView& view, GLuint buffer, std::size_t first, std::size_t count) const;
    void draw_grid(const PassView& view) const;
    void draw_outline(GLuint mask_texture, int supersample, PixelRect where) const;
    static void end();  // restores the state that others expect: no tests, no culling, no program

private:
    GlProgram meshes_, points_, grid_, outline_;
    GlVertexArray empty_, point_array_;
};

struct PointVertex {
    glm::vec4 sphere;
    std::uint32_t colour;
};

}  // namespace gimbal::app
