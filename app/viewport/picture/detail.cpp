// Measures objects on the screen, divides the budget by their area and groups objects drawn alike into batches.
#include "app/viewport/picture/detail.h"

#include <algorithm>
#include <array>

namespace gimbal::app {
namespace {

constexpr std::uint8_t part_code = 252, box_code = 253, point_code = 254, outside_code = 255;
constexpr std::size_t box_triangles = 12;
// While the camera moves: a dot of a few pixels costs as much as a triangle.
constexpr std::size_t most_points = 35'000;
// With fewer triangles, the parts of a mesh are not recognisable, so a box is drawn.
constexpr float part_minimum = 1500;
constexpr float triangles_per_square_pixel = 8;  // at rest; more is not visible

struct Frustum {
    std::array<glm::vec4, 5> planes;  // left, right, bottom, top, near; inside is positive
    glm::vec4 w_row;
    explicit Frustum(const glm::mat4& view_projection) {
        const glm::mat4 t = glm::transpose(view_projection);
        planes = {t[3] + t[0], t[3] - t[0], t[3] + t[1], t[3] - t[1], t[3] + t[2]};
        for (glm::vec4& plane : planes) plane /= std::max(glm::length(glm::vec3(plane)), 1e-20f);
        w_row = t[3];
    }
    bool outside(const glm::vec4& sphere) const {
        for (const glm::vec4& plane : planes)
            if (glm::dot(glm::vec3(plane), glm::vec3(sphere)) + plane.w < -sphere.w) return true;
        return false;
    }
};

// The diameter of each object in pixels; negative if it is outside the view.
std::vector<float> sizes_in_pixels(const DrawPlan& plan, const DetailView& view) {
    const Frustum frustum(view.view_projection);
    const float scale = view.projection_scale * static_cast<float>(view.height);
    const float most = 2.0f * static_cast<float>(view.height);
    std::vector<float> sizes(plan.spheres.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const glm::vec4 sphere = plan.spheres[i];
        const float w = glm::dot(frustum.w_row, glm::vec4(glm::vec3(sphere), 1));
        const float nearest = std::max(w - (frustum.w_row == glm::vec4(0, 0, 0, 1) ? 0 : sphere.w * 0.5f), 1e-6f);
        sizes[i] = frustum.outside(sphere) ? -1.0f : std::min(sphere.w * scale / nearest, most);
    }
    return sizes;
}

// At rest: the coarsest level with as many triangles as are visible.
std::uint8_t code_at_rest(const GroupLevels& levels, float size, bool points) {
    if (points && size < 1.5f) return point_code;
    const float needed = triangles_per_square_pixel * size * size;
    for (std::size_t level = levels.triangles.size(); level-- > 1;)
        if (levels.triangles[level] && static_cast<float>(levels.triangles[level]) >= needed)
            return static_cast<std::uint8_t>(level);
    return levels.triangles[0] ? 0 : box_code;
}

// While the camera moves: the finest level within the object's share of the budget.
std::uint8_t code_within(const GroupLevels& levels, float share, std::size_t mesh_triangles) {
    for (std::size_t level = 0; level < levels.triangles.size(); ++level)
        if (levels.triangles[level] && static_cast<float>(levels.triangles[level]) <= share)
            return static_cast<std::uint8_t>(level);
    if (levels.triangles.size() == 1 && levels.triangles[0] && share >= part_minimum) return part_code;
    return share >= static_cast<float>(std::min(box_triangles, mesh_triangles)) ? box_code : point_code;
}

std::size_t cost_of(std::uint8_t code, const GroupLevels& levels, float share) {
    if (code == part_code) return static_cast<std::size_t>(share);
    if (code == box_code) return box_triangles;
    return code >= point_code ? 0 : levels.triangles[code];
}

struct Choice {
    std::vector<std::uint8_t> codes;
    std::vector<float> sizes;
    double triangles_a_weight = 0;  // the share of an object is its size squared times this

    float share(std::size_t row) const { return static_cast<float>(triangles_a_weight) * sizes[row] * sizes[row]; }
};

std::size_t assign_within(const DrawPlan& plan, const std::vector<GroupLevels>& levels, Choice& choice) {
    std::size_t total = 0, points = 0;
    for (std::size_t g = 0; g < plan.groups.size(); ++g) {
        const PlanGroup& group = plan.groups[g];
        for (std::uint32_t row = group.first; row < group.first + group.count; ++row) {
            if (choice.sizes[row] < 0) continue;
            const float share = choice.share(row);
            choice.codes[row] = code_within(levels[g], share, group.mesh->triangle_count());
            total += cost_of(choice.codes[row], levels[g], share);
            points += choice.codes[row] == point_code;
        }
    }
    return total + std::min(points, most_points);
}

// Each share is rounded down to a level, so try larger shares first.
void choose_within_budget(const DrawPlan& plan, const std::vector<GroupLevels>& levels, std::size_t budget,
                          Choice& choice) {
    double weight = 0;
    for (float size : choice.sizes)
        if (size > 0) weight += static_cast<double>(size) * size;
    if (weight <= 0) return;
    for (double generosity : {1e6, 8.0, 4.0, 2.0, 1.4, 1.0}) {
        choice.triangles_a_weight = generosity * static_cast<double>(budget) / weight;
        if (assign_within(plan, levels, choice) <= budget) return;
    }
}

void gather(const DrawPlan& plan, const std::vector<GroupLevels>& levels, const Choice& choice, bool moving,
            Detail& detail) {
    std::size_t points = 0;
    std::vector<std::vector<std::uint32_t>> by_code(256);
    for (std::uint32_t g = 0; g < plan.groups.size(); ++g) {
        const PlanGroup& group = plan.groups[g];
        for (std::uint32_t row = group.first; row < group.first + group.count; ++row)
            by_code[choice.codes[row]].push_back(row);
        detail.left_out += by_code[outside_code].size();
        by_code[outside_code].clear();
        const std::size_t level_count = levels[g].triangles.size();
        for (std::size_t i = 0; i < level_count + 3; ++i) {  // the levels, then the three other codes
            const std::size_t code = i < level_count ? i : part_code + (i - level_count);
            std::vector<std::uint32_t>& rows = by_code[code];
            if (rows.empty()) continue;
            Batch batch{g,
                        StandIn::level,
                        static_cast<std::uint32_t>(code),
                        static_cast<std::uint32_t>(detail.order.size()),
                        static_cast<std::uint32_t>(rows.size()),
                        0};
            if (code == part_code) batch.kind = StandIn::part_of_mesh;
            if (code == box_code) batch.kind = StandIn::box;
            if (code == point_code) batch.kind = StandIn::point;
            batch.triangles = cost_of(static_cast<std::uint8_t>(code), levels[g], choice.share(rows.front()));
            detail.triangles += batch.triangles * batch.count;
            if (code == point_code) points += batch.count;
            detail.order.insert(detail.order.end(), rows.begin(), rows.end());
            detail.batches.push_back(batch);
            rows.clear();
        }
    }
    if (moving)
        detail.point_thinning = static_cast<std::uint32_t>(
            std::max<std::size_t>((points + most_points - 1) / most_points, 1));
}

}  // namespace

Detail choose_detail(const DrawPlan& plan, const std::vector<GroupLevels>& levels, const DetailView& view) {
    Choice choice;
    choice.sizes = sizes_in_pixels(plan, view);
    choice.codes.assign(plan.rows.size(), outside_code);
    if (view.triangle_budget) {
        choose_within_budget(plan, levels, *view.triangle_budget, choice);
    } else {
        for (std::size_t g = 0; g < plan.groups.size(); ++g)
            for (std::uint32_t row = plan.groups[g].first; row < plan.groups[g].first + plan.groups[g].count; ++row)
                if (choice.sizes[row] >= 0) choice.codes[row] = code_at_rest(levels[g], choice.sizes[row], view.points);
    }
    Detail detail;
    detail.order.reserve(plan.rows.size());
    gather(plan, levels, choice, view.triangle_budget.has_value(), detail);
    return detail;
}

}  // namespace gimbal::app
