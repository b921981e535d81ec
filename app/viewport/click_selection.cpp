// Casts, waits, selects.
#include "app/viewport/click_selection.h"

#include <algorithm>

namespace gimbal::app {

ClickSelection::ClickSelection(AppContext& context, document::WorkerPool& pool) : context_(context), pool_(pool) {}

ClickSelection::~ClickSelection() {
    for (Click& click : clicks_) click.job->cancel();
}

void ClickSelection::click(const Ray& ray, bool extend) {
    auto found = std::make_shared<Found>();
    document::JobPtr job = pool_.submit("picking", [found, ray, scene = context_.document.snapshot(), wake = context_.wake](document::Job& job) {
        if (const auto id = pick(*scene, ray, job)) found->name = scene->find(*id)->name;
        found->done.store(true, std::memory_order_release);
        if (wake) wake();
    });
    clicks_.push_back({std::move(found), std::move(job), extend});
}

void ClickSelection::apply_finished() {
    while (!clicks_.empty() && clicks_.front().found->done.load(std::memory_order_acquire)) {
        const Click click = std::move(clicks_.front());
        clicks_.pop_front();
        select(click.found->name, click.extend);
    }
}

// With Shift an object that is selected already is taken out, as in Blender.
void ClickSelection::select(const std::string& name, bool extend) {
    const document::ScenePtr scene = context_.document.snapshot();
    std::vector<std::string> names;
    if (extend)
        for (document::ObjectId id : scene->selection())
            if (const document::Object* object = scene->find(id)) names.push_back(object->name);
    const auto place = std::find(names.begin(), names.end(), name);
    if (place != names.end() && place + 1 == names.end()) names.erase(place);   // the active one: out
    else if (place != names.end()) std::rotate(place, place + 1, names.end());  // else it becomes the active one
    else if (!name.empty()) names.push_back(name);
    if (extend && name.empty()) return;                      // beside everything: the selection stays
    if (!extend && names.empty() && scene->selection().empty()) return;
    context_.run("object.select", {{"names", names}});
}

}  // namespace gimbal::app
