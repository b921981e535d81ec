// Ignores values in the settings that make no sense.
#include "app/window/window_scale.h"

#include <algorithm>
#include <cmath>

#include "app/window/fonts/fonts.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::app {
namespace {

constexpr float min_scale = 0.5f, max_scale = 4.0f;
constexpr double zoom_rest_seconds = 0.1;

float initial_scale(const Settings& settings, float given, float monitor) {
    if (given > 0) return given;
    const double kept = settings.number("scale", 0);
    return kept >= min_scale && kept <= max_scale ? static_cast<float>(kept) : monitor;
}

float initial_text_size(const Settings& settings) {
    const double kept = settings.number("text_size", mono_size);
    return kept >= least_mono_size && kept <= most_mono_size ? static_cast<float>(std::round(kept)) : mono_size;
}

}  // namespace

WindowScale::WindowScale(Settings& settings, float given, float monitor)
    : settings_(settings),
      scale_(initial_scale(settings, given, monitor)),
      text_size_(initial_text_size(settings)) {}

void WindowScale::set_scale(float scale) {
    scale_ = std::clamp(scale, min_scale, max_scale);
    settings_.set_number("scale", scale_);
}

void WindowScale::zoom_text(int steps, double now) {
    const float wanted = steps == 0 ? mono_size : text_size_ + static_cast<float>(steps);
    text_size_ = std::clamp(wanted, least_mono_size, most_mono_size);
    settings_.set_number("text_size", text_size_);
    zoomed_at_ = now;
}

bool WindowScale::apply(ImguiSession& session, double now) {
    const bool rested = now - zoomed_at_ >= zoom_rest_seconds;
    return session.set_sizes(scale_, rested ? text_size_ : session.text_size());
}

double WindowScale::next_tick(const ImguiSession& session) const {
    return is_pending(session) ? zoomed_at_ + zoom_rest_seconds : console::never;
}

}  // namespace gimbal::app
