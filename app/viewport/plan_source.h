// Keeps the draw plan up to the document: small scenes at once, large ones on a worker while the last plan is shown.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "api/document/document.h"
#include "app/viewport/draw_plan.h"

namespace gimbal::app {

// Thread: UI; a worker only fills what it was given.   GIL: never.
class PlanSource {
public:
    PlanSource(const document::Document& document, document::WorkerPool& pool, std::function<void()> wake);
    ~PlanSource();
    std::shared_ptr<const DrawPlan> latest();                // the same pointer while nothing changed
    const std::shared_ptr<const DrawPlan>& current() const { return plan_; }   // as of the last call of latest()
    bool behind() const;                                     // a newer one can be had now

private:
    struct Work {
        std::atomic<bool> done{false};
        DrawPlan plan;
    };
    const document::Document& document_;
    document::WorkerPool& pool_;
    std::function<void()> wake_;
    std::shared_ptr<const DrawPlan> plan_ = std::make_shared<const DrawPlan>();
    std::shared_ptr<Work> work_;                             // in flight
    document::JobPtr job_;
};

}  // namespace gimbal::app
