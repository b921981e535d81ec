// One plan is built at a time; a scene that changed meanwhile is planned next.
#include "app/viewport/plan_source.h"

namespace gimbal::app {
namespace {

constexpr std::size_t at_once_limit = 2'000;                 // objects: about a quarter of a millisecond

}  // namespace

PlanSource::PlanSource(const document::Document& document, document::WorkerPool& pool, std::function<void()> wake)
    : document_(document), pool_(pool), wake_(std::move(wake)) {}

PlanSource::~PlanSource() {
    if (job_) job_->cancel();
}

std::shared_ptr<const DrawPlan> PlanSource::latest() {
    if (work_ && work_->done.load(std::memory_order_acquire)) {
        plan_ = std::make_shared<const DrawPlan>(std::move(work_->plan));
        work_.reset();
    }
    if (work_ || plan_->version == document_.version()) return plan_;
    const document::ScenePtr scene = document_.snapshot();
    if (scene->object_count() <= at_once_limit) return plan_ = std::make_shared<const DrawPlan>(build_plan(*scene));
    work_ = std::make_shared<Work>();
    job_ = pool_.submit("sorting the scene for drawing", [scene, work = work_, wake = wake_](document::Job&) {
        work->plan = build_plan(*scene);
        work->done.store(true, std::memory_order_release);
        if (wake) wake();
    });
    return plan_;
}

bool PlanSource::behind() const { return work_ ? work_->done.load(std::memory_order_acquire) : plan_->version != document_.version(); }

}  // namespace gimbal::app
