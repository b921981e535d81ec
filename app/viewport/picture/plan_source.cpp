// Builds one plan at a time. If the scene has changed meanwhile, its plan is next.
#include "app/viewport/picture/plan_source.h"

#include <unordered_set>

#include "app/viewport/finish.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr std::size_t at_once_limit = 2'000;          // objects; about a quarter of a millisecond
constexpr std::size_t bounds_at_once_limit = 20'000;  // vertices of a new mesh, whose bounds may have to be computed
constexpr double worker_plan_seconds = 0.05;          // minimum time between two plans of a large scene
constexpr double retry_seconds = 1;                   // after a plan for which no memory was left

}  // namespace

PlanSource::PlanSource(const Document& document, WorkerPool& pool, Waker* waker)
    : document_(document),
      pool_(pool),
      waker_(waker) {}

PlanSource::~PlanSource() {
    if (job_) job_->cancel();
}

std::shared_ptr<const DrawPlan> PlanSource::latest() {
    GIMBAL_ON(ui);
    if (work_ && work_->done.load(std::memory_order_acquire)) {
        if (work_->plan) show(std::move(*work_->plan));
        else next_worker_plan_ = console::steady_seconds() + retry_seconds;
        work_.reset();
    }
    if (work_ || plan_->version == document_.version() || console::steady_seconds() < next_worker_plan_) return plan_;
    ScenePtr scene = document_.snapshot();
    if (plans_at_once(*scene)) {
        show(build_plan(*scene));
        return plan_;
    }
    next_worker_plan_ = console::steady_seconds() + worker_plan_seconds;
    ++worker_plans_;
    work_ = std::make_shared<Work>();
    job_ = pool_.submit("sorting the scene for drawing",
                        [scene = std::move(scene), work = work_, waker = waker_](Job&) mutable {
                            const Finish finish{work->done, waker};
                            work->plan = build_plan(*scene);
                            scene.reset();  // freed on the worker if the document has moved on
                        });
    return plan_;
}

// The worker frees replaced plans and the meshes that only they hold, because freeing so much memory takes
// milliseconds.
void PlanSource::show(DrawPlan plan) {
    auto shown = std::make_shared<const DrawPlan>(std::move(plan));
    shown.swap(plan_);
    if (shown->triangle_count + shown->rows.size() < bounds_at_once_limit) return;
    pool_.submit("giving back memory", [replaced = std::move(shown)](Job&) mutable { replaced.reset(); });
}

bool PlanSource::plans_at_once(const Scene& scene) const {
    if (scene.object_count() > at_once_limit) return false;
    std::unordered_set<const Mesh*> known;
    for (const PlanGroup& group : plan_->groups) known.insert(group.mesh.get());
    bool all = true;
    scene.for_each([&](ObjectId, const Object& object) {
        all &= object.mesh->vertex_count() <= bounds_at_once_limit || object.mesh->knows_bounds_and_colour() ||
               known.contains(object.mesh.get());
    });
    return all;
}

bool PlanSource::is_outdated() const {
    if (work_) return work_->done.load(std::memory_order_acquire);
    return plan_->version != document_.version() && console::steady_seconds() >= next_worker_plan_;
}

double PlanSource::next_at() const {
    const bool later = !work_ && plan_->version != document_.version();
    return later ? next_worker_plan_ : console::never;
}

}  // namespace gimbal::app
