// How the window configures the engine and the console panel.
#pragma once
#include <cstddef>
#include <memory>

#include "api/module/module_link.h"
#include "app/settings.h"
#include "app/window/application.h"
#include "app/window/drawing/frame_clock.h"
#include "gimbal/console/console_panel.h"
#include "gimbal/console/engine.h"

namespace gimbal::app {

// The number of lines that the console keeps, from the settings. Writes the default into the settings, so that a user
// who opens the file finds the key.
class ScrollbackSize {
public:
    explicit ScrollbackSize(Settings& settings);
    std::size_t lines() const { return lines_; }
    bool above_default() const;

private:
    std::size_t lines_;
};

// Thread: UI. `module` and `clock` must outlive the engine.
std::unique_ptr<console::Engine> start_engine(const ApplicationOptions& options, const ScrollbackSize& scrollback,
                                              module::ModuleLink& module, FrameClock& clock);
console::ConsolePanelOptions console_panel_options(const ApplicationOptions& options, const ScrollbackSize& scrollback);

}  // namespace gimbal::app
