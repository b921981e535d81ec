// Writes the settings when they change, on a worker, because a disk may take its time.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "app/names.h"
#include "app/settings.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// One write at a time. Changes during a write are written after it.
// Thread: UI; the worker gets only the text.   GIL: never.
class SettingsWriter {
public:
    // `report` gets the error of a write. `settings` and `ui` outlive the writer.
    SettingsWriter(Settings& settings, console::UiQueue& ui, std::function<void(std::string)> report);
    ~SettingsWriter();
    void finish();  // waits for the write; then only Settings::save() writes

private:
    void write();

    Settings& settings_;
    console::UiQueue& ui_;
    std::function<void(std::string)> report_;
    JobPtr job_;
    WorkerPool pool_{1};                     // a separate pool, so that a write does not wait for a long smoothing
    std::shared_ptr<SettingsWriter*> self_;  // held weakly by answers that are still queued
};

}  // namespace gimbal::app
