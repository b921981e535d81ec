// Proxies: coarser versions of meshes, made by a worker. Each has about a quarter of the triangles of the previous one.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "api/document/mesh/mesh_ops.h"
#include "app/names.h"
#include "app/waker.h"

namespace gimbal::app {

// The budget of all objects together while the camera moves. 50,000 triangles take 7.5 to 12 ms on a software renderer.
inline constexpr std::size_t moving_triangle_budget = 50'000;
// While a mesh moves its vertices in each frame, beside everything else that a frame does.
inline constexpr std::size_t following_triangle_budget = 12'500;

// Thread: the renderer's; workers write only into the results they were given.   GIL: never.
class ProxyStore {
public:
    // Without a pool they are made at once.
    ProxyStore(WorkerPool* pool, Waker* waker);
    ~ProxyStore();  // cancels; does not wait
    // From fine to coarse, all coarser than the mesh. The first call requests them; empty until they are made.
    const std::vector<MeshPtr>& levels(const MeshPtr& mesh);
    // True for half a second if the mesh is one with proxies whose vertices have moved. Its own are there at once: the
    // same choice of vertices, where they are now. If it stays, it gets proxies of its own.
    bool follows(const MeshPtr& mesh);
    bool take_finished();  // true if some were made since the last call
    bool pending() const;
    void keep_only(const std::unordered_set<const Mesh*>& meshes);
    void add_all_to(std::unordered_set<const Mesh*>& meshes) const;

private:
    // The proxies of one mesh; those that follow it share them.
    struct Made {
        MeshPtr mesh;  // kept alive, so that its address is not used again
        double begun = 0;
        std::atomic<bool> done{false};
        std::vector<document::Proxy> levels;
        JobPtr job;
        bool is_done() const { return done.load(std::memory_order_acquire); }
    };
    using MadePtr = std::shared_ptr<Made>;
    struct ProxySet {
        MeshPtr mesh;
        MadePtr made;
        MadePtr next;  // made from a later shape; for those that follow
        std::vector<MeshPtr> levels;
        double begun = 0;
        bool filled = false, taken = false;
    };
    ProxySet& entry_of(const MeshPtr& mesh);
    MadePtr make(const MeshPtr& mesh);
    void fill(ProxySet& entry);
    static bool use_next(ProxySet& entry);
    void drop(const MadePtr& made);
    // The workers outlive this store. A job that no longer polls finds no waker.
    struct Wake {
        std::mutex mutex;
        Waker* waker;
    };
    WorkerPool* pool_;
    std::shared_ptr<Wake> wake_;
    std::unordered_map<const Mesh*, ProxySet> entries_;
    std::unordered_map<const void*, const Mesh*> newest_;  // of the meshes that share triangles, by their address
};

// Returns meshes with 50,000, 12,500, ... triangles, without the counts that are close to that of `mesh` or above it.
// Throws document::Cancelled.   Thread: worker.
std::vector<document::Proxy> make_proxy_levels(const Mesh& mesh, Job& job);

}  // namespace gimbal::app
