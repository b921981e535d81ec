// Coarser stand-ins of meshes, made by a worker, each with about a quarter of the triangles of the one before.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::app {

// What all objects together may cost while the camera moves: 50,000 triangles take 7.5 to 12 ms on a software renderer.
inline constexpr std::size_t moving_triangle_budget = 50'000;

// Thread: one (the renderer's); workers only fill what they were given.   GIL: never.
class ProxyStore {
public:
    // Without a pool they are made on the spot.
    ProxyStore(document::WorkerPool* pool, std::function<void()> wake);
    ~ProxyStore();  // cancels; does not wait
    // Finest first, all coarser than the mesh; asks for them the first time, empty until they are made.
    const std::vector<document::MeshPtr>& levels(const document::MeshPtr& mesh);
    bool take_finished();  // true when some were made since the last call
    bool pending() const;
    void keep_only(const std::unordered_set<const document::Mesh*>& meshes);
    void add_all_to(std::unordered_set<const document::Mesh*>& meshes) const;

private:
    struct Made {
        std::atomic<bool> done{false};
        std::vector<document::MeshPtr> levels;
    };
    struct Entry {
        document::MeshPtr mesh;  // held, so that its address stays its own
        std::shared_ptr<Made> made;
        document::JobPtr job;
        bool taken = false;
    };
    // The program's workers outlive this store: a job that is past its last poll finds the wake taken away.
    struct Wake {
        std::mutex mutex;
        std::function<void()> call;
    };
    document::WorkerPool* pool_;
    std::shared_ptr<Wake> wake_;
    std::unordered_map<const document::Mesh*, Entry> entries_;
};

// 50,000, 12,500, ... as far as they are well below the mesh's own count. Thread: worker. Throws document::Cancelled.
std::vector<document::MeshPtr> make_proxy_levels(const document::Mesh& mesh, document::Job& job);

}  // namespace gimbal::app
