// Meshes in GPU memory, one copy for all objects that show it. A worker prepares them; they are uploaded in slices.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "app/names.h"
#include "app/viewport/gl/gl_handle.h"
#include "app/viewport/gl/gpu_vertices.h"
#include "app/waker.h"

namespace gimbal::app {

// One object in the form that the shaders read: the rows of its matrix, then the colour (gamma 2) with the mask value
// in its last byte, and how opaque it is.
struct InstanceRow {
    glm::vec4 rows[3];
    std::uint32_t colour;
    float alpha = 1;
};

// Thread: the one whose OpenGL context is current.   GIL: never.
struct GpuMesh {
    GlVertexArray array;
    GlBuffer vertices, indices;  // vertices: then their colours, if the mesh has any
    std::uint32_t triangle_count = 0;
    bool closed = false, coloured = false;
    // Draws a range of triangles for `count` rows of the instance buffer from `first_row`.
    void draw(GLuint instance_buffer, std::size_t first_row, std::size_t count, std::size_t first_triangle,
              std::size_t triangles) const;
};

// Keeps its meshes alive, so no address is used again and the address can be the key.
// Thread: the one whose OpenGL context is current; workers write only into the results they were given.   GIL: never.
class MeshCache {
public:
    // Without a pool, everything is prepared and uploaded at the first use. Workers wake the window.
    MeshCache(WorkerPool* pool, Waker* waker);
    ~MeshCache();
    // Requests the mesh if it is missing. Returns nullptr until it is complete.
    const GpuMesh* get(const MeshPtr& mesh, Normals normals = Normals::split_at_creases);
    const GpuMesh* find(const MeshPtr& mesh) const;  // nullptr unless it is complete; requests nothing
    bool upload(std::size_t byte_budget);            // uploads prepared meshes; true if a mesh is now complete
    bool upload_due() const;
    bool pending() const;  // a requested mesh is not complete yet, and will be
    void keep_only(const std::unordered_set<const Mesh*>& meshes);
    std::size_t size() const { return entries_.size(); }
    std::size_t buffers_made() const { return buffers_made_; }  // so far; a buffer that is used again counts once

private:
    struct Prepared {
        std::atomic<bool> done{false};
        std::optional<GpuVertices> data;  // none: no memory was left
    };
    struct CachedMesh {
        MeshPtr mesh;
        std::shared_ptr<Prepared> prepared;  // null once uploaded
        JobPtr job;
        GpuMesh gpu;
        std::size_t uploaded = 0;                     // bytes of vertices, colours, then indices
        std::size_t vertex_room = 0, index_room = 0;  // bytes
        bool whole = false;
        double retry_at = 0;  // steady seconds, if it cannot be prepared
        bool is_done() const { return whole || prepared->done.load(std::memory_order_acquire); }
        bool is_due() const { return !whole && is_done() && prepared->data; }
        bool has_failed() const { return !whole && is_done() && !prepared->data; }
    };
    void prepare(CachedMesh& entry, Normals normals);
    std::size_t upload_slice(CachedMesh& entry, std::size_t byte_budget);
    bool begin_buffers(CachedMesh& entry, std::size_t byte_budget);
    GlBuffer take_buffer(std::size_t bytes, std::size_t& room);
    void give_back(CachedMesh& entry);

    struct Spare {
        GlBuffer buffer;
        std::size_t room;
    };
    WorkerPool* pool_;
    Waker* waker_;
    std::vector<Spare> spare_;  // oldest first
    std::size_t buffers_made_ = 0;
    std::unordered_map<const Mesh*, CachedMesh> entries_;
    // Triangles prepared on this thread since the last upload(). Small meshes need no worker.
    std::size_t prepared_here_ = 0;
};

}  // namespace gimbal::app
