// The texture that the window shows: a quick picture at a change (of a heavy scene in slices), the full one in slices
// at rest.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "app/viewport/picture/picture_renderer.h"
#include "app/viewport/picture/plan_source.h"
#include "app/viewport/picture/refinement.h"
#include "app/viewport/viewport.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current; without OpenGL functions it draws nothing.   GIL: never.
class ViewPicture {
public:
    ViewPicture(const document::Document& document, PlanSource& plans, document::WorkerPool& pool,
                std::function<void()> wake);
    ~ViewPicture();
    void set_size(int width, int height, double now);
    void toggle_wireframe();
    const RenderOptions& options() const { return options_; }
    unsigned texture();             // stays the same name for ever; 0 without OpenGL
    bool render(double budget_ms);  // true: the texture has new pixels
    bool wants_render() const;
    double next_tick() const;
    RenderCounts counts() const;
    void give_up() { broken_ = true; }

private:
    // Everything that a picture depends on.
    struct Subject {
        const DrawPlan* plan = nullptr;
        std::uint64_t camera_version = 0, detail_version = 0;
        int width = 0, height = 0;
        Shading shading = Shading::solid;
        bool operator==(const Subject&) const = default;
    };
    Subject subject() const;
    void take_plan();
    bool draw_change(double budget_ms);
    bool in_slices(const Subject& wanted) const;
    void draw_quick();
    std::size_t quick_triangles() const;
    bool refine(double budget_ms);
    bool at_rest() const;
    double now() const;

    const document::Document& document_;
    PlanSource& plans_;
    document::WorkerPool& pool_;
    std::function<void()> wake_;
    std::unique_ptr<PictureRenderer> renderer_;
    RenderTarget shown_;
    Refinement refinement_;
    Refinement next_quick_;                      // while it runs the renderer keeps the plan that it draws
    Subject next_drawn_;                         // what that will have drawn
    std::shared_ptr<const DrawPlan> next_plan_;  // until its meshes are here the last one is shown
    bool next_plan_here_ = false;                // they are
    double next_plan_since_ = 0;                 // steady seconds
    RenderOptions options_;
    RenderCounts counts_;
    int width_ = 0, height_ = 0;
    std::uint64_t detail_version_ = 0;  // grows when a mesh or stand-in has come
    std::optional<Subject> drawn_;      // by draw_quick
    bool refined_ = false;
    bool broken_ = false;
    double changed_at_ = 0;                          // in the panels' time
    double panel_now_ = 0, panel_now_taken_ = 0;     // the panels' time at the last draw, and ours then
    double moving_budget_ = moving_triangle_budget;  // adapts to the machine
};

}  // namespace gimbal::app
