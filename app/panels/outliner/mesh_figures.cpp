// Computes the figures of a mesh on the worker pool.
#include "app/panels/outliner/mesh_figures.h"

#include "api/document/work/job.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

MeshFigures figures_of(const Mesh& mesh, std::uint64_t mesh_version, const Job& job) {
    MeshFigures figures{.mesh_version = mesh_version};
    figures.bounds = mesh.bounds();
    job.poll();
    figures.area = mesh.area();
    job.poll();
    figures.closed = mesh.is_closed();
    job.poll();
    if (figures.closed) figures.volume = mesh.volume();
    return figures;
}

}  // namespace

MeshFigureFinder::~MeshFigureFinder() { answer_->close(); }

std::optional<MeshFigures> MeshFigureFinder::of(const MeshPtr& mesh, std::uint64_t mesh_version) {
    GIMBAL_ON(ui);
    if (auto answer = answer_->take()) {
        known_ = *answer;
        asked_ = false;
    }
    if (known_ && known_->mesh_version == mesh_version) return known_;
    if (!asked_ && mesh) {
        asked_ = true;
        WorkerPool::shared().submit("measuring", [mesh, mesh_version, answer = answer_](Job& job) {
            try {
                answer->post(figures_of(*mesh, mesh_version, job));
            } catch (...) {
                answer->post({.mesh_version = mesh_version, .failed = true});
                throw;
            }
        });
    }
    return std::nullopt;
}

}  // namespace gimbal::app
