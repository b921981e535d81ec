// A click becomes a selection: the ray is cast by a worker, so that a large mesh holds nothing up, and answers in
// order.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/app_context.h"
#include "app/viewport/picker.h"

namespace gimbal::app {

// Thread: UI; a worker only fills what it was given.   GIL: never.
class ClickSelection {
public:
    ClickSelection(AppContext& context, document::WorkerPool& pool);
    ~ClickSelection();
    void click(const Ray& ray, bool extend);
    void apply_finished();  // runs the selection's command, so that it is echoed as Python
    bool pending() const { return !clicks_.empty(); }

private:
    struct Found {
        std::atomic<bool> done{false};
        std::string name;  // "": nothing there
    };
    struct Click {
        std::shared_ptr<Found> found;
        document::JobPtr job;
        bool extend;
    };
    void select(const std::string& name, bool extend);
    void take_out_active(const document::Scene& scene);

    AppContext& context_;
    document::WorkerPool& pool_;
    std::deque<Click> clicks_;
};

}  // namespace gimbal::app
