// Decides what to render in a frame: nothing, the quick picture, or the next slices of the full one.
#include "app/viewport/picture/view_picture.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr double rest_seconds = 0.15;           // time without a change before the full picture is drawn
constexpr std::size_t upload_bytes = 1u << 19;  // for each frame
constexpr double upload_ms = 2;                 // its time limit
constexpr double quick_goal_ms = 13, least_budget = 13'000;
// For the quick picture of a heavy scene, in each frame. While a script runs, the window has about half a core.
constexpr double slice_ms = 2, following_slice_ms = 6;
constexpr std::size_t at_once_triangles = 20'000, at_once_objects = 1'000;
constexpr double hold_seconds = 2;  // limit for showing the last plan while a mesh of the next one is prepared
constexpr std::size_t most_held_groups = 1'000;
constexpr double first_retry_seconds = 5, last_retry_seconds = 320;

bool has_opengl() { return glad_glGenVertexArrays != nullptr; }

}  // namespace

ViewPicture::ViewPicture(const Document& document, PlanSource& plans, WorkerPool& pool, Waker* waker)
    : document_(document),
      plans_(plans),
      pool_(pool),
      waker_(waker) {}

ViewPicture::~ViewPicture() = default;

void ViewPicture::set_size(int width, int height, double now) {
    GIMBAL_ON(ui);
    if (width != width_ || height != height_ || console::steady_seconds() >= retry_at_) broken_ = false;
    width_ = std::max(width, 0);
    height_ = std::max(height, 0);
    panel_now_ = now;
    panel_now_taken_ = console::steady_seconds();
}

double ViewPicture::give_up() {
    next_quick_.cancel();
    refinement_ = Refinement();
    next_quick_ = Refinement();
    renderer_.reset();  // the texture stays, because this frame may show it
    drawn_.reset();
    next_plan_.reset();
    next_plan_here_ = refined_ = false;
    retry_seconds_ = retry_seconds_ == 0 ? first_retry_seconds : std::min(2 * retry_seconds_, last_retry_seconds);
    retry_at_ = console::steady_seconds() + retry_seconds_;
    broken_ = true;
    return retry_seconds_;
}

void ViewPicture::set_wireframe(bool on) { options_.shading = on ? Shading::wireframe : Shading::solid; }

double ViewPicture::now() const { return panel_now_ + (console::steady_seconds() - panel_now_taken_); }

bool ViewPicture::at_rest() const { return now() - changed_at_ >= rest_seconds; }

unsigned ViewPicture::texture() {
    GIMBAL_ON(ui);
    if (!has_opengl() || broken_ || width_ < 1 || height_ < 1) return 0;
    shown_.resize(width_, height_, true);  // render() fills it before this frame is presented
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    return shown_.colour_texture();
}

ViewPicture::Subject ViewPicture::subject() const {
    return {renderer_ ? renderer_->plan().get() : nullptr,
            document_.camera_version(),
            detail_version_,
            width_,
            height_,
            options_.shading};
}

bool ViewPicture::render(double budget_ms) {
    GIMBAL_ON(ui);
    if (!has_opengl() || broken_ || width_ < 1 || height_ < 1) return false;
    if (!renderer_) {
        renderer_ = std::make_unique<PictureRenderer>(&pool_, &WorkerPool::shared(), waker_);
        renderer_->warm_up();
    }
    if (renderer_->upload_due()) {
        if (renderer_->upload(upload_bytes)) ++detail_version_;
        budget_ms -= upload_ms;
    } else if (renderer_->upload(0)) {
        ++detail_version_;
    }
    take_plan();
    if (next_quick_.running() || drawn_ != subject()) return draw_change(budget_ms);
    return !refined_ && at_rest() && refine(budget_ms);
}

// Skips versions that arrive while another one is prepared or drawn, so that a fast script cannot stop the view from
// updating.
void ViewPicture::take_plan() {
    look_for_plan();
    if (!next_plan_) return;
    const bool may_wait = drawn_ && next_plan_->groups.size() <= most_held_groups;
    const bool ready = !may_wait || renderer_->has_meshes_of(*next_plan_);
    next_plan_here_ = ready || console::steady_seconds() - next_plan_since_ >= hold_seconds;
    if (!next_plan_here_ || next_quick_.running()) return;
    refinement_.cancel();  // its picture refers to meshes that may be released now
    renderer_->set_plan(std::exchange(next_plan_, nullptr));
    ++counts_.plans_shown;
    counts_.unready_plans += !ready;
    if (!renderer_->plan_follows()) return;
    look_for_plan();  // while a mesh moves on, the next one is prepared during the frame that shows this one
    if (next_plan_) renderer_->has_meshes_of(*next_plan_);
}

void ViewPicture::look_for_plan() {
    const auto latest = plans_.latest();
    if (next_plan_ || latest == renderer_->plan()) return;
    next_plan_ = latest;
    next_plan_since_ = console::steady_seconds();
}

bool ViewPicture::in_slices(const Subject& wanted) const {
    if (!drawn_) return false;
    Subject same_view = *drawn_;
    same_view.plan = wanted.plan;
    same_view.detail_version = wanted.detail_version;
    if (same_view != wanted) return false;  // the user moves the view, so draw at once with fewer triangles
    const DrawPlan& plan = *renderer_->plan();
    return plan.triangle_count > at_once_triangles || plan.rows.size() > at_once_objects;
}

bool ViewPicture::draw_change(double budget_ms) {
    const Subject wanted = subject();
    if (!in_slices(wanted)) {
        next_quick_.cancel();
        draw_quick();
        return true;
    }
    refinement_.cancel();
    refined_ = false;
    if (!next_quick_.running()) {
        next_drawn_ = wanted;
        next_quick_.start(*renderer_, PassView(document_.camera(), options_, width_, height_, 1), quick_triangles());
    }
    const bool complete = next_quick_.advance(
        *renderer_, std::min(budget_ms, renderer_->plan_follows() ? following_slice_ms : slice_ms), shown_);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    changed_at_ = now();
    if (!next_quick_.waiting()) ++counts_.quick_slices;
    if (!complete) return false;
    drawn_ = next_drawn_;
    ++counts_.quick;
    counts_.quick_triangles = next_quick_.picture().triangles;
    return true;
}

std::size_t ViewPicture::quick_triangles() const {
    return static_cast<std::size_t>(moving_budget_ /
                                    (options_.shading == Shading::wireframe ? 3 : 1));  // three lines for each triangle
}

RenderCounts ViewPicture::counts() const {
    RenderCounts counts = counts_;
    counts.worker_plans = plans_.worker_plans();
    return counts;
}

void ViewPicture::draw_quick() {
    const double begin = console::steady_seconds();
    const Subject drawn = subject();
    refinement_.cancel();
    refined_ = false;
    shown_.resize(width_, height_, true);
    const PassView view(document_.camera(), options_, width_, height_, 1);
    const PreparedPicture picture = renderer_->prepare(view, quick_triangles());
    renderer_->draw_whole(picture, shown_);
    renderer_->finish_into(picture, shown_, shown_.colour_framebuffer());
    glFinish();
    ScenePasses::end();
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    drawn_ = drawn;
    changed_at_ = now();
    retry_seconds_ = 0;
    ++counts_.quick;
    counts_.quick_triangles = picture.triangles;
    const double spent_ms = (console::steady_seconds() - begin) * 1000;
    const double change = std::clamp(quick_goal_ms / spent_ms, 0.7, 1.15);
    moving_budget_ = std::clamp(moving_budget_ * change, least_budget, static_cast<double>(moving_triangle_budget));
}

bool ViewPicture::refine(double budget_ms) {
    if (!refinement_.running()) {
        refinement_.start(*renderer_,
                          PassView(document_.camera(), options_, width_, height_, best_supersample(width_, height_)));
        if (renderer_->pending()) {  // a mesh is not ready yet; its arrival starts a new picture
            refinement_.cancel();
            return false;
        }
        ++counts_.refinements;
    }
    ++counts_.slices;
    refined_ = refinement_.advance(*renderer_, budget_ms, shown_);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    counts_.refined += refined_;
    counts_.refined_triangles = refinement_.picture().triangles;
    return refined_;
}

bool ViewPicture::wants_render() const {
    if (!has_opengl() || broken_ || width_ < 1 || height_ < 1) return false;
    if (!renderer_ || plans_.is_outdated() || renderer_->upload_due()) return true;
    if (next_quick_.running()) return !next_quick_.waiting();
    if (drawn_ != subject()) return true;
    if (next_plan_)
        return next_plan_here_ ||
               console::steady_seconds() - next_plan_since_ >= hold_seconds;  // otherwise a worker wakes the window
    if (renderer_->plan() != plans_.current()) return true;
    return !refined_ && at_rest() && !renderer_->pending() && !refinement_.waiting();
}

double ViewPicture::next_tick() const {
    if (broken_) return panel_now_ + (retry_at_ - panel_now_taken_);
    if (!drawn_) return console::never;
    double tick = panel_now_ + (plans_.next_at() - panel_now_taken_);
    if (next_plan_) tick = std::min(tick, panel_now_ + (next_plan_since_ + hold_seconds - panel_now_taken_));
    if (!refined_ && !renderer_->pending() && !refinement_.waiting()) tick = std::min(tick, changed_at_ + rest_seconds);
    return tick;
}

}  // namespace gimbal::app
