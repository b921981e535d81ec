// The 3D view: a panel that renders the document's scene into a texture, only when scene, camera or size changed.
#pragma once
#include <memory>

#include "app/app_context.h"

namespace gimbal::app {

// What was drawn so far, for tests and benchmarks.
struct RenderCounts {
    std::size_t quick = 0, quick_triangles = 0;     // pictures at a change; triangles of the last one
    std::size_t quick_slices = 0;                   // calls that drew a part of such a picture
    std::size_t plans_shown = 0, worker_plans = 0;  // versions of the scene taken over for drawing; begun by a worker
    std::size_t refinements = 0, slices = 0, refined = 0;  // full pictures begun, calls that drew for them, completed
    std::size_t refined_triangles = 0;
};

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class Viewport final : public Panel {
public:
    explicit Viewport(AppContext& context);
    ~Viewport() override;
    std::string name() const override { return "view"; }
    // Handles the pointer, then draws texture, overlay and gizmo. The texture itself is made by render().
    void draw(console::Rect rect, const console::PanelStyle& style, std::span<const console::InputEvent> input,
              bool focused, double now) override;
    // Renders a share of at most `budget_ms` into the texture of the size of the last draw(); true when the texture
    // that the window shows has new pixels, so that its rectangle is damaged. Called after ImGui::Render, before
    // drawing.
    bool render(double budget_ms);
    bool wants_render() const;   // more slices are due
    console::Rect rect() const;  // of the texture in the window
    double next_tick() const override;
    std::vector<std::string> rows() const override;  // the overlay's lines
    std::string mouse_hint() const override;
    void toggle_wireframe();
    RenderCounts render_counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
