// Decides what to render when: nothing, the quick picture, or the next slices of the full one.
#include "app/viewport/view_picture.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace gimbal::app {
namespace {

constexpr double rest_seconds = 0.15;                        // without a change
constexpr std::size_t upload_bytes = 2u << 20;               // a frame
constexpr double quick_goal_ms = 13, least_budget = 13'000;

double steady_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

bool has_opengl() { return glad_glGenVertexArrays != nullptr; }

}  // namespace

ViewPicture::ViewPicture(const document::Document& document, PlanSource& plans, document::WorkerPool& pool, std::function<void()> wake)
    : document_(document), plans_(plans), pool_(pool), wake_(std::move(wake)) {}

ViewPicture::~ViewPicture() = default;

void ViewPicture::set_size(int width, int height, double now) {
    width_ = std::max(width, 0);
    height_ = std::max(height, 0);
    panel_now_ = now;
    panel_now_taken_ = steady_seconds();
}

void ViewPicture::toggle_wireframe() { options_.shading = options_.shading == Shading::solid ? Shading::wireframe : Shading::solid; }

double ViewPicture::now() const { return panel_now_ + (steady_seconds() - panel_now_taken_); }

bool ViewPicture::at_rest() const { return now() - changed_at_ >= rest_seconds; }

unsigned ViewPicture::texture() {
    if (!has_opengl() || broken_ || width_ < 1 || height_ < 1) return 0;
    shown_.resize(width_, height_, true);                    // render() fills it before this frame is presented
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    return shown_.colour_texture();
}

ViewPicture::Subject ViewPicture::subject() const {
    return {renderer_ ? renderer_->plan().get() : nullptr, document_.camera_version(), detail_version_, width_, height_, options_.shading};
}

bool ViewPicture::render(double budget_ms) {
    if (!has_opengl() || broken_ || width_ < 1 || height_ < 1) return false;
    if (!renderer_) {
        renderer_ = std::make_unique<PictureRenderer>(&pool_, &document::WorkerPool::shared(), wake_);
        renderer_->warm_up();
    }
    const auto plan = plans_.latest();
    if (plan != renderer_->plan()) {
        refinement_.cancel();                                // its picture points into meshes that may go now
        renderer_->set_plan(plan);
    }
    if (renderer_->upload(upload_bytes)) ++detail_version_;
    if (drawn_ != subject()) {
        draw_quick();
        return true;
    }
    return !refined_ && at_rest() && refine(budget_ms);
}

void ViewPicture::draw_quick() {
    const double begin = steady_seconds();
    const Subject drawn = subject();
    refinement_.cancel();
    refined_ = false;
    shown_.resize(width_, height_, true);
    const PassView view(document_.camera(), options_, width_, height_, 1);
    const double lines_cost = options_.shading == Shading::wireframe ? 3 : 1;   // three lines for a triangle
    const PreparedPicture picture = renderer_->prepare(view, static_cast<std::size_t>(moving_budget_ / lines_cost));
    renderer_->draw_whole(picture, shown_);
    renderer_->finish_into(picture, shown_, shown_.colour_framebuffer());
    glFinish();
    ScenePasses::end();
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    drawn_ = drawn;
    changed_at_ = now();
    ++counts_.quick;
    counts_.quick_triangles = picture.triangles;
    const double spent_ms = (steady_seconds() - begin) * 1000;
    const double change = std::clamp(quick_goal_ms / spent_ms, 0.7, 1.15);
    moving_budget_ = std::clamp(moving_budget_ * change, least_budget, static_cast<double>(moving_triangle_budget));
}

bool ViewPicture::refine(double budget_ms) {
    if (!refinement_.running()) {
        refinement_.start(*renderer_, PassView(document_.camera(), options_, width_, height_, best_supersample(width_, height_)));
        if (renderer_->pending()) {                          // some mesh is still on its way: its arrival begins anew
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
    if (!renderer_ || plans_.behind() || renderer_->plan() != plans_.current()) return true;
    if (drawn_ != subject() || renderer_->upload_due()) return true;
    return !refined_ && at_rest() && !renderer_->pending();
}

double ViewPicture::next_tick() const {
    if (!drawn_ || refined_ || broken_ || (renderer_ && renderer_->pending())) return std::numeric_limits<double>::infinity();
    return changed_at_ + rest_seconds;
}

}  // namespace gimbal::app
