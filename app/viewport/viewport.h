// The 3D view: renders the scene into a texture, only if the scene, the camera or the size has changed.
#pragma once
#include <memory>

#include "app/app_context.h"

namespace gimbal::app {

// Counts of what was drawn so far, for tests and benchmarks.
struct RenderCounts {
    std::size_t quick = 0, quick_triangles = 0;     // quick pictures; triangles of the last one
    std::size_t quick_slices = 0;                   // calls that have drawn a part of one
    std::size_t plans_shown = 0, worker_plans = 0;  // versions of the scene that were drawn; plans started on a worker
    std::size_t unready_plans = 0;                  // shown before their meshes were ready, after the longest wait
    std::size_t refinements = 0, refined = 0;       // full pictures started; completed
    std::size_t slices = 0;                         // calls that have drawn a part of one
    std::size_t refined_triangles = 0;
};

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class Viewport final : public Panel {
public:
    explicit Viewport(AppContext& context);
    ~Viewport() override;
    std::string name() const override { return "view"; }
    // Handles the input, then draws texture, overlay and gizmo. render() updates the texture.
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) override;
    // Renders for at most `budget_ms` into the texture, which has the size of the last draw(). Returns true if the
    // shown texture has new pixels, so that its rectangle is damaged. Call it after ImGui::Render and before drawing.
    bool render(double budget_ms);
    bool wants_render() const;  // it has more to draw
    Rect rect() const;          // of the texture in the window
    double next_tick() const override;
    std::vector<std::string> rows() const override;  // the lines of the overlay
    std::string mouse_hint() const override;
    RenderCounts render_counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
