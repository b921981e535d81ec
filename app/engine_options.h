// The options that all engines of the program share: of the window, without one, and of `gimbal doctor`.
#pragma once
#include "app/resources.h"
#include "gimbal/console/environment/virtual_environment.h"
#include "gimbal/console/options.h"

namespace gimbal::app {

// The name, where Python is, and which environment it uses. Thread: any.
inline console::EngineOptions engine_options(const Resources& resources,
                                             const console::EnvironmentChoice& environment) {
    console::EngineOptions options;
    options.program_name = "gimbal";
    options.launcher = resources.launcher;
    options.search_paths = {resources.python_dir};
    options.virtual_environment = environment.folder();
    return options;
}

}  // namespace gimbal::app
