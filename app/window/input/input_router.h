// Decides who gets an input event: a splitter, a window that lies over the panels, the panel under the pointer, or the
// focused panel.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "app/window/layout.h"
#include "gimbal/console/glfw/imgui_input.h"
#include "gimbal/console/glfw/input_queue.h"

namespace gimbal::app {

// Each frame takes its share of the queue, in order. A share holds any amount of text for a panel, although ImGui could
// not take so much in one frame. It ends at an event whose receiver depends on a frame that is not built yet.
// Thread: UI.   GIL: never.
class InputRouter {
public:
    // The panels and dialogs that the router asks about; implemented by Workbench.
    class Receivers {
    public:
        virtual ~Receivers() = default;
        virtual bool handle_global_key(const InputEvent& event) = 0;  // true: it was handled
        virtual void zoom_text(int steps) = 0;                        // Ctrl and the wheel over text
        virtual bool dialog_open() const = 0;                         // ImGui gets the keys then
        virtual bool keeps_escape(PanelId panel) const = 0;           // the panel uses Escape to close a part
        virtual bool focus_next_part(PanelId panel) = 0;              // F6 within the panel; false: none is left
    };

    InputRouter(Layout& layout, console::ImguiInput& imgui);
    void set_receivers(Receivers& receivers) { receivers_ = &receivers; }  // before the first share

    // Moves this frame's share out of the queue. Returns the time of its first event; infinity if there was none.
    double take_share(console::InputQueue& queue);
    std::span<const InputEvent> share(PanelId panel) const { return shares_[static_cast<std::size_t>(panel)]; }

    PanelId focused() const { return focused_; }
    void focus(PanelId panel);  // shows it if necessary
    std::optional<PanelId> hovered() const { return hovered_; }
    std::optional<Layout::Splitter> splitter() const;  // under the pointer or being dragged
    bool over_edge_handle() const;                     // the pointer is there
    // Call it after the panels were drawn. A double click on a header that no widget took maximises the panel.
    void finish_frame(float header_height, bool widget_hovered);

private:
    bool fits(const InputEvent& event);
    void route(const InputEvent& event);
    void route_mouse(const InputEvent& event);
    void press(const InputEvent& event);
    void route_key(const InputEvent& event);
    void give(PanelId panel, const InputEvent& event) { shares_[static_cast<std::size_t>(panel)].push_back(event); }
    void focus_next();
    bool imgui_has_keyboard() const;

    Layout& layout_;
    console::ImguiInput& imgui_;
    Receivers* receivers_ = nullptr;
    std::array<std::vector<InputEvent>, panel_count> shares_;
    PanelId focused_ = PanelId::console;
    std::optional<PanelId> hovered_, captured_;
    std::optional<Layout::Splitter> dragged_;
    std::optional<InputEvent> double_click_;
    int buttons_down_ = 0;
    int frames_to_settle_ = 0;     // frames that have to pass before keys are read again
    bool imgui_captured_ = false;  // the button was pressed over a window that lies over the panels
    bool keys_in_share_ = false, press_in_share_ = false;
    float x_ = -1e4f, y_ = -1e4f;
};

}  // namespace gimbal::app
