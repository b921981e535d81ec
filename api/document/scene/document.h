// Owns the scene. Editing takes a short mutex and changes in place what nobody else holds; `snapshot` hands out an
// immutable scene; undo is keeping an old one.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// A handle to a removed object was used. The module turns it into ReferenceError.
struct StaleObject : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// The mesh's vertices are exported (numpy looks at them) and the edit would move or resize them. -> BufferError.
struct MeshExported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// What happened, for event handlers and panels. Joined: one of a kind per drain at most. `scene`: objects added or
// removed, or all may be others (undo); `objects`: names, transforms, colours, visibility; `undo`: what can be undone.
enum class Change { scene, selection, objects, mesh, camera, undo };

// Thread: any.   GIL: not needed. No callback is made with the mutex held.
class Document {
public:
    Document();
    ~Document();

    ScenePtr snapshot() const;      // O(blocks); never waits for a mesh copy
    std::uint64_t version() const;  // lock-free
    // Adds a listener, for the document's life: called on the editing thread after each edit, without the mutex. It
    // must only post, and not throw.
    void on_change(std::function<void(Change)> changed);

    // For a caller that holds the GIL: false when the mutex is busy (then release the GIL and use the calls below as
    // they are).
    bool try_lock();
    void unlock();
    // --- Under try_lock()/unlock(): O(1) access without a copy. nullptr when stale.
    const Object* peek(ObjectId id) const;
    Object* edit(ObjectId id);  // copies its block if a snapshot holds it; bumps the version

    // --- Objects. Each locks by itself.
    ObjectId add(std::string name, MeshPtr mesh);  // name made unique as in Blender: ring, ring.001
    std::vector<ObjectId> add_many(std::vector<Object> objects);
    void remove(ObjectId id);  // throws StaleObject
    bool contains(ObjectId id) const;
    ObjectId find(std::string_view name) const;  // hashed; invalid when there is none
    std::size_t object_count() const;
    std::vector<ObjectId> objects() const;       // in order of creation
    Object get(ObjectId id) const;               // copy; throws StaleObject
    void rename(ObjectId id, std::string name);  // made unique; throws std::invalid_argument on an empty name
    // Not for name or mesh (a change of those is ignored); throws StaleObject. `change` runs under the mutex: no calls
    // back.
    void modify(ObjectId id, const std::function<void(Object&)>& change);
    void clear();

    // --- Meshes.
    MeshPtr mesh(ObjectId id) const;           // throws StaleObject
    void set_mesh(ObjectId id, MeshPtr mesh);  // throws StaleObject, MeshExported
    // The vertices for numpy, writable in place and in nobody's sharing: the scene goes on holding an immutable copy,
    // which snapshots and undo see. While `keeper` lives, set_mesh and any undo that would resize the mesh throw
    // MeshExported.
    struct VertexExport {
        glm::vec3* data;
        std::size_t count;
        std::shared_ptr<void> keeper;
    };
    VertexExport export_vertices(ObjectId id);  // throws StaleObject
    // Publishes what was written to the exported vertices: an edit like others, at most one copy, made outside the
    // mutex; nothing when nothing was written or exported. A view has no write hook, so whoever exports calls this:
    // when the view is released, at the end of a run, before a read through the document. Throws StaleObject, and
    // std::invalid_argument when a coordinate is not finite: the document then keeps the last good ones.
    void touch_vertices(ObjectId id);
    void check_not_exported(ObjectId id) const;      // throws StaleObject, MeshExported: for before heavy work
    std::vector<ObjectId> exported_objects() const;  // whose vertices somebody holds at present

    // --- Selection.
    void select(std::span<const ObjectId> ids, bool extend = false);  // stale ids are left out
    std::vector<ObjectId> selection() const;

    // --- Camera: not part of undo.
    Camera camera() const;
    void set_camera(const Camera& camera);
    std::uint64_t camera_version() const;

    // --- Undo: steps nest (also over threads: a click during a script's step joins it); only the outermost counts; one
    // that changed nothing leaves no trace. Edits outside any step join into one step "edit" until a step begins or
    // undo is called. Kept: 100 steps, and less when they hold more than 1 GiB that the present does not share.
    void begin_step(std::string name);
    void end_step();
    bool undo();                    // false when there is nothing; throws std::runtime_error inside a
    bool redo();                    // step, MeshExported when numpy's view would change its size
    std::string undo_name() const;  // "" when there is nothing
    std::string redo_name() const;
    void forget_history();  // what is there now was there from the start (the example shown first)

    // --- The file the scene was last loaded from or saved to; "" when none.
    std::string file_name() const;
    void set_file_name(std::string path);

private:
    struct State;
    friend class Editing;  // document_state.h: the mutex held, listeners told after
    std::unique_ptr<State> state_;
};

// Scope of one undo step.
class UndoStep {
public:
    UndoStep(Document& document, std::string name) : document_(document) { document_.begin_step(std::move(name)); }
    ~UndoStep() { document_.end_step(); }
    UndoStep(const UndoStep&) = delete;

private:
    Document& document_;
};

}  // namespace gimbal::document
