// The scale of the window and the size of its code text, as the user has set them.
#pragma once
#include "app/settings.h"
#include "app/window/drawing/imgui_session.h"

namespace gimbal::app {

// Keeps both in the settings. A new scale is used in the next frame. A new text size is used when no zoom key has come
// for a moment, because baking the fonts takes about 55 ms and a held key repeats.
// Thread: UI.   GIL: never.
class WindowScale {
public:
    // `given` is the scale of the command line; 0: the kept one, or else the monitor's.
    WindowScale(Settings& settings, float given, float monitor);

    float scale() const { return scale_; }
    float text_size() const { return text_size_; }  // before scale
    void set_scale(float scale);
    void zoom_text(int steps, double now);  // 0 restores the default size

    bool apply(ImguiSession& session, double now);  // between frames; true: everything has to be drawn again
    bool is_pending(const ImguiSession& session) const { return text_size_ != session.text_size(); }
    double next_tick(const ImguiSession& session) const;  // when a pending size is due; infinity: none is

private:
    Settings& settings_;
    float scale_, text_size_;
    double zoomed_at_ = 0;
};

}  // namespace gimbal::app
