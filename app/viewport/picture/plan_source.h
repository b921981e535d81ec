// Keeps the draw plan up to the document: small scenes at once, large ones on a worker, at most 20 a second, while the
// last is shown.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "api/document/scene/document.h"
#include "app/viewport/picture/draw_plan.h"

namespace gimbal::app {

// Thread: UI; a worker only fills what it was given.   GIL: never.
class PlanSource {
public:
    PlanSource(const document::Document& document, document::WorkerPool& pool, std::function<void()> wake);
    ~PlanSource();
    std::shared_ptr<const DrawPlan> latest();                                 // the same pointer while nothing changed
    const std::shared_ptr<const DrawPlan>& current() const { return plan_; }  // as of the last call of latest()
    bool behind() const;                                                      // a newer one can be had now
    double next_at() const;  // when it can, in steady seconds; infinity when that is now or never
    std::size_t worker_plans() const { return worker_plans_; }  // begun so far, for tests

private:
    struct Work {
        std::atomic<bool> done{false};
        DrawPlan plan;
    };
    bool plans_at_once(const document::Scene& scene) const;
    void show(DrawPlan plan);
    const document::Document& document_;
    document::WorkerPool& pool_;
    std::function<void()> wake_;
    std::shared_ptr<const DrawPlan> plan_ = std::make_shared<const DrawPlan>();
    std::shared_ptr<Work> work_;  // in flight
    document::JobPtr job_;
    double next_worker_plan_ = 0;  // steady seconds
    std::size_t worker_plans_ = 0;
};

}  // namespace gimbal::app
