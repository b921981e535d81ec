// The draw calls of one picture.
#include "app/viewport/picture/picture_renderer.h"

#include <algorithm>
#include <cmath>

#include "api/document/mesh/mesh_ops.h"
#include "app/viewport/finish.h"

namespace gimbal::app {
namespace {

constexpr std::size_t run_length = 512;           // consecutive triangles, if only a part of a mesh is drawn
constexpr std::size_t most_sorted_rows = 20'000;  // more translucent objects are blended in any order
constexpr std::size_t rows_at_once = 2'000;       // a worker measures larger scenes

// A software renderer clears what it allocates, so use a buffer again if it is large enough.
void fill_buffer(GlBuffer& buffer, std::size_t& room, const void* data, std::size_t bytes) {
    if (!buffer) buffer = GlBuffer::make();
    glBindBuffer(GL_ARRAY_BUFFER, buffer.get());
    if (bytes > room || bytes * 8 < room) {
        glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(bytes), data, GL_STREAM_DRAW);
        room = bytes;
    } else if (bytes > 0) {
        glBufferSubData(GL_ARRAY_BUFFER, 0, static_cast<GLsizeiptr>(bytes), data);
    }
}

// Draws one of `thinning` dots, chosen without a pattern, and draws it larger, so that the density looks the same.
PictureRows make_picture_rows(const DrawPlan& plan, const std::vector<GroupLevels>& levels, const DetailView& view) {
    const Detail detail = choose_detail(plan, levels, view);
    const float growth = std::min(std::sqrt(static_cast<float>(detail.point_thinning)), 2.0f);
    PictureRows made;
    made.triangles = detail.triangles;
    made.rows.reserve(detail.order.size());
    for (const Batch& batch : detail.batches) {
        const PlanGroup& group = plan.groups[batch.group];
        const bool apart = group.translucent && batch.kind != StandIn::point && plan.rows.size() <= most_sorted_rows;
        if (batch.kind != StandIn::point && !apart)
            made.items.push_back({batch, made.rows.size(), group.translucent, 0});
        for (std::uint32_t i = batch.first; i < batch.first + batch.count; ++i) {
            const std::uint32_t row = detail.order[i];
            if (apart) {
                Batch one = batch;
                one.count = 1;
                const glm::vec4 clip = view.view_projection * glm::vec4(glm::vec3(plan.spheres[row]), 1);
                made.items.push_back({one, made.rows.size(), true, clip.z});
            }
            if (batch.kind == StandIn::box)
                made.rows.push_back(box_row(plan.rows[row], group.mesh->bounds(), plan.mean_colours[row]));
            else if (batch.kind != StandIn::point) made.rows.push_back(plan.rows[row]);
            else if (row * 2654435761u >> 16 < 65536u / detail.point_thinning)
                made.points.push_back(
                    {glm::vec4(glm::vec3(plan.spheres[row]), plan.spheres[row].w * growth), plan.mean_colours[row]});
        }
    }
    std::ranges::stable_sort(made.items, [](const PictureRows::Item& a, const PictureRows::Item& b) {
        return a.translucent != b.translucent ? b.translucent : a.depth > b.depth;
    });
    return made;
}

// Returns the bounds of the spheres on the screen, with a margin for the outline.
PixelRect screen_rectangle(const std::vector<glm::vec4>& spheres, const PassView& view) {
    const int width = view.width / view.supersample, height = view.height / view.supersample;
    if (spheres.empty()) return {};
    glm::vec2 low(1e9f), high(-1e9f);
    for (const glm::vec4& sphere : spheres) {
        const glm::vec4 clip = view.view_projection * glm::vec4(glm::vec3(sphere), 1);
        const bool perspective = !view.camera.orthographic;
        if (perspective && clip.w <= sphere.w * 1.05f)
            return {0, 0, width, height};  // the camera is inside the sphere or past it
        const float nearest = perspective ? clip.w - sphere.w : 1.0f;
        const float reach = sphere.w * view.projection_scale / nearest * static_cast<float>(height) * 0.5f * 1.1f + 4;
        const glm::vec2 centre = (glm::vec2(clip) / clip.w * 0.5f + 0.5f) * glm::vec2(width, height);
        low = glm::min(low, centre - reach);
        high = glm::max(high, centre + reach);
    }
    const glm::vec2 limit(width, height);
    low = glm::clamp(low, glm::vec2(0), limit);
    high = glm::clamp(high, glm::vec2(0), limit);
    const glm::ivec2 corner(low), size(glm::ceil(high - low));
    return {corner.x, corner.y, size.x, size.y};
}

// The finest proxy that can be prepared and drawn in each frame.
std::size_t first_following(const std::vector<MeshPtr>& proxies) {
    const auto small = std::ranges::find_if(
        proxies, [](const MeshPtr& proxy) { return proxy->triangle_count() <= following_triangle_budget; });
    return static_cast<std::size_t>(std::min(small, proxies.end() - 1) - proxies.begin());
}

DetailView detail_view(const PassView& view, std::optional<std::size_t> triangle_budget) {
    return {view.view_projection, view.projection_scale, view.height / view.supersample, triangle_budget};
}

}  // namespace

PictureRenderer::PictureRenderer(WorkerPool* mesh_pool, WorkerPool* proxy_pool, Waker* waker)
    : pool_(mesh_pool),
      waker_(waker),
      meshes_(mesh_pool, waker),
      proxies_(proxy_pool, waker),
      interactive_(proxy_pool != nullptr),
      box_(std::make_shared<const Mesh>(document::make_cube(2))),
      plan_(std::make_shared<const DrawPlan>()) {}

void PictureRenderer::warm_up() {
    RenderTarget drawn, shown;
    drawn.resize(22, 14, true);  // no powers of two, because Mesa compiles separate shaders for those
    shown.resize(11, 7, false);
    const InstanceRow row{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}, mask_unselected << 24, 1};
    const PointVertex point{glm::vec4(0, 0, 0, 1), row.colour};
    PreparedPicture picture;
    picture.view = PassView(Camera(), {}, 11, 7, 2);
    picture.items.push_back({meshes_.get(box_), 0, 1, 12, true});
    fill_buffer(picture.instances, picture.instance_bytes, &row, sizeof row);
    fill_buffer(picture.points, picture.point_bytes, &point, sizeof point);
    picture.point_count = 1;
    picture.selected = {0, 0, 11, 7};
    draw_whole(picture, drawn);
    finish_into(picture, drawn, shown.colour_framebuffer());
    glFinish();
}

void PictureRenderer::set_plan(std::shared_ptr<const DrawPlan> plan) {
    plan_ = std::move(plan);
    std::unordered_set<const Mesh*> used{box_.get()};
    following_.clear();
    for (const PlanGroup& group : plan_->groups) {
        used.insert(group.mesh.get());
        if (follows(*plan_, group)) following_.push_back(group.mesh);
    }
    proxies_.keep_only(used);
    proxies_.add_all_to(used);
    meshes_.keep_only(used);
}

bool PictureRenderer::upload(std::size_t byte_budget) {
    const bool uploaded = meshes_.upload(byte_budget);
    return proxies_.take_finished() || uploaded;
}

// Where they can be useful: not for what is negligible in a crowded scene. Drawing a large mesh once takes less time
// than making its proxies.
bool PictureRenderer::wants_proxies(const DrawPlan& plan, const PlanGroup& group) const {
    const std::size_t enough = interactive_ ? moving_triangle_budget : 2'000'000;
    const std::size_t own = group.mesh->triangle_count();
    if (plan.triangle_count <= enough || own < 250 || own * group.count * 20 < enough) return false;
    return interactive_ || group.count >= 16;
}

bool PictureRenderer::follows(const DrawPlan& plan, const PlanGroup& group) {
    return interactive_ && wants_proxies(plan, group) && proxies_.follows(group.mesh);
}

bool PictureRenderer::plan_follows() {
    return std::ranges::any_of(following_, [&](const MeshPtr& mesh) { return proxies_.follows(mesh); });
}

bool PictureRenderer::has_meshes_of(const DrawPlan& plan) {
    bool all = true;
    for (const PlanGroup& group : plan.groups) {
        if (!follows(plan, group)) {
            all &= meshes_.get(group.mesh) != nullptr;
            continue;
        }
        const std::vector<MeshPtr>& levels = proxies_.levels(group.mesh);
        all &= stand_in(group, levels[first_following(levels)]) != nullptr;
    }
    return all;
}

// Requests a mesh and its proxies. What is missing counts as zero triangles. Of a mesh that moves on, only what will be
// drawn is prepared.
std::vector<GroupLevels> PictureRenderer::available_levels(std::optional<std::size_t> triangle_budget) {
    std::vector<GroupLevels> levels(plan_->groups.size());
    for (std::size_t g = 0; g < levels.size(); ++g) {
        const PlanGroup& group = plan_->groups[g];
        const auto add = [&](const Mesh& mesh, bool is_here) {
            levels[g].triangles.push_back(is_here ? static_cast<std::uint32_t>(mesh.triangle_count()) : 0);
        };
        const bool moves_on = triangle_budget && follows(*plan_, group);
        add(*group.mesh, moves_on ? meshes_.find(group.mesh) != nullptr : meshes_.get(group.mesh) != nullptr);
        if (!wants_proxies(*plan_, group)) continue;
        const std::vector<MeshPtr>& proxies = proxies_.levels(group.mesh);
        const std::size_t first = moves_on ? first_following(proxies) : 0;
        for (std::size_t i = 0; i < proxies.size(); ++i) {
            if (i < first) add(*proxies[i], meshes_.find(proxies[i]) != nullptr);
            else add(*proxies[i], stand_in(group, proxies[i]) != nullptr || !triangle_budget);
        }
    }
    return levels;
}

const GpuMesh* PictureRenderer::mesh_for(const Batch& batch) {
    const PlanGroup& group = plan_->groups[batch.group];
    if (batch.kind == StandIn::box) return meshes_.get(box_);
    if (batch.kind == StandIn::part_of_mesh || batch.level == 0) return meshes_.get(group.mesh);
    // Other proxies may have come since the batch was chosen. The next picture has them.
    const std::vector<MeshPtr>& proxies = proxies_.levels(group.mesh);
    return batch.level <= proxies.size() ? stand_in(group, proxies[batch.level - 1]) : nullptr;
}

const GpuMesh* PictureRenderer::stand_in(const PlanGroup& group, const MeshPtr& level) {
    return meshes_.get(level, group.mesh->triangle_count() > crease_triangle_limit ? Normals::smooth
                                                                                   : Normals::split_at_creases);
}

std::shared_ptr<PictureRowsToCome> PictureRenderer::begin_rows(const PassView& view,
                                                               std::optional<std::size_t> triangle_budget) {
    const DetailView measure = detail_view(view, triangle_budget);
    auto to_come = std::make_shared<PictureRowsToCome>();
    std::vector<GroupLevels> levels = available_levels(triangle_budget);
    if (!pool_ || plan_->rows.size() <= rows_at_once) {
        to_come->rows = make_picture_rows(*plan_, levels, measure);
        to_come->done = true;
        return to_come;
    }
    const auto work = [=, plan = plan_, levels = std::move(levels), waker = waker_](Job&) {
        const Finish finish{to_come->done,
                            waker};  // without memory there are no rows, and the full picture tries again
        to_come->rows = make_picture_rows(*plan, levels, measure);
    };
    to_come->job = pool_->submit("measuring objects on the screen", work);
    return to_come;
}

// Skips a mesh that is not uploaded yet. Its upload causes another picture.
void PictureRenderer::assemble(PreparedPicture& picture, const PassView& view, const PictureRows& rows) {
    picture.view = view;
    picture.items.clear();
    for (const PictureRows::Item& item : rows.items)
        if (const GpuMesh* mesh = mesh_for(item.batch))
            picture.items.push_back(
                {mesh, item.first_row, item.batch.count,
                 std::min<std::size_t>(item.batch.triangles, mesh->triangle_count),
                 mesh->closed && !plan_->groups[item.batch.group].mirrored && view.options.shading == Shading::solid,
                 item.translucent});
    fill_buffer(picture.instances, picture.instance_bytes, rows.rows.data(), rows.rows.size() * sizeof(InstanceRow));
    fill_buffer(picture.points, picture.point_bytes, rows.points.data(), rows.points.size() * sizeof(PointVertex));
    picture.point_count = rows.points.size();
    picture.triangles = rows.triangles;
    picture.selected = screen_rectangle(plan_->selected_spheres, view);
}

PreparedPicture PictureRenderer::prepare(const PassView& view, std::optional<std::size_t> triangle_budget) {
    PreparedPicture picture;
    assemble(picture, view,
             make_picture_rows(*plan_, available_levels(triangle_budget), detail_view(view, triangle_budget)));
    return picture;
}

void PictureRenderer::draw_items(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row,
                                 std::size_t rows, std::size_t first_triangle, std::size_t triangles) const {
    item.cull ? glEnable(GL_CULL_FACE) : glDisable(GL_CULL_FACE);
    glPolygonMode(GL_FRONT_AND_BACK, picture.view.options.shading == Shading::wireframe ? GL_LINE : GL_FILL);
    const std::size_t own = item.mesh->triangle_count, row = item.first_row + first_row;
    if (item.triangles >= own) {
        item.mesh->draw(picture.instances.get(), row, rows, first_triangle, triangles);
    } else {
        const std::size_t runs = std::max<std::size_t>(item.triangles / run_length, 1);
        const std::size_t last = std::min(runs, (first_triangle + triangles + run_length - 1) / run_length);
        for (std::size_t run = first_triangle / run_length; run < last; ++run)
            item.mesh->draw(picture.instances.get(), row, rows, own * run / runs, std::min(run_length, own / runs));
    }
    glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
    glDisable(GL_CULL_FACE);
}

void PictureRenderer::draw_whole(const PreparedPicture& picture, const RenderTarget& target) {
    target.bind_scene();
    passes_.begin(picture.view);
    passes_.clear();
    passes_.begin_meshes(picture.view);
    for (const DrawItem& item : picture.items)
        if (!item.translucent) draw_items(picture, item, 0, item.rows, 0, item.triangles);
    passes_.draw_points(picture.view, picture.points.get(), 0, picture.point_count);
    if (picture.view.options.grid) passes_.draw_grid(picture.view);
    for (const DrawItem& item : picture.items) {
        if (!item.translucent) continue;
        draw_depth(picture, item, 0, item.rows, 0, item.triangles);
        draw_translucent(picture, item, 0, item.rows, 0, item.triangles);
    }
}

void PictureRenderer::draw_depth(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row,
                                 std::size_t rows, std::size_t first_triangle, std::size_t triangles) const {
    passes_.begin_depth(picture.view);
    draw_items(picture, item, first_row, rows, first_triangle, triangles);
    ScenePasses::end_translucent();
}

void PictureRenderer::draw_translucent(const PreparedPicture& picture, const DrawItem& item, std::size_t first_row,
                                       std::size_t rows, std::size_t first_triangle, std::size_t triangles) const {
    passes_.begin_translucent(picture.view);
    draw_items(picture, item, first_row, rows, first_triangle, triangles);
    ScenePasses::end_translucent();
}

void PictureRenderer::finish_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer) const {
    finish_band_into(picture, drawn, framebuffer, 0, picture.view.height / picture.view.supersample);
}

void PictureRenderer::finish_band_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer,
                                       int low, int height) const {
    const PassView& view = picture.view;
    const int scale = view.supersample, width = view.width / scale, high = low + height;
    glDisable(GL_SCISSOR_TEST);
    if (framebuffer != drawn.colour_framebuffer()) {
        glBindFramebuffer(GL_READ_FRAMEBUFFER, drawn.colour_framebuffer());
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
        glBlitFramebuffer(0, low * scale, view.width, high * scale, 0, low, width, high, GL_COLOR_BUFFER_BIT,
                          GL_LINEAR);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, width, view.height / scale);
    PixelRect where = picture.selected;
    where.height = std::min(where.y + where.height, high);
    where.y = std::max(where.y, low);
    where.height -= where.y;
    if (view.options.shading == Shading::solid) passes_.draw_outline(drawn.mask_texture(), scale, where);
}

void PictureRenderer::copy_into(const PreparedPicture& picture, const RenderTarget& drawn, GLuint framebuffer) const {
    const int width = picture.view.width, height = picture.view.height;
    glDisable(GL_SCISSOR_TEST);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, drawn.colour_framebuffer());
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

}  // namespace gimbal::app
