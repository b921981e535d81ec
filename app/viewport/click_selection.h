// Selects the object under a click. A worker casts the ray, so that a large mesh does not block the window. Clicks take
// effect in order.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <string>

#include "app/app_context.h"
#include "app/viewport/picker.h"

namespace gimbal::app {

// Thread: UI; the worker writes only into the result it was given.   GIL: never.
class ClickSelection {
public:
    ClickSelection(AppContext& context, WorkerPool& pool);
    ~ClickSelection();
    void click(const Ray& ray, bool extend);
    void apply_finished();  // runs the selection command, so that its Python line is logged

private:
    struct Found {
        std::atomic<bool> done{false};
        std::string name;  // "": nothing was hit
    };
    struct Click {
        std::shared_ptr<Found> found;
        JobPtr job;
        bool extend;
    };
    void select(const std::string& name, bool extend);
    void take_out_active(const Scene& scene);

    AppContext& context_;
    WorkerPool& pool_;
    std::deque<Click> clicks_;
};

}  // namespace gimbal::app
