// A worker casts the ray; the UI thread runs the selection command.
#include "app/viewport/click_selection.h"

#include "app/viewport/finish.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

ClickSelection::ClickSelection(AppContext& context, WorkerPool& pool) : context_(context), pool_(pool) {}

ClickSelection::~ClickSelection() {
    for (Click& click : clicks_) click.job->cancel();
}

void ClickSelection::click(const Ray& ray, bool extend) {
    GIMBAL_ON(ui);
    auto found = std::make_shared<Found>();
    const ScenePtr scene = context_.document.snapshot();
    JobPtr job = pool_.submit("picking", [found, ray, scene, &window = context_.window](Job& job) {
        const Finish finish{found->done, &window};  // later clicks wait for it
        if (const auto id = pick(*scene, ray, job)) found->name = scene->find(*id)->name;
    });
    clicks_.push_back({std::move(found), std::move(job), extend});
}

void ClickSelection::apply_finished() {
    GIMBAL_ON(ui);
    while (!clicks_.empty() && clicks_.front().found->done.load(std::memory_order_acquire)) {
        const Click click = std::move(clicks_.front());
        clicks_.pop_front();
        select(click.found->name, click.extend);
    }
}

// With Shift, the object is added and becomes active. If it was active already, it is removed. Blender does the same.
void ClickSelection::select(const std::string& name, bool extend) {
    const ScenePtr scene = context_.document.snapshot();
    const Object* active = scene->find(scene->active());
    if (name.empty()) {
        if (!extend && !scene->selection().empty()) context_.window.run_command("object.deselect_all", {});
    } else if (extend && active && active->name == name && scene->is_selected(scene->active())) {
        take_out_active(*scene);
    } else {
        context_.window.run_command("object.select", {{"name", name}, {"extend", extend}});
    }
}

// There is no command to deselect one object, so select the others again. The Info log can then be replayed.
void ClickSelection::take_out_active(const Scene& scene) {
    std::vector<std::string> others;
    for (ObjectId id : scene.selection())
        if (const Object* object = scene.find(id); object && id != scene.active()) others.push_back(object->name);
    if (others.empty()) return context_.window.run_command("object.deselect_all", {});
    context_.window.run_command("object.select", {{"name", std::move(others)}});
}

}  // namespace gimbal::app
