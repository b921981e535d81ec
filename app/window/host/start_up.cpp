// The user's own scripts run first, because later runs may use what they set up.
#include "app/window/host/start_up.h"

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

StartUp::StartUp(const ApplicationOptions& options, console::Engine& engine, document::Document& document,
                 WorkbenchWindow& window)
    : options_(options),
      engine_(engine),
      document_(document),
      window_(window) {}

void StartUp::engine_ready() {
    GIMBAL_ON(ui);
    if (!options_.safe_mode)
        scripts_ = engine_.submit_source(
            "import gimbal.startup, gimbal.plugins\ngimbal.startup.run()\ngimbal.plugins.load_all()\n", "<start-up>");
    for (const auto& mesh : options_.meshes) window_.open_mesh(mesh.string());
    if (options_.script) engine_.submit_file(*options_.script, options_.script_arguments);
    else if (options_.meshes.empty()) emblem_ = engine_.submit_file(options_.scripts_dir / "examples" / "01_emblem.py");
}

void StartUp::run_ended(console::RunId run) {
    GIMBAL_ON(ui);
    if (emblem_ == 0 || run != emblem_) return;
    emblem_ = 0;
    document_.forget_history();
}

}  // namespace gimbal::app
