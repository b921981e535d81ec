// Makes the levels of detail once for each mesh, each from the previous one.
#include "app/viewport/picture/proxy_store.h"

#include <algorithm>

#include "api/document/mesh/mesh_ops.h"
#include "app/viewport/finish.h"

namespace gimbal::app {

std::vector<MeshPtr> make_proxy_levels(const Mesh& mesh, Job& job) {
    std::vector<MeshPtr> levels;
    const Mesh* finer = &mesh;
    for (std::size_t triangles = moving_triangle_budget; triangles >= 150; triangles /= 4) {
        if (mesh.triangle_count() < triangles * 3 / 2) continue;
        job.poll();
        auto level = std::make_shared<const Mesh>(document::make_proxy(*finer, triangles, job));
        if (level->triangle_count() == 0 || level->triangle_count() >= finer->triangle_count())
            break;        // it cannot be reduced further
        level->bounds();  // computed here, so that the UI thread never has to
        levels.push_back(level);
        finer = levels.back().get();
    }
    return levels;
}

ProxyStore::ProxyStore(WorkerPool* pool, Waker* waker) : pool_(pool), wake_(std::make_shared<Wake>()) {
    wake_->waker = waker;
}

ProxyStore::~ProxyStore() {
    {
        const std::lock_guard lock(wake_->mutex);
        wake_->waker = nullptr;
    }
    for (auto& [mesh, entry] : entries_)
        if (entry.job) entry.job->cancel();
}

const std::vector<MeshPtr>& ProxyStore::levels(const MeshPtr& mesh) {
    static const std::vector<MeshPtr> none;
    auto [place, is_new] = entries_.try_emplace(mesh.get());
    ProxySet& entry = place->second;
    if (is_new) {
        entry.mesh = mesh;
        entry.made = std::make_shared<Made>();
        const auto work = [mesh, made = entry.made, wake = wake_](Job& job) {
            {
                const Finish finish{made->done, nullptr};
                made->levels = make_proxy_levels(*mesh, job);
            }
            const std::lock_guard lock(wake->mutex);
            if (wake->waker) wake->waker->wake();
        };
        if (pool_) {
            entry.job = pool_->submit("preparing a stand-in of the mesh", work);
        } else {
            Job job("stand-in");
            work(job);
        }
    }
    return entry.made->done.load(std::memory_order_acquire) ? entry.made->levels : none;
}

bool ProxyStore::take_finished() {
    bool any = false;
    for (auto& [mesh, entry] : entries_)
        if (!entry.taken && entry.made->done.load(std::memory_order_acquire)) entry.taken = any = true;
    return any;
}

bool ProxyStore::pending() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const auto& pair) { return !pair.second.made->done.load(); });
}

void ProxyStore::keep_only(const std::unordered_set<const Mesh*>& meshes) {
    std::erase_if(entries_, [&](const auto& pair) {
        if (meshes.contains(pair.first)) return false;
        if (pair.second.job) pair.second.job->cancel();
        return true;
    });
}

void ProxyStore::add_all_to(std::unordered_set<const Mesh*>& meshes) const {
    for (const auto& [mesh, entry] : entries_)
        if (entry.made->done.load(std::memory_order_acquire))
            for (const MeshPtr& level : entry.made->levels) meshes.insert(level.get());
}

}  // namespace gimbal::app
