// The 3D view: a panel that renders the document's scene into a texture, only when scene, camera or size changed.
#pragma once
#include <memory>

#include "app/app_context.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class Viewport final : public Panel {
public:
    explicit Viewport(AppContext& context);
    ~Viewport() override;
    std::string name() const override { return "view"; }
    // Handles the pointer, then draws texture, overlay and gizmo. The texture itself is made by render().
    void draw(console::Rect rect, const console::PanelStyle& style, std::span<const console::InputEvent> input, bool focused, double now) override;
    // Renders a share of at most `budget_ms` into the texture of the size of the last draw(); true when the texture that
    // the window shows has new pixels, so that its rectangle is damaged. Called after ImGui::Render, before drawing.
    bool render(double budget_ms);
    bool wants_render() const;                               // more slices are due
    console::Rect rect() const;                              // of the texture in the window
    double next_tick() const override;
    std::vector<std::string> rows() const override;          // the overlay's lines
    std::string mouse_hint() const override;
    void frame_all();
    void frame_selected();
private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
