// The choice of proxies, and the triangle budget.
#include "app/viewport/picture/detail.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "api/document/mesh/mesh_ops.h"
#include "api/document/scene/document.h"
#include "app/viewport/gl/gpu_vertices.h"
#include "app/viewport/picture/picture_renderer.h"
#include "app/viewport/picture/proxy_store.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal;
using namespace gimbal::app;

namespace {

std::size_t drawn_objects(const Detail& detail, StandIn kind) {
    std::size_t n = 0;
    for (const Batch& batch : detail.batches)
        if (batch.kind == kind) n += batch.count;
    return n;
}

struct SceneToPlan {
    document::Document doc;
    document::Camera camera;

    void add_grid_of(const document::MeshPtr& mesh, int side, float step) {
        std::vector<document::Object> objects;
        for (int i = 0; i < side * side; ++i) {
            document::Object& object = objects.emplace_back();
            object.name = "object";
            object.mesh = mesh;
            object.location = {(i % side - side / 2) * step, (i / side - side / 2) * step, 0};
        }
        doc.add_many(std::move(objects));
    }
    DetailView view(std::optional<std::size_t> budget) const {
        const PassView pass(camera, {}, 780, 420, 1);
        return {pass.view_projection, pass.projection_scale, 420, budget};
    }
};

}  // namespace

TEST_CASE_FIXTURE(SceneToPlan, "objects that share a mesh are one group, and one batch if they are drawn alike") {
    const auto torus = std::make_shared<const document::Mesh>(document::make_torus());
    add_grid_of(torus, 4, 0.5f);
    doc.add("cube", std::make_shared<const document::Mesh>(document::make_cube()));
    const DrawPlan plan = build_plan(*doc.snapshot());
    REQUIRE(plan.groups.size() == 2);
    CHECK(plan.groups[0].count == 16);
    CHECK(plan.triangle_count == 16 * torus->triangle_count() + 12);
    camera.distance = 20;
    const Detail detail = choose_detail(plan, {{{static_cast<std::uint32_t>(torus->triangle_count())}}, {{12}}},
                                        view(50'000));
    CHECK(detail.batches.size() == 2);
    CHECK(detail.triangles == plan.triangle_count);
}

TEST_CASE_FIXTURE(SceneToPlan, "while the camera moves, the whole scene stays within the budget") {
    const auto torus = std::make_shared<const document::Mesh>(document::make_torus());
    const auto count = static_cast<std::uint32_t>(torus->triangle_count());
    add_grid_of(torus, 100, 2);
    const DrawPlan plan = build_plan(*doc.snapshot());
    for (float distance : {1.0f, 8.0f, 60.0f, 500.0f}) {
        camera.distance = distance;
        for (const GroupLevels& levels : {GroupLevels{{count}}, GroupLevels{{count, 780, 190}}, GroupLevels{{0}}}) {
            const Detail detail = choose_detail(plan, {levels}, view(50'000));
            CHECK(detail.triangles <= 50'000);
            CHECK(detail.order.size() + detail.left_out == 10'000);
            const std::size_t points = drawn_objects(detail, StandIn::point);
            CHECK(points / detail.point_thinning <= 35'000);
        }
    }
}

TEST_CASE_FIXTURE(SceneToPlan,
                  "a mesh too large for the budget is drawn by its stand-in, before that in part or as a box") {
    doc.add("large", std::make_shared<const document::Mesh>(document::make_uv_sphere()));
    const DrawPlan plan = build_plan(*doc.snapshot());
    const auto kind = [&](GroupLevels levels) {
        return choose_detail(plan, {std::move(levels)}, view(50'000)).batches.at(0);
    };
    CHECK(kind({{871'414, 50'000, 12'500}}).level == 1);
    CHECK(kind({{871'414, 0, 12'500}}).level == 2);
    CHECK(kind({{871'414}}).kind == StandIn::part_of_mesh);
    CHECK(kind({{871'414}}).triangles <= 50'000);
    CHECK(kind({{0}}).kind == StandIn::box);
}

TEST_CASE_FIXTURE(SceneToPlan, "at rest a mesh is drawn whole nearby and simplified far away") {
    doc.add("large", std::make_shared<const document::Mesh>(document::make_uv_sphere()));
    const DrawPlan plan = build_plan(*doc.snapshot());
    const GroupLevels levels{{871'414, 50'000, 12'500, 3'125}};
    camera.distance = 4;
    CHECK(choose_detail(plan, {levels}, view(std::nullopt)).batches.at(0).level == 0);
    camera.distance = 150;
    CHECK(choose_detail(plan, {levels}, view(std::nullopt)).batches.at(0).level == 3);
}

TEST_CASE_FIXTURE(SceneToPlan, "objects behind the camera are not drawn") {
    const document::ObjectId id = doc.add("behind", std::make_shared<const document::Mesh>(document::make_cube()));
    doc.modify(id, [&](document::Object& object) { object.location = camera.position() * 2.0f; });
    const Detail detail = choose_detail(build_plan(*doc.snapshot()), {{{12}}}, view(50'000));
    CHECK(detail.batches.empty());
    CHECK(detail.left_out == 1);
}

TEST_CASE("each proxy is coarser than the one before and stays below its limit") {
    document::Job job("test");
    const document::Mesh sphere = document::make_uv_sphere(1, 400, 200);
    const std::vector<document::Proxy> levels = make_proxy_levels(sphere, job);
    REQUIRE(levels.size() >= 3);
    CHECK(levels[0].mesh.triangle_count() <= moving_triangle_budget);
    for (std::size_t i = 1; i < levels.size(); ++i)
        CHECK(levels[i].mesh.triangle_count() < levels[i - 1].mesh.triangle_count());
    CHECK(make_proxy_levels(document::make_cube(), job).empty());
}

TEST_CASE("proxies follow a mesh whose vertices move") {
    const auto shared = [](document::Mesh mesh) { return std::make_shared<const document::Mesh>(std::move(mesh)); };
    const auto lifted = [&](const document::Mesh& mesh, float height) {
        std::vector<glm::vec3> positions = mesh.positions();
        for (glm::vec3& position : positions) position.z += height;
        return shared(mesh.with_positions(std::move(positions)));
    };
    const document::MeshPtr sphere = shared(document::make_uv_sphere(1, 400, 200));
    ProxyStore store(nullptr, nullptr);
    const std::size_t count = store.levels(sphere).size();
    REQUIRE(count >= 3);
    CHECK_FALSE(store.follows(sphere));
    const document::MeshPtr moved = lifted(*sphere, 10);
    CHECK(store.follows(moved));
    store.keep_only({moved.get()});
    const std::vector<document::MeshPtr>& levels = store.levels(moved);
    REQUIRE(levels.size() == count);
    for (const document::MeshPtr& level : levels) {
        CHECK(level->bounds().low.z > 8.5f);
        CHECK(level->bounds().high.z < 11.5f);
    }
    CHECK(store.follows(lifted(*moved, 10)));  // by way of the one before
    const document::MeshPtr other = shared(document::make_uv_sphere(1, 400, 200));
    CHECK_FALSE(store.follows(other));  // the same shape, but not the same mesh
}

TEST_CASE("a mesh that has moved and rests gets proxies of its own") {
    const auto shared = [](document::Mesh mesh) { return std::make_shared<const document::Mesh>(std::move(mesh)); };
    const document::MeshPtr flat = shared(document::make_uv_sphere(1, 400, 200));
    ProxyStore store(nullptr, nullptr);
    store.levels(flat);
    std::vector<glm::vec3> positions = flat->positions();
    for (glm::vec3& position : positions) position.z *= position.z > 0 ? 20.0f : 0.0f;
    const document::MeshPtr spike = shared(flat->with_positions(std::move(positions)));
    REQUIRE(store.follows(spike));
    const std::size_t followed = store.levels(spike).back()->vertex_count();
    store.take_finished();
    const auto deadline = console::Clock::now() + std::chrono::seconds(60);
    while (store.follows(spike) && console::Clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    store.levels(spike);  // asks for them
    CHECK(store.take_finished());
    document::Job job("test");
    CHECK(store.levels(spike).back()->vertex_count() == make_proxy_levels(*spike, job).back().mesh.vertex_count());
    CHECK(store.levels(spike).back()->vertex_count() != followed);
    CHECK_FALSE(store.take_finished());
}

TEST_CASE("a cube's corners are split into its faces, a sphere's vertices are not") {
    document::Job job("test");
    CHECK(make_gpu_vertices(document::make_cube(), Normals::split_at_creases, job).vertices.size() == 24);
    CHECK(make_gpu_vertices(document::make_cube(), Normals::smooth, job).vertices.size() ==
          document::make_cube().vertex_count());
    const document::Mesh sphere = document::make_uv_sphere();
    const GpuVertices smooth = make_gpu_vertices(sphere, Normals::split_at_creases, job);
    CHECK(smooth.vertices.size() == sphere.vertex_count());
    CHECK(smooth.closed);
    CHECK_FALSE(make_gpu_vertices(document::make_plane(), Normals::split_at_creases, job).closed);
}

TEST_CASE("a box covers the bounds of the mesh") {
    const InstanceRow row{{{2, 0, 0, 10}, {0, 1, 0, 0}, {0, 0, 1, 0}}, 0};
    document::Bounds bounds;
    bounds.low = {0, -1, 0};
    bounds.high = {4, 1, 2};
    bounds.empty = false;
    const InstanceRow box = box_row(row, bounds, 0x11223344);
    CHECK(box.colour == 0x11223344);
    CHECK(box.rows[0] == glm::vec4(4, 0, 0, 14));  // x: from 10 to 18
    CHECK(box.rows[2] == glm::vec4(0, 0, 1, 1));
}
