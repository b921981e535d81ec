// Keeps the draw plan up to date with the document: plans small scenes at once and large ones on a worker, at most 20
// times a second.
#pragma once
#include <atomic>
#include <memory>
#include <optional>

#include "app/names.h"
#include "app/viewport/picture/draw_plan.h"
#include "app/waker.h"

namespace gimbal::app {

// Thread: UI; the worker writes only into the result it was given.   GIL: never.
class PlanSource {
public:
    PlanSource(const Document& document, WorkerPool& pool, Waker* waker);
    ~PlanSource();
    std::shared_ptr<const DrawPlan> latest();  // returns the same pointer while nothing has changed
    const std::shared_ptr<const DrawPlan>& current() const { return plan_; }  // the result of the last latest()
    bool is_outdated() const;  // a newer plan is available or can be built now
    double next_at() const;    // when it can be built, in steady seconds; infinity: now or never
    std::size_t worker_plans() const { return worker_plans_; }  // started so far, for tests

private:
    struct Work {
        std::atomic<bool> done{false};
        std::optional<DrawPlan> plan;  // none: no memory was left
    };
    bool plans_at_once(const Scene& scene) const;
    void show(DrawPlan plan);
    const Document& document_;
    WorkerPool& pool_;
    Waker* waker_;
    std::shared_ptr<const DrawPlan> plan_ = std::make_shared<const DrawPlan>();
    std::shared_ptr<Work> work_;  // in flight
    JobPtr job_;
    double next_worker_plan_ = 0;  // steady seconds
    std::size_t worker_plans_ = 0;
};

}  // namespace gimbal::app
