// Turns a plan and a camera into draw calls: asks for meshes and stand-ins, chooses detail, draws at once or piece by piece.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/viewport/detail.h"
#include "app/viewport/proxy_store.h"
#include "app/viewport/scene_passes.h"

namespace gimbal::app {

// One draw call for many objects.
struct DrawItem {
    const GpuMesh* mesh = nullptr;
    std::size_t first_row = 0, rows = 0;
    std::size_t triangles = 0;                               // an object; fewer than the mesh has: evenly spaced runs of it
    bool cull = false;
};

// A picture ready to be drawn, with its own buffers. Valid until the renderer gets another plan.
struct PreparedPicture {
    PassView view;
    std::vector<DrawItem> items;
    GlBuffer instances, points;
    std::size_t point_count = 0;
    std::size_t triangles = 0;
    PixelRect selected;                                      // around selected objects, in pixels of the finished picture
};

// Thread: the one whose OpenGL context is current.   GIL: never.
class PictureRenderer {
public:
    // Pools as in MeshCache and ProxyStore; nullptr: everything at once, on this thread.
    PictureRenderer(document::WorkerPool* mesh_pool, document::WorkerPool* proxy_pool, std::function<void()> wake);
    // A software renderer compiles each shader at its first use, 20 to 40 ms each: better at start than in mid-orbit.
    void warm_up();
    void set_plan(std::shared_ptr<const DrawPlan> plan);     // forgets meshes that no object uses
    const std::shared_ptr<const DrawPlan>& plan() const { return plan_; }
    bool upload(std::size_t byte_budget);                    // true: what is drawn may look better now
    bool upload_due() const { return meshes_.upload_due(); }
    bool pending() const { return meshes_.pending(); }       // a mesh that was asked for is not here yet
    PreparedPicture prepare(const PassView& view, std::optional<std::size_t> triangle_budget);

    void draw_whole(const PreparedPicture& picture, const RenderTarget& target);
    // Scales `drawn` down into a framebuffer of the picture's size and draws the outline of what is selected over it.
    void finish_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer) const;
    void draw_items(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row, std::size_t rows,
                    std::size_t first_triangle, std::size_t triangles) const;
    ScenePasses& passes() { return passes_; }
    const MeshCache& meshes() const { return meshes_; }

private:
    std::vector<GroupLevels> available_levels(std::optional<std::size_t> triangle_budget);
    void fill_buffers(PreparedPicture& picture, const Detail& detail);
    const GpuMesh* mesh_for(const Batch& batch);
    const GpuMesh* stand_in(const PlanGroup& group, const document::MeshPtr& level);

    ScenePasses passes_;
    MeshCache meshes_;
    ProxyStore proxies_;
    bool interactive_;
    document::MeshPtr box_;
    std::shared_ptr<const DrawPlan> plan_;
};

// Around the spheres on the screen, with a margin for the outline.
PixelRect screen_rectangle(const std::vector<glm::vec4>& spheres, const PassView& view);

}  // namespace gimbal::app
