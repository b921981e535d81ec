// One function for each request; inspect_server.h describes the protocol.
#include "app/window/host/inspection.h"

#include <cstdio>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

template <class... Values>
std::string line(const char* format, Values... values) {
    char text[256];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

}  // namespace

InspectionLines Inspection::answer(const std::string& request) const {
    GIMBAL_ON(ui);
    if (request.starts_with("rows ")) return workbench.rows(request.substr(5));
    if (request == "state") return state();
    if (request == "layout") return panel_rectangles();
    if (request == "stats") return statistics_lines();
    if (request == "kept") return kept();
    if (request == "idle") {
        const std::string unfinished = frames.unfinished();
        return {unfinished.empty() ? "yes" : unfinished};
    }
    return {"unknown request: " + request};
}

// The size is the one that the layout was made for. The X window may have a newer one already.
InspectionLines Inspection::state() const {
    const Rect bottom = layout.status_bar();
    const console::RunModel& runs = engine.runs();
    return {std::string("run ") + (runs.current() ? "running"
                                   : runs.busy()  ? "queued"
                                                  : "idle"),
            "typed " + workbench.console().front().typed(),
            std::string("focus ") + name_of(router.focused()),
            line("window %gx%g", static_cast<double>(bottom.width), static_cast<double>(bottom.y + bottom.height)),
            line("scale %g", static_cast<double>(session.scale())),
            line("text_size %g", static_cast<double>(session.text_size())),
            std::string("maximised ") + (layout.maximised() ? name_of(*layout.maximised()) : "none")};
}

InspectionLines Inspection::panel_rectangles() const {
    InspectionLines lines;
    for (std::size_t i = 0; i < panel_count; ++i) {
        const Rect r = layout.rect(static_cast<PanelId>(i));
        if (r.width > 0)
            lines.push_back(line("%s %g %g %g %g", panel_names[i], static_cast<double>(r.x), static_cast<double>(r.y),
                                 static_cast<double>(r.width), static_cast<double>(r.height)));
    }
    return lines;
}

InspectionLines Inspection::statistics_lines() const {
    const FrameStats s = statistics.read(false);
    const RenderCounts pictures = workbench.viewport().render_counts();
    return {line("frames %llu", static_cast<unsigned long long>(s.frames)),
            line("seconds %.3f", s.seconds),
            line("late_ms %.3f %.3f %.3f", s.late_ms.mean, s.late_ms.p99, s.late_ms.longest),
            line("work_ms %.3f %.3f %.3f", s.work_ms.mean, s.work_ms.p99, s.work_ms.longest),
            line("draw_ms %.3f %.3f %.3f", s.draw_ms.mean, s.draw_ms.p99, s.draw_ms.longest),
            line("pictures %llu", static_cast<unsigned long long>(pictures.quick + pictures.refined))};
}

InspectionLines Inspection::kept() const {
    const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
    return {line("work %llu %llu", count(work.changes()), count(work.kept_changes())),
            line("scene %llu %llu", count(work.scene().present_content()), count(work.scene().kept_content()))};
}

}  // namespace gimbal::app
