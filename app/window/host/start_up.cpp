// The user's own scripts run first, because later runs may use what they set up.
#include "app/window/host/start_up.h"

#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

StartUp::StartUp(const ApplicationOptions& options, console::Engine& engine, Document& document,
                 WorkbenchWindow& window, const std::optional<KeptWork>& kept)
    : options_(options),
      engine_(engine),
      document_(document),
      window_(window),
      scene_restored_(kept && (kept->restarted || kept->has_scene())),
      restarted_(kept && kept->restarted) {}

void StartUp::engine_ready() {
    GIMBAL_ON(ui);
    if (!options_.command.safe_mode)
        scripts_ = engine_.submit_source(
            "import gimbal.startup, gimbal.plugins\ngimbal.startup.run()\ngimbal.plugins.load_all()\n", "<start-up>");
    if (restarted_) return;
    for (const auto& mesh : options_.command.meshes) window_.open_path(mesh.string());
    if (options_.command.script) engine_.submit_file(*options_.command.script, options_.command.arguments);
    else wants_emblem_ = options_.command.meshes.empty() && !scene_restored_;
    if (scripts_ == 0) show_emblem();
}

// Only in a scene in which nobody has done anything, because it is marked as saved and its history is forgotten.
void StartUp::show_emblem() {
    if (!std::exchange(wants_emblem_, false) || engine_.runs().busy()) return;
    if (document_.object_count() > 0 || document_.modified() || !document_.scene_file().empty()) return;
    emblem_ = engine_.submit_file(options_.resources.scripts_dir / "examples" / "01_emblem.py");
}

void StartUp::run_ended(console::RunId run) {
    GIMBAL_ON(ui);
    if (run == scripts_) return show_emblem();
    if (emblem_ == 0 || run != emblem_) return;
    emblem_ = 0;
    document_.forget_history();
    document_.mark_saved();  // not the user's work
}

}  // namespace gimbal::app
