// Groups the visible objects by mesh.
#include "app/viewport/picture/draw_plan.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "api/document/mesh/markers.h"

namespace gimbal::app {
namespace {

// Neighbouring selected objects get different values, so that each has an outline.
std::uint32_t mask_value(std::size_t place_in_selection) {
    return 20 + 25 * static_cast<std::uint32_t>(place_in_selection % 8);
}

struct Collector {
    DrawPlan plan;
    std::vector<InstanceRow> rows;  // in order of creation
    std::vector<glm::vec4> spheres;
    std::vector<std::uint32_t> mean_colours, group_of_row;
    std::unordered_map<const Mesh*, std::uint32_t> opaque_groups, translucent_groups;
    const Mesh* last_mesh = nullptr;
    bool last_translucent = false;
    std::uint32_t last_group = 0;

    std::uint32_t group(const MeshPtr& mesh, bool translucent) {
        // Objects with the same mesh are usually adjacent.
        if (mesh.get() == last_mesh && translucent == last_translucent) return last_group;
        auto& groups = translucent ? translucent_groups : opaque_groups;
        auto [place, is_new] = groups.try_emplace(mesh.get(), static_cast<std::uint32_t>(plan.groups.size()));
        if (is_new) plan.groups.push_back({.mesh = mesh, .translucent = translucent});
        last_mesh = mesh.get();
        last_translucent = translucent;
        return last_group = place->second;
    }

    void add(const Object& object, std::uint32_t mask) {
        const document::Bounds& local = object.mesh->bounds();
        if (local.empty) return;
        const glm::vec4 tint = object.tint();
        const float alpha = glm::clamp(tint.a, 0.0f, 1.0f);
        const MeshPtr& shape = document::shape_of(object.mesh);
        const glm::mat4 m = object.matrix();
        const glm::vec3 centre = glm::vec3(m * glm::vec4((local.low + local.high) * 0.5f, 1));
        const float stretch = std::sqrt(std::max({glm::dot(m[0], m[0]), glm::dot(m[1], m[1]), glm::dot(m[2], m[2])}));
        const float radius = glm::length(local.high - local.low) * 0.5f * stretch;
        if (!std::isfinite(centre.x + centre.y + centre.z + radius)) return;
        const glm::mat4 t = glm::transpose(m);
        const std::uint32_t index = group(shape, alpha < 1 || object.mesh->is_translucent());
        rows.push_back({{t[0], t[1], t[2]}, pack_colour(tint, mask), alpha});
        spheres.emplace_back(centre, radius);
        mean_colours.push_back(pack_colour(tint * object.mesh->mean_colour(), mask));
        group_of_row.push_back(index);
        PlanGroup& g = plan.groups[index];
        ++g.count;
        g.mirrored |= glm::determinant(glm::mat3(m)) < 0;
        plan.triangle_count += shape->triangle_count();
        if (mask != mask_unselected) plan.selected_spheres.emplace_back(centre, radius);
        grow(centre, radius);
    }

    void grow(glm::vec3 centre, float radius) {
        document::Bounds& b = plan.bounds;
        b.low = b.empty ? centre - radius : glm::min(b.low, centre - radius);
        b.high = b.empty ? centre + radius : glm::max(b.high, centre + radius);
        b.empty = false;
    }

    void sort_by_group() {
        std::uint32_t next = 0;
        for (PlanGroup& g : plan.groups) {
            g.first = next;
            next += g.count;
            g.count = 0;
        }
        plan.rows.resize(rows.size());
        plan.spheres.resize(rows.size());
        plan.mean_colours.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            PlanGroup& g = plan.groups[group_of_row[i]];
            const std::uint32_t place = g.first + g.count++;
            plan.rows[place] = rows[i];
            plan.spheres[place] = spheres[i];
            plan.mean_colours[place] = mean_colours[i];
        }
    }
};

}  // namespace

DrawPlan build_plan(const Scene& scene) {
    std::unordered_map<std::uint32_t, std::uint32_t> selected;  // index -> mask value
    for (std::size_t i = 0; i < scene.selection().size(); ++i) selected[scene.selection()[i].index] = mask_value(i);
    Collector collector;
    collector.plan.version = scene.version();
    collector.plan.object_count = scene.object_count();
    if (const Object* active = scene.find(scene.active())) collector.plan.active_name = active->name;
    scene.for_each([&](ObjectId id, const Object& object) {
        if (!object.visible || !object.mesh) return;
        const auto place = selected.empty() ? selected.end() : selected.find(id.index);
        collector.add(object, place == selected.end() ? mask_unselected : place->second);
    });
    collector.sort_by_group();
    return std::move(collector.plan);
}

InstanceRow box_row(const InstanceRow& row, const document::Bounds& bounds, std::uint32_t colour) {
    const glm::vec3 centre = (bounds.low + bounds.high) * 0.5f;
    const glm::vec3 half = glm::max((bounds.high - bounds.low) * 0.5f, glm::vec3(1e-6f));
    InstanceRow out{{}, colour, row.alpha};
    for (int i = 0; i < 3; ++i) {
        const glm::vec3 axis(row.rows[i]);
        out.rows[i] = glm::vec4(axis * half, glm::dot(axis, centre) + row.rows[i].w);
    }
    return out;
}

}  // namespace gimbal::app
