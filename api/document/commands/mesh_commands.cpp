// Commands that change the meshes of the selected objects, on a worker.
#include <unordered_map>

#include "api/document/commands/builtin_commands.h"
#include "api/document/mesh/mesh_ops.h"

namespace gimbal::document {
namespace {

// Works once on each distinct mesh, and writes only after all are done: a command that fails leaves the scene
// unchanged.
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
    std::vector<Document::Replacement> replacements;
    for (ObjectId id : scene->selection()) {
        const MeshPtr& mesh = scene->find(id)->mesh;
        if (const auto result = results.find(mesh.get()); result != results.end())
            replacements.push_back({id, mesh, result->second});
    }
    document.replace_meshes(replacements);
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

// A parameter whose range and default are a row in mesh_ops.h.
template <class T>
Parameter parameter_of(const ParameterRange<T>& row, std::string doc) {
    using Number = std::conditional_t<std::is_integral_v<T>, std::int64_t, double>;
    return optional_value(row.name, std::move(doc), static_cast<Number>(row.usual), "", row.low, row.high);
}

}  // namespace

void add_mesh_commands(std::vector<Command>& commands) {
    const Contract heavy{.heavy = true};
    commands.push_back({.name = "mesh.smooth",
                        .label = "Smooth",
                        .doc = "Move each vertex towards the mean of its neighbours.",
                        .parameters = {parameter_of(smooth_iterations, "number of passes"),
                                       parameter_of(smooth_factor, "share of the way in each pass")},
                        .contract = heavy,
                        .why_not = why_no_selected_mesh,
                        .run = run_smooth});
    commands.push_back({.name = "mesh.subdivide",
                        .label = "Subdivide",
                        .doc = "Split each triangle into four and round the surface (Loop subdivision).",
                        .parameters = {parameter_of(subdivide_levels, "number of passes")},
                        .contract = heavy,
                        .why_not = why_no_selected_mesh,
                        .run = run_subdivide});
    commands.push_back({.name = "mesh.decimate",
                        .label = "Decimate",
                        .doc = "Reduce the number of triangles and keep the shape.",
                        .parameters = {parameter_of(decimate_ratio, "share of the triangles to keep")},
                        .contract = heavy,
                        .why_not = why_no_selected_mesh,
                        .run = run_decimate});
}

}  // namespace gimbal::document
