// The texture that the window shows: a quick picture after a change, and the full picture in slices at rest. A heavy
// scene draws its quick picture in slices, too.
#pragma once
#include <memory>
#include <optional>

#include "app/viewport/picture/picture_renderer.h"
#include "app/viewport/picture/plan_source.h"
#include "app/viewport/picture/refinement.h"
#include "app/viewport/viewport.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current; if OpenGL is not loaded, it draws nothing.   GIL: never.
class ViewPicture {
public:
    ViewPicture(const Document& document, PlanSource& plans, WorkerPool& pool, Waker* waker);
    ~ViewPicture();
    void set_size(int width, int height, double now);
    void set_wireframe(bool on);
    const RenderOptions& options() const { return options_; }
    unsigned texture();             // always the same name; 0 without OpenGL
    bool render(double budget_ms);  // true: the texture has new pixels
    bool wants_render() const;
    double next_tick() const;
    RenderCounts counts() const;
    // Frees what it has and draws nothing for a while, or until the size changes. Returns the seconds.
    double give_up();

private:
    // All inputs of a picture.
    struct Subject {
        const DrawPlan* plan = nullptr;
        std::uint64_t camera_version = 0, detail_version = 0;
        int width = 0, height = 0;
        Shading shading = Shading::solid;
        bool operator==(const Subject&) const = default;
    };
    Subject subject() const;
    void take_plan();
    void look_for_plan();
    bool draw_change(double budget_ms);
    bool in_slices(const Subject& wanted) const;
    void draw_quick();
    std::size_t quick_triangles() const;
    bool refine(double budget_ms);
    bool at_rest() const;
    double now() const;

    const Document& document_;
    PlanSource& plans_;
    WorkerPool& pool_;
    Waker* waker_;
    std::unique_ptr<PictureRenderer> renderer_;
    RenderTarget shown_;
    Refinement refinement_;
    Refinement next_quick_;                      // while it runs, the renderer keeps its plan
    Subject next_drawn_;                         // the inputs of that picture
    std::shared_ptr<const DrawPlan> next_plan_;  // the last plan is shown until the meshes of this one are ready
    bool next_plan_here_ = false;                // its meshes are ready
    double next_plan_since_ = 0;                 // steady seconds
    RenderOptions options_;
    RenderCounts counts_;
    int width_ = 0, height_ = 0;
    std::uint64_t detail_version_ = 0;  // incremented when a mesh or proxy is ready
    std::optional<Subject> drawn_;      // the inputs of the last quick picture
    bool refined_ = false;
    bool broken_ = false;  // until retry_at_, in steady seconds
    double retry_at_ = 0, retry_seconds_ = 0;
    double changed_at_ = 0;                       // in the time of the panels
    double panel_now_ = 0, panel_now_taken_ = 0;  // the time of the panels at the last draw, and the steady time then
    double moving_budget_ = moving_triangle_budget;  // adapted to the speed of the machine
};

}  // namespace gimbal::app
