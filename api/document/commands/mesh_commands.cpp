// Commands that change the meshes of the selected objects, on a worker.
#include <unordered_map>

#include "api/document/commands/builtin_commands.h"
#include "api/document/mesh/mesh_ops.h"

namespace gimbal::document {
namespace {

// Works once on each distinct mesh, and writes only after all are done: a cancelled command leaves the scene unchanged.
void on_selected(Document& document, Job& job, const std::function<Mesh(const Mesh&)>& work) {
    const ScenePtr scene = document.snapshot();
    for (ObjectId id : scene->selection()) document.check_not_exported(id);  // refuse before the work, not after it
    std::unordered_map<const Mesh*, MeshPtr> results;
    for (ObjectId id : scene->selection()) {
        const MeshPtr& mesh = scene->find(id)->mesh;
        if (mesh->triangle_count() == 0 || results.contains(mesh.get())) continue;
        results[mesh.get()] = std::make_shared<const Mesh>(work(*mesh));
        job.poll();
    }
    for (ObjectId id : scene->selection()) {
        const auto result = results.find(scene->find(id)->mesh.get());
        if (result != results.end() && document.contains(id)) document.set_mesh(id, result->second);
    }
}

void run_smooth(Document& document, const Arguments& arguments, Job& job) {
    const auto iterations = static_cast<int>(argument<std::int64_t>(arguments, "iterations"));
    const double factor = argument<double>(arguments, "factor");
    on_selected(document, job, [&](const Mesh& mesh) { return smooth(mesh, iterations, factor, job); });
}

void run_subdivide(Document& document, const Arguments& arguments, Job& job) {
    const auto levels = static_cast<int>(argument<std::int64_t>(arguments, "levels"));
    on_selected(document, job, [&](const Mesh& mesh) { return subdivide(mesh, levels, job); });
}

void run_decimate(Document& document, const Arguments& arguments, Job& job) {
    const double ratio = argument<double>(arguments, "ratio");
    on_selected(document, job, [&](const Mesh& mesh) { return decimate(mesh, ratio, job); });
}

}  // namespace

void add_mesh_commands(std::vector<Command>& commands) {
    const Contract heavy{.heavy = true};
    commands.push_back({.name = "mesh.smooth",
                        .label = "Smooth",
                        .doc = "Move each vertex towards the mean of its neighbours.",
                        .parameters = {optional_value("iterations", "number of passes", std::int64_t(10), "", 1, 1000),
                                       optional_value("factor", "share of the way in each pass", 0.5, "", 0, 1)},
                        .contract = heavy,
                        .why_not = why_no_selected_mesh,
                        .run = run_smooth});
    commands.push_back({.name = "mesh.subdivide",
                        .label = "Subdivide",
                        .doc = "Split each triangle into four and round the surface (Loop subdivision).",
                        .parameters = {optional_value("levels", "number of passes", std::int64_t(1), "", 1, 6)},
                        .contract = heavy,
                        .why_not = why_no_selected_mesh,
                        .run = run_subdivide});
    // 1e-9: the ends of a range belong to it, and the ratio must be above 0.
    commands.push_back({.name = "mesh.decimate",
                        .label = "Decimate",
                        .doc = "Reduce the number of triangles and keep the shape.",
                        .parameters = {optional_value("ratio", "share of the triangles to keep", 0.5, "", 1e-9, 1)},
                        .contract = heavy,
                        .why_not = why_no_selected_mesh,
                        .run = run_decimate});
}

}  // namespace gimbal::document
