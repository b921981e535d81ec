// Sets OpenGL's state for each pass, and draws everything that needs no mesh.
#include "app/viewport/picture/scene_passes.h"

#include <cmath>
#include <cstddef>

#include "app/viewport/gl/shaders.h"
#include "app/viewport/view_colours.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {
namespace {

glm::vec3 colour_of(ImU32 colour) { return glm::vec3(colour & 255, colour >> 8 & 255, colour >> 16 & 255) / 255.0f; }

const console::Palette palette;  // the palette of the whole program

// The distance between lines is a power of ten, so that a few dozen are in view. The finer lines fade in as the camera
// approaches.
struct GridScale {
    float unit, fine_share;
};

// The grid lies on the floor. In a view along the floor, where that is a line, it faces the camera behind everything.
struct GridPlane {
    int x_axis = 0, y_axis = 1, normal = 2;
    bool faces_camera() const { return normal != 2; }
};

GridPlane grid_plane(const Camera& camera) {
    const glm::vec3 way = glm::normalize(camera.position() - camera.target);
    constexpr float straight = 1 - 1e-5f;
    if (std::abs(way.y) > straight) return {0, 2, 1};
    if (std::abs(way.x) > straight) return {1, 2, 0};
    return {};
}

glm::vec3 unit(int axis) {
    glm::vec3 out(0);
    out[axis] = 1;
    return out;
}

GridScale grid_scale(float distance) {
    const float exponent = std::log10(std::max(distance, 1e-6f) / 4.0f);
    const float whole = std::floor(exponent);
    return {std::pow(10.0f, whole), 1.0f - (exponent - whole) * 0.85f};
}

}  // namespace

PassView::PassView(const Camera& camera, const RenderOptions& options, int width, int height, int supersample)
    : camera(camera),
      options(options),
      width(width * supersample),
      height(height * supersample),
      supersample(supersample) {
    const glm::mat4 projection = camera.projection(static_cast<float>(width) / static_cast<float>(height));
    projection_scale = projection[1][1];
    view_projection = projection * camera.view();
}

ScenePasses::ScenePasses()
    : meshes_("mesh", shaders::mesh_vertex, shaders::mesh_fragment),
      points_("point", shaders::point_vertex, shaders::point_fragment),
      grid_("grid", shaders::grid_vertex, shaders::grid_fragment),
      outline_("outline", shaders::outline_vertex, shaders::outline_fragment),
      empty_(GlVertexArray::make()),
      point_array_(GlVertexArray::make()) {}

void ScenePasses::begin(const PassView&) {
    glDisable(GL_BLEND);
    glDisable(GL_STENCIL_TEST);
    glDisable(GL_CULL_FACE);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDepthMask(GL_TRUE);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
    glFrontFace(GL_CCW);
}

void ScenePasses::clear() const {
    const glm::vec4 ground(colour_of(view_colours::ground), 1);
    const float unselected[] = {1, 0, 0, 0}, farthest = 1;
    glClearBufferfv(GL_COLOR, 0, &ground[0]);
    glClearBufferfv(GL_COLOR, 1, unselected);
    glClearBufferfv(GL_DEPTH, 0, &farthest);
}

void ScenePasses::begin_meshes(const PassView& view) const {
    meshes_.use();
    meshes_.set("view_projection", view.view_projection);
    meshes_.set("view_rotation", glm::mat3(view.camera.view()));
    meshes_.set("accent", colour_of(palette.running));
    meshes_.set("flat_colour", view.options.shading == Shading::wireframe ? 1 : 0);
}

void ScenePasses::begin_depth(const PassView& view) const {
    begin_meshes(view);
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
}

// The mask is written as it is. Only the colour is blended.
void ScenePasses::begin_translucent(const PassView& view) const {
    begin_meshes(view);
    glDepthFunc(GL_LEQUAL);
    glEnablei(GL_BLEND, 0);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
}

void ScenePasses::end_translucent() {
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDepthFunc(GL_LESS);
    glDisablei(GL_BLEND, 0);
}

void ScenePasses::draw_points(const PassView& view, GLuint buffer, std::size_t first, std::size_t count) const {
    if (count == 0) return;
    points_.use();
    points_.set("view_projection", view.view_projection);
    points_.set("accent", colour_of(palette.running));
    points_.set("flat_colour", view.options.shading == Shading::wireframe ? 1 : 0);
    points_.set("pixels", view.projection_scale * static_cast<float>(view.height));
    glBindVertexArray(point_array_.get());
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, sizeof(PointVertex), nullptr);
    glVertexAttribPointer(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(PointVertex),
                          reinterpret_cast<const void*>(offsetof(PointVertex, colour)));
    glEnable(GL_PROGRAM_POINT_SIZE);
    glDrawArrays(GL_POINTS, static_cast<GLint>(first), static_cast<GLsizei>(count));
    glDisable(GL_PROGRAM_POINT_SIZE);
}

void ScenePasses::draw_grid(const PassView& view) const {
    const GridScale scale = grid_scale(view.camera.distance);
    const GridPlane plane = grid_plane(view.camera);
    const glm::vec3 target = view.camera.target, away = view.camera.position() - target;
    const glm::vec3 axes[] = {colour_of(view_colours::axes[0]), colour_of(view_colours::axes[1]),
                              colour_of(view_colours::axes[2])};
    const float height = plane.faces_camera() ? away[plane.normal] : view.camera.position().z;
    grid_.use();
    grid_.set("view_projection", view.view_projection);
    grid_.set("centre", glm::vec2(target[plane.x_axis], target[plane.y_axis]));
    grid_.set("origin", plane.faces_camera() ? unit(plane.normal) * target[plane.normal] : glm::vec3(0));
    grid_.set("along_x", unit(plane.x_axis));
    grid_.set("along_y", unit(plane.y_axis));
    grid_.set("behind_all", plane.faces_camera() ? 1 : 0);
    grid_.set("reach", view.camera.distance * 8 + std::abs(height) * 4);
    grid_.set("unit", scale.unit);
    grid_.set("fine_share", scale.fine_share);
    grid_.set("half_width", static_cast<float>(view.supersample) * 0.5f);
    grid_.set("grid_colour", colour_of(view_colours::grid) * 1.12f);
    grid_.set("x_colour", axes[plane.x_axis]);
    grid_.set("y_colour", axes[plane.y_axis]);
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    glColorMaski(1, GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    glDepthMask(GL_FALSE);
    glEnable(GL_POLYGON_OFFSET_FILL);  // so that objects on the floor cover the grid
    glPolygonOffset(1, 4);
    glBindVertexArray(empty_.get());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glDisable(GL_POLYGON_OFFSET_FILL);
    glDepthMask(GL_TRUE);
    glColorMaski(1, GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDisable(GL_BLEND);
}

void ScenePasses::draw_outline(GLuint mask_texture, int supersample, PixelRect where) const {
    if (where.width <= 0 || where.height <= 0) return;
    outline_.use();
    outline_.set("mask", 0);
    outline_.set("supersample", supersample);
    outline_.set("accent", colour_of(palette.running));
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, mask_texture);
    glDisable(GL_DEPTH_TEST);
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    glEnable(GL_SCISSOR_TEST);
    glScissor(where.x, where.y, where.width, where.height);
    glBindVertexArray(empty_.get());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glEnable(GL_DEPTH_TEST);
    glBindTexture(GL_TEXTURE_2D, 0);
}

void ScenePasses::end() {
    glBindVertexArray(0);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glUseProgram(0);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
    while (glGetError() != GL_NO_ERROR) {}  // errors are not fatal here, but others must not find them
}

}  // namespace gimbal::app
