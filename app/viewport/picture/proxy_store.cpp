// Makes the levels of detail once for each mesh, each from the previous one.
#include "app/viewport/picture/proxy_store.h"

#include <algorithm>

#include "app/viewport/finish.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::app {
namespace {

constexpr double follow_seconds = 0.5;  // a mesh that has not changed for so long is at rest
constexpr double remake_seconds = 2;    // proxies of a mesh that moves on and on are made anew from its present shape

// Only the positions may differ. Both meshes live, so equal addresses mean the same data.
bool differs_in_positions(const Mesh& a, const Mesh& b) {
    return &a.triangles() == &b.triangles() && &a.lines() == &b.lines() && &a.colours() == &b.colours() &&
           a.vertex_count() == b.vertex_count();
}

MeshPtr moved(const document::Proxy& proxy, const Mesh& whole) {
    std::vector<glm::vec3> positions(proxy.sources.size());
    std::ranges::transform(proxy.sources, positions.begin(), [&](std::uint32_t v) { return whole.positions()[v]; });
    auto mesh = std::make_shared<const Mesh>(proxy.mesh.with_positions(std::move(positions)));
    mesh->bounds();
    return mesh;
}

}  // namespace

std::vector<document::Proxy> make_proxy_levels(const Mesh& mesh, Job& job) {
    std::vector<document::Proxy> levels;
    for (std::size_t triangles = moving_triangle_budget; triangles >= 150; triangles /= 4) {
        if (mesh.triangle_count() < triangles * 3 / 2) continue;
        job.poll();
        const Mesh& finer = levels.empty() ? mesh : levels.back().mesh;
        document::Proxy level = document::make_proxy(finer, triangles, job);
        if (level.mesh.triangle_count() == 0 || level.mesh.triangle_count() >= finer.triangle_count())
            break;  // it cannot be reduced further
        if (!levels.empty())
            for (std::uint32_t& source : level.sources) source = levels.back().sources[source];
        level.mesh.bounds();  // computed here, so that the UI thread never has to
        levels.push_back(std::move(level));
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
    for (auto& [mesh, entry] : entries_) {
        drop(entry.made);
        drop(entry.next);
    }
}

void ProxyStore::drop(const MadePtr& made) {
    if (made && made->job) made->job->cancel();
}

ProxyStore::MadePtr ProxyStore::make(const MeshPtr& mesh) {
    auto made = std::make_shared<Made>();
    made->mesh = mesh;
    made->begun = console::steady_seconds();
    const auto work = [mesh, made, wake = wake_](Job& job) {
        {
            const Finish finish{made->done, nullptr};
            made->levels = make_proxy_levels(*mesh, job);
        }
        const std::lock_guard lock(wake->mutex);
        if (wake->waker) wake->waker->wake();
    };
    if (pool_) {
        made->job = pool_->submit("preparing a stand-in of the mesh", work);
    } else {
        Job job("stand-in");
        work(job);
    }
    return made;
}

void ProxyStore::fill(ProxySet& entry) {
    if (entry.filled || !entry.made->is_done()) return;
    std::vector<MeshPtr> levels;
    for (const document::Proxy& level : entry.made->levels)
        levels.push_back(entry.made->mesh == entry.mesh ? std::make_shared<const Mesh>(level.mesh)
                                                        : moved(level, *entry.mesh));
    entry.levels = std::move(levels);
    entry.filled = true;
}

// A mesh whose vertices move on and on would cancel its proxies before they are made. So it waits for those of the
// shape before, and has them with its own positions.
ProxyStore::ProxySet& ProxyStore::entry_of(const MeshPtr& mesh) {
    if (const auto found = entries_.find(mesh.get()); found != entries_.end()) return found->second;
    ProxySet entry{.mesh = mesh, .made = nullptr, .next = nullptr, .levels = {}, .begun = console::steady_seconds()};
    const Mesh*& newest = newest_[&mesh->triangles()];
    const auto older = newest ? entries_.find(newest) : entries_.end();
    if (older != entries_.end() && differs_in_positions(*older->second.mesh, *mesh)) {
        entry.made = older->second.made;
        entry.next = older->second.next;
        use_next(entry);
        if (!entry.next && entry.made->is_done() && entry.begun - entry.made->begun >= remake_seconds)
            entry.next = make(mesh);
    }
    if (!entry.made || (entry.made->is_done() && entry.made->levels.empty())) entry.made = make(mesh);
    entry.taken = entry.made->is_done();
    newest = mesh.get();
    return entries_.emplace(mesh.get(), std::move(entry)).first->second;
}

bool ProxyStore::use_next(ProxySet& entry) {
    if (!entry.next || !entry.next->is_done()) return false;
    if (!entry.next->levels.empty() || entry.next->mesh == entry.mesh) entry.made = entry.next;
    entry.next = nullptr;
    return true;
}

const std::vector<MeshPtr>& ProxyStore::levels(const MeshPtr& mesh) {
    ProxySet& entry = entry_of(mesh);
    fill(entry);
    const bool is_own = entry.made->mesh == mesh || (entry.next && entry.next->mesh == mesh);
    if (!is_own && entry.filled && !follows(mesh)) entry.next = make(mesh);
    return entry.levels;
}

bool ProxyStore::follows(const MeshPtr& mesh) {
    const ProxySet& entry = entry_of(mesh);
    return entry.made->mesh != mesh && entry.made->is_done() && !entry.made->levels.empty() &&
           console::steady_seconds() - entry.begun < follow_seconds;
}

bool ProxyStore::take_finished() {
    bool any = false;
    for (auto& [mesh, entry] : entries_) {
        if (entry.next && entry.next->mesh == entry.mesh && use_next(entry)) {
            entry.filled = false;
            any = true;
        }
        if (!entry.taken && entry.made->is_done()) entry.taken = any = true;
    }
    return any;
}

bool ProxyStore::pending() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& pair) { return !pair.second.made->is_done(); });
}

void ProxyStore::keep_only(const std::unordered_set<const Mesh*>& meshes) {
    std::vector<MadePtr> dropped;
    std::erase_if(newest_, [&](const auto& pair) { return !meshes.contains(pair.second); });
    std::erase_if(entries_, [&](const auto& pair) {
        if (meshes.contains(pair.first)) return false;
        dropped.insert(dropped.end(), {pair.second.made, pair.second.next});
        return true;
    });
    for (const auto& [mesh, entry] : entries_)
        std::erase_if(dropped, [&](const MadePtr& made) { return made == entry.made || made == entry.next; });
    for (const MadePtr& made : dropped) drop(made);
}

void ProxyStore::add_all_to(std::unordered_set<const Mesh*>& meshes) const {
    for (const auto& [mesh, entry] : entries_)
        for (const MeshPtr& level : entry.levels) meshes.insert(level.get());
}

}  // namespace gimbal::app
