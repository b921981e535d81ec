#include "app/window/frame_loop.h"

#include <imgui.h>

#include <algorithm>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr double view_budget_ms = 8;
constexpr int settling_frames = 2;
constexpr double min_tick_seconds = 0.008;  // keeps a panel whose tick is in the past from spinning the loop
constexpr double field_caret_seconds = 0.4, tooltip_seconds = 1.0, tooltip_tick_seconds = 0.1;

CellSizes cell_sizes(const PanelStyle& style) {
    return {style.cell_width, style.mono_size, compat::ascent(style.mono, style.mono_size)};
}

}  // namespace

FrameLoop::FrameLoop(const Parts& parts) : parts_(parts), cpu_mark_(console::thread_cpu_seconds()) {}

void FrameLoop::wait() {
    GIMBAL_ON(ui);
    // With continuous redraw the next frame is near anyhow.
    const bool view_unfinished = parts_.layout.shown(PanelId::view) && parts_.workbench.viewport().wants_render() &&
                                 !parts_.clock.continuous();
    parts_.clock.wait(parts_.window, frames_after_input_ > 0 || view_unfinished, next_tick());
    if (frames_after_input_ > 0) --frames_after_input_;
}

double FrameLoop::next_tick() {
    const double began = parts_.clock.frame_began();
    double tick = std::min({parts_.workbench.next_tick(), parts_.work.next_tick(), parts_.commands.next_tick(),
                            parts_.scale.next_tick(parts_.session)});
    if (parts_.imgui_input.text_field_active()) tick = std::min(tick, began + field_caret_seconds);
    if (parts_.events.has_more() || parts_.events.handled_any())
        tick = std::min(tick, began + FrameClock::frame_seconds);  // ImGui settles one frame later
    if (began - last_input_ < tooltip_seconds) tick = std::min(tick, began + tooltip_tick_seconds);
    return std::max(tick, began + min_tick_seconds);
}

void FrameLoop::take_window_events() {
    const double began = parts_.clock.frame_began();
    if (parts_.window.take_exposed()) {
        parts_.renderer.invalidate();
        parts_.clock.note_due(began);
    }
    if (parts_.window.take_close_request()) parts_.main_window.quit();
    for (const std::string& path : parts_.window.take_dropped_files()) parts_.main_window.open_path(path);
    if (parts_.scale.apply(parts_.session, began)) parts_.renderer.invalidate();
    if (parts_.other_faces.take(cell_sizes(parts_.session.style()), began)) parts_.renderer.invalidate();
    const GlfwWindow::Size size = parts_.window.size();
    parts_.layout.arrange(static_cast<float>(size.width), static_cast<float>(size.height), parts_.session.scale());
}

void FrameLoop::take_input() {
    const double first = parts_.router.take_share(parts_.window.input());
    if (first == console::never) return;
    parts_.clock.note_due(first);
    last_input_ = parts_.clock.frame_began();
    frames_after_input_ = settling_frames;
}

void FrameLoop::build() {
    GIMBAL_ON(ui);
    take_window_events();
    take_input();
    parts_.renderer.begin_frame();
    parts_.session.begin_back_ends();
    parts_.imgui_input.apply();
    ImGui::NewFrame();
    const PanelStyle& style = parts_.session.style();
    const Rect bar = parts_.layout.menu_bar(), bottom = parts_.layout.status_bar();
    style.fill(ImGui::GetBackgroundDrawList(), {0, 0, bar.width, bottom.y + bottom.height}, style.palette.gap);
    const double now = console::steady_seconds();
    parts_.workbench.status().show_command(shown_command(now));
    parts_.workbench.draw(style, parts_.statistics.recent_late_ms(now), now);
    parts_.window.set_title(parts_.workbench.title());
    parts_.work.update(now);
    if (const auto splitter = parts_.router.splitter())
        ImGui::SetMouseCursor(Layout::upright(*splitter) ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    if (parts_.router.over_edge_handle()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    parts_.router.finish_frame(header_height * style.scale, ImGui::IsAnyItemHovered());
    ImGui::Render();
    parts_.statistics.worked(1e3 * (console::thread_cpu_seconds() - cpu_mark_));
}

void FrameLoop::abandon() {
    GIMBAL_ON(ui);
    parts_.session.end_broken_frame();
    parts_.renderer.invalidate();
}

// The oldest of the commands that workers run.
std::optional<StatusBar::CommandShown> FrameLoop::shown_command(double now) {
    const std::vector<document::RunningCommand> all = parts_.commands.running();
    if (all.empty()) return std::nullopt;
    const document::RunningCommand& oldest = all.front();
    return StatusBar::CommandShown{oldest.title, oldest.job->progress(), now - oldest.since, oldest.job};
}

void FrameLoop::present() {
    GIMBAL_ON(ui);
    const double began = console::steady_seconds();
    if (parts_.layout.shown(PanelId::view) && parts_.workbench.viewport().render(view_budget_ms))
        parts_.renderer.damage(parts_.workbench.viewport().rect());
    // Draws the whole window, so that measurements compare with a program that always does.
    if (parts_.clock.continuous()) parts_.renderer.invalidate();
    if (parts_.renderer.present(*ImGui::GetDrawData())) {
        const double due = parts_.clock.due() == console::never ? parts_.clock.frame_began() : parts_.clock.due();
        const double now = console::steady_seconds();
        parts_.statistics.presented(1e3 * (now - due), 1e3 * (now - began), now);
    }
    cpu_mark_ = console::thread_cpu_seconds();
}

std::string FrameLoop::unfinished() {
    GIMBAL_ON(ui);
    parts_.window.wait(0);  // takes in what has arrived since this frame began
    if (parts_.window.asks_for_frame()) return "input";
    if (!parts_.events.python_ready()) return "start";
    if (parts_.runs.busy()) return "run";
    if (!parts_.commands.running().empty()) return "command";
    if (parts_.work.scene().restoring()) return "restore";
    if (frames_after_input_ > 0 || parts_.events.has_more() || parts_.scale.is_pending(parts_.session)) return "frame";
    return parts_.layout.shown(PanelId::view) && parts_.workbench.viewport().wants_render() ? "view" : "";
}

}  // namespace gimbal::app
