// Divides a picture into steps of about a millisecond and measures their cost.
#include "app/viewport/picture/refinement.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/base/clock.h"

namespace gimbal::app {
namespace {

constexpr std::uint32_t step_triangles = 4'096;  // a multiple of the run length of a partly drawn mesh
constexpr int bands = 4;                         // filling the whole picture would take too long for one step
constexpr double batch_ms = 2;                   // work between two waits for the rasteriser

double steady_ms() { return 1e3 * console::steady_seconds(); }

}  // namespace

int best_supersample(int width, int height) {
    GLint most = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
    return 2 * std::max(width, height) <= most ? 2 : 1;
}

void Refinement::start(PictureRenderer& renderer, const PassView& view, std::optional<std::size_t> triangle_budget) {
    cancel();
    view_ = view;
    to_come_ = renderer.begin_rows(view, triangle_budget);
    if (!to_come_->job) begin_steps(renderer);
}

void Refinement::begin_steps(PictureRenderer& renderer) {
    renderer.assemble(picture_, view_, to_come_->rows);
    to_come_.reset();
    target_.resize(view_.width, view_.height, true);
    make_steps();
}

// A few triangles are drawn once for each band, so that a step fills few pixels. Many triangles are drawn once, in
// pieces.
void Refinement::make_steps() {
    const PassView& view = view_;
    const bool few = picture_.triangles <= (view.supersample > 1 ? moving_triangle_budget : step_triangles);
    const auto each_band = [&](auto&& add) {
        for (int band = 0; band < bands; ++band) {
            const int low = view.height * band / bands;
            add(low, view.height * (band + 1) / bands - low);
        }
    };
    each_band([&](int low, int height) {
        steps_.push_back({StepKind::clear, low, height});
        if (few) add_meshes(low, height);
    });
    if (!few) add_meshes(0, view.height);
    const auto points = static_cast<std::uint32_t>(picture_.point_count);
    for (std::uint32_t first = 0; first < points; first += step_triangles)
        steps_.push_back({StepKind::points, 0, view.height, 0, first, std::min(step_triangles, points - first)});
    if (view.options.grid) each_band([&](int low, int height) { steps_.push_back({StepKind::grid, low, height}); });
    if (few) each_band([&](int low, int height) { add_translucent(low, height); });
    else add_translucent(0, view.height);
    add_finish();
}

// Bands are whole pixels of the finished picture. The full picture is written directly into the shown target, which is
// drawn on the window when it is complete. A quick picture differs in more than its edges, so it is finished in its own
// target and then copied.
void Refinement::add_finish() {
    const int scale = view_.supersample, height = view_.height / scale;
    for (int band = 0; band < bands; ++band) {
        const int low = height * band / bands, high = height * (band + 1) / bands;
        const PixelRect& outlined = picture_.selected;
        if (scale > 1 || (outlined.height > 0 && outlined.y < high && outlined.y + outlined.height > low))
            steps_.push_back({StepKind::finish, low, high - low});
    }
    if (scale == 1) steps_.push_back({StepKind::copy, 0, height});
}

void Refinement::add_meshes(int low, int height) {
    for (std::uint32_t i = 0; i < picture_.items.size(); ++i)
        if (!picture_.items[i].translucent) add_item(StepKind::meshes, i, low, height);
}

void Refinement::add_translucent(int low, int height) {
    for (std::uint32_t i = 0; i < picture_.items.size(); ++i) {
        if (!picture_.items[i].translucent) continue;
        add_item(StepKind::depth, i, low, height);
        add_item(StepKind::translucent, i, low, height);
    }
}

void Refinement::add_item(StepKind kind, std::uint32_t number, int low, int height) {
    const DrawItem& item = picture_.items[number];
    const auto triangles = static_cast<std::uint32_t>(item.triangles), all_rows = static_cast<std::uint32_t>(item.rows);
    if (triangles == 0) return;
    const std::uint32_t rows = std::max(step_triangles / triangles, 1u);
    for (std::uint32_t row = 0; row < all_rows; row += rows)
        for (std::uint32_t first = 0; first < triangles; first += step_triangles)
            steps_.push_back({kind, low, height, number, row, std::min(rows, all_rows - row), first,
                              std::min(step_triangles, triangles - first)});
}

void Refinement::cancel() {
    if (to_come_ && to_come_->job) to_come_->job->cancel();
    to_come_.reset();
    steps_.clear();
    next_ = 0;
}

void Refinement::run(const Step& step, PictureRenderer& renderer, const RenderTarget& shown) const {
    ScenePasses& passes = renderer.passes();
    const PassView& view = picture_.view;
    glEnable(GL_SCISSOR_TEST);
    glScissor(0, step.band_low, view.width, step.band_height);
    switch (step.kind) {
        case StepKind::clear: passes.clear(); break;
        case StepKind::meshes:
            passes.begin_meshes(view);
            renderer.draw_items(picture_, picture_.items[step.item], step.first_row, step.rows, step.first_triangle,
                                step.triangles);
            break;
        case StepKind::depth:
            renderer.draw_depth(picture_, picture_.items[step.item], step.first_row, step.rows, step.first_triangle,
                                step.triangles);
            break;
        case StepKind::translucent:
            renderer.draw_translucent(picture_, picture_.items[step.item], step.first_row, step.rows,
                                      step.first_triangle, step.triangles);
            break;
        case StepKind::points: passes.draw_points(view, picture_.points.get(), step.first_row, step.rows); break;
        case StepKind::grid: passes.draw_grid(view); break;
        case StepKind::finish:
            renderer.finish_band_into(picture_, target_, (view.supersample > 1 ? shown : target_).colour_framebuffer(),
                                      step.band_low, step.band_height);
            break;
        case StepKind::copy: renderer.copy_into(picture_, target_, shown.colour_framebuffer()); break;
    }
    glDisable(GL_SCISSOR_TEST);
}

double Refinement::expected_ms(const Step& step) const {
    const double unit = cost_[static_cast<int>(step.kind)];
    const bool meshes = step.kind == StepKind::meshes || step.kind == StepKind::depth ||
                        step.kind == StepKind::translucent;
    return meshes ? unit * step.rows * step.triangles + 0.02 : unit;
}

void Refinement::learn(StepKind kind, double expected, double measured) {
    const double ratio = std::clamp(measured / std::max(expected, 1e-3), 0.25, 4.0);
    cost_[static_cast<int>(kind)] *= std::sqrt(
        ratio);  // half of the change, because the thread may have been preempted
}

bool Refinement::advance(PictureRenderer& renderer, double budget_ms, const RenderTarget& shown) {
    if (!running() || waiting()) return false;
    const double begin = steady_ms();
    if (to_come_) begin_steps(renderer);
    do {
        target_.bind_scene();
        renderer.passes().begin(picture_.view);
        const StepKind kind = steps_[next_].kind;
        const double batch_begin = steady_ms(), left = budget_ms - (batch_begin - begin);
        double expected = 0;
        do {
            expected += expected_ms(steps_[next_]);
            run(steps_[next_++], renderer, shown);
        } while (running() && steps_[next_].kind == kind &&
                 expected + expected_ms(steps_[next_]) <= std::min(batch_ms, left));
        glFinish();  // the rasteriser runs on other threads, so a measurement has to wait for it
        learn(kind, expected, steady_ms() - batch_begin);
    } while (running() && steady_ms() - begin + expected_ms(steps_[next_]) <= budget_ms);
    ScenePasses::end();
    return !running();
}

}  // namespace gimbal::app
