// Turns a plan and a camera into draw calls: requests meshes and proxies, chooses the detail, and draws at once or in
// pieces.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "app/viewport/picture/detail.h"
#include "app/viewport/picture/proxy_store.h"
#include "app/viewport/picture/scene_passes.h"

namespace gimbal::app {

// One draw call for many objects.
struct DrawItem {
    const GpuMesh* mesh = nullptr;
    std::size_t first_row = 0, rows = 0;
    std::size_t triangles = 0;  // for each object; if fewer than the mesh has, evenly spaced runs of triangles
    bool cull = false;
    bool translucent = false;
};

// How each object is drawn. Made on any thread, without OpenGL.
struct PictureRows {
    struct Item {
        Batch batch;
        std::size_t first_row = 0;
        bool translucent = false;
        float depth = 0;  // of a translucent item: how far it is from the camera
    };
    std::vector<Item> items;  // translucent ones last, from far to near
    std::vector<InstanceRow> rows;
    std::vector<PointVertex> points;
    std::size_t triangles = 0;
};

// Rows that a worker makes. They may be read once `done` is set.
struct PictureRowsToCome {
    std::atomic<bool> done{false};
    PictureRows rows;
    JobPtr job;  // null: made on this thread
};

// A picture that is ready to be drawn, with its own buffers. Valid until the renderer gets another plan.
struct PreparedPicture {
    PassView view;
    std::vector<DrawItem> items;
    GlBuffer instances, points;
    std::size_t point_count = 0;
    std::size_t instance_bytes = 0, point_bytes = 0;  // capacity of the buffers
    std::size_t triangles = 0;
    PixelRect selected;  // bounds of the selected objects, in pixels of the finished picture
};

// Thread: the one whose OpenGL context is current.   GIL: never.
class PictureRenderer {
public:
    // The pools are those of MeshCache and ProxyStore; with nullptr this thread does everything at once.
    PictureRenderer(WorkerPool* mesh_pool, WorkerPool* proxy_pool, Waker* waker);
    // A software renderer compiles each shader at its first use, which takes 20 to 40 ms. Do it at start, not during an
    // orbit.
    void warm_up();
    void set_plan(std::shared_ptr<const DrawPlan> plan);  // releases meshes that no object uses
    const std::shared_ptr<const DrawPlan>& plan() const { return plan_; }
    bool upload(std::size_t byte_budget);  // true: the next picture can have more detail
    bool upload_due() const { return meshes_.upload_due(); }
    bool pending() const { return meshes_.pending(); }  // a requested mesh is not ready yet
    // Returns true if all meshes of `plan` can be drawn. Requests those that are missing. A mesh that only moves its
    // vertices is drawn by a proxy, so it is there at once.
    bool has_meshes_of(const DrawPlan& plan);
    bool plan_follows();  // it has such a mesh
    PreparedPicture prepare(const PassView& view, std::optional<std::size_t> triangle_budget);
    // The same in two parts, so that a worker can do the first one for a large scene.
    std::shared_ptr<PictureRowsToCome> begin_rows(const PassView& view, std::optional<std::size_t> triangle_budget);
    // Fills `picture`. Its buffers are used again if they are large enough.
    void assemble(PreparedPicture& picture, const PassView& view, const PictureRows& rows);

    void draw_whole(const PreparedPicture& picture, const RenderTarget& target);
    // Scales `drawn` down into a framebuffer of the picture's size and draws the outlines of selected objects.
    void finish_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer) const;
    void finish_band_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer, int low,
                          int height) const;
    // Copies without scaling, between targets of the same size.
    void copy_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer) const;
    // Blends a range of a translucent item over what is drawn. Its depth must have been drawn as a whole before.
    void draw_depth(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row, std::size_t rows,
                    std::size_t first_triangle, std::size_t triangles) const;
    void draw_translucent(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row, std::size_t rows,
                          std::size_t first_triangle, std::size_t triangles) const;
    // Draws a range of the item's triangles. For a partly drawn mesh, the range counts in its evenly spaced runs.
    void draw_items(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row, std::size_t rows,
                    std::size_t first_triangle, std::size_t triangles) const;
    ScenePasses& passes() { return passes_; }
    const MeshCache& meshes() const { return meshes_; }

private:
    bool wants_proxies(const DrawPlan& plan, const PlanGroup& group) const;
    bool follows(const DrawPlan& plan, const PlanGroup& group);
    std::vector<GroupLevels> available_levels(std::optional<std::size_t> triangle_budget);
    const GpuMesh* mesh_for(const Batch& batch);
    const GpuMesh* stand_in(const PlanGroup& group, const MeshPtr& level);

    WorkerPool* pool_;
    Waker* waker_;
    ScenePasses passes_;
    MeshCache meshes_;
    ProxyStore proxies_;
    bool interactive_;
    std::vector<MeshPtr> following_;  // of the plan
    MeshPtr box_;
    std::shared_ptr<const DrawPlan> plan_;
};

}  // namespace gimbal::app
