// One function a request; the protocol is described in inspect_server.h.
#include "app/window/host/inspection.h"

#include <cstdio>

namespace gimbal::app {
namespace {

template <class... Values>
std::string line(const char* format, Values... values) {
    char text[256];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

}  // namespace

InspectServer::Answer Inspection::answer(const std::string& request) const {
    if (request.starts_with("rows ")) return workbench.rows(request.substr(5));
    if (request == "state") return state();
    if (request == "layout") return places();
    if (request == "stats") return figures();
    if (request == "idle") {
        const std::string waiting = what_waits();
        return {waiting.empty() ? "yes" : waiting};
    }
    return {"unknown request: " + request};
}

InspectServer::Answer Inspection::state() const {
    return {std::string("run ") + (engine.is_busy() ? "busy" : "idle"),
            "typed " + workbench.console().typed(),
            std::string("focus ") + name_of(router.focused()),
            line("window %dx%d", window.size().width, window.size().height),
            line("scale %g", static_cast<double>(scale())),
            line("text_size %g", static_cast<double>(text_size())),
            std::string("maximised ") + (layout.maximised() ? name_of(*layout.maximised()) : "none")};
}

InspectServer::Answer Inspection::places() const {
    InspectServer::Answer lines;
    for (std::size_t i = 0; i < panel_count; ++i) {
        const Rect r = layout.rect(static_cast<PanelId>(i));
        if (r.width > 0)
            lines.push_back(line("%s %g %g %g %g", panel_names[i], static_cast<double>(r.x), static_cast<double>(r.y),
                                 static_cast<double>(r.width), static_cast<double>(r.height)));
    }
    return lines;
}

InspectServer::Answer Inspection::figures() const {
    const FrameStats s = statistics.read(false);
    return {line("frames %llu", static_cast<unsigned long long>(s.frames)), line("seconds %.3f", s.seconds),
            line("late_ms %.3f %.3f %.3f", s.late_ms_mean, s.late_ms_p99, s.late_ms_longest),
            line("work_ms %.3f %.3f %.3f", s.work_ms_mean, s.work_ms_p99, s.work_ms_longest),
            line("draw_ms %.3f %.3f %.3f", s.draw_ms_mean, s.draw_ms_p99, s.draw_ms_longest)};
}

}  // namespace gimbal::app
