// Heavy commands on the selected objects' meshes.
#include <unordered_map>

#include "api/document/commands/builtin_commands.h"
#include "api/document/mesh/mesh_ops.h"

namespace gimbal::document {
namespace {

// Each distinct mesh is worked on once, and nothing is written before all are done: a cancel leaves the scene as it
// was.
void on_selected(Document& document, Job& job, const std::function<Mesh(const Mesh&)>& work) {
    const ScenePtr scene = document.snapshot();
    for (ObjectId id : scene->selection()) document.check_not_exported(id);  // before the work, not after
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
    commands.push_back({"mesh.smooth",
                        "Smooth",
                        "Move each vertex towards the mean of its neighbours.",
                        {optional_value("iterations", "how often", std::int64_t(10), "", 1, 1000),
                         optional_value("factor", "how far each time; 1: all the way", 0.5, "", 0, 1)},
                        heavy,
                        why_no_selected_mesh,
                        run_smooth});
    commands.push_back({"mesh.subdivide",
                        "Subdivide",
                        "Make four triangles of each, rounded by Loop's rules.",
                        {optional_value("levels", "how often", std::int64_t(1), "", 1, 6)},
                        heavy,
                        why_no_selected_mesh,
                        run_subdivide});
    // 1e-9: a range has closed ends, and the ratio must be above 0.
    commands.push_back({"mesh.decimate",
                        "Decimate",
                        "Keep this share of the triangles, as alike as can be.",
                        {optional_value("ratio", "share of triangles to keep", 0.5, "", 1e-9, 1)},
                        heavy,
                        why_no_selected_mesh,
                        run_decimate});
}

}  // namespace gimbal::document
