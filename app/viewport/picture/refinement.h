// Draws a picture for a few milliseconds in each frame and shows it when it is complete: the full picture at rest, and
// the quick picture of a large scene.
#pragma once
#include <vector>

#include "app/viewport/picture/picture_renderer.h"

namespace gimbal::app {

// Thread: the one whose OpenGL context is current.   GIL: never.
class Refinement {
public:
    // Without a triangle budget it is the full picture. For a large scene, a worker makes the rows first.
    void start(PictureRenderer& renderer, const PassView& view,
               std::optional<std::size_t> triangle_budget = std::nullopt);
    void cancel();
    bool running() const { return to_come_ || next_ < steps_.size(); }
    // Waits for the worker, which wakes the window.
    bool waiting() const { return to_come_ && !to_come_->done.load(std::memory_order_acquire); }
    // Draws at least one step, and more until the budget would be exceeded. Returns true if the picture is complete and
    // copied into `shown`.
    bool advance(PictureRenderer& renderer, double budget_ms, const RenderTarget& shown);
    const PreparedPicture& picture() const { return picture_; }
    std::size_t step_count() const { return steps_.size(); }

private:
    enum class StepKind { clear, meshes, points, grid, depth, translucent, finish, copy };
    struct Step {
        StepKind kind = StepKind::clear;
        int band_low = 0, band_height = 0;  // rows of pixels
        std::uint32_t item = 0, first_row = 0, rows = 0, first_triangle = 0, triangles = 0;
    };
    void begin_steps(PictureRenderer& renderer);
    void make_steps();
    void add_meshes(int low, int height);
    void add_translucent(int low, int height);
    void add_item(StepKind kind, std::uint32_t item, int low, int height);
    void add_finish();
    void run(const Step& step, PictureRenderer& renderer, const RenderTarget& shown) const;
    double expected_ms(const Step& step) const;
    void learn(StepKind kind, double expected, double measured);

    std::shared_ptr<PictureRowsToCome> to_come_;  // until the steps are made from it
    PassView view_;
    PreparedPicture picture_;
    RenderTarget target_;
    std::vector<Step> steps_;
    std::size_t next_ = 0;
    // In ms for each step; for meshes, for each triangle. Updated by measurements.
    double cost_[8] = {1.5, 0.00035, 1, 3, 0.0002, 0.00035, 1, 0.5};
};

// Twice the size in each direction, if the driver allows that size.
int best_supersample(int width, int height);

}  // namespace gimbal::app
