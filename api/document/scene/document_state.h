// What a Document keeps, and the scope in which it is edited. Private to the document's own files.
#pragma once
#include <atomic>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "api/document/scene/document.h"
#include "api/document/scene/scene_storage.h"
#include "api/document/scene/unique_names.h"

namespace gimbal::document {

// One step that can be undone or redone: the scene on its other side. Blocks and meshes are shared with the present.
struct HistoryStep {
    std::string name;
    ScenePtr scene;
    std::uint64_t bytes = 0;
};

// The buffer that numpy looks at, owned by those who look. The scene never holds it: it holds an immutable mesh that
// `touch_vertices` renews, so snapshots, the renderer and undo see consistent values whatever numpy writes.
struct VertexBuffer {
    std::uint32_t generation = 0;  // of the object
    std::weak_ptr<std::vector<glm::vec3>> positions;
};

struct Document::State {
    mutable std::mutex mutex;
    std::atomic<std::uint64_t> version{1}, camera_version{1};
    Scene::Storage live;
    mutable ScenePtr frozen;  // of the version it says
    UniqueNames names;
    std::uint32_t next_generation = 1;  // never goes back, also not by undo: a handle means one object for ever
    std::uint64_t next_mesh_version = 1;
    std::unordered_map<std::uint32_t, VertexBuffer> exports;  // by slot index
    Camera camera;
    std::string file_name;

    // --- History.
    std::deque<HistoryStep> undo_steps, redo_steps;
    int depth = 0;                                   // open begin_steps
    std::string open_name;                           // of the outermost
    bool recording = false;                          // the present step has its entry in undo_steps already
    std::unordered_set<const Mesh*> counted_meshes;  // of the present step, each counted once

    // --- Listeners: a list that only grows, read without the mutex.
    struct Listener {
        std::function<void(Change)> changed;
        Listener* next;
    };
    std::atomic<Listener*> listeners{nullptr};
    unsigned pending_changes = 0;                      // bits by Change; told when the mutex is let go
    std::vector<std::shared_ptr<const void>> dropped;  // freed after the mutex is let go

    ~State();
    ScenePtr freeze();                 // mutex held
    void before_edit(Change change) {  // mutex held: first of every edit; opens the step's entry
        if (!recording) record_step();
        version.store(version.load(std::memory_order_relaxed) + 1, std::memory_order_release);
        mark(change);
    }
    void mark(Change change) { pending_changes |= 1u << static_cast<unsigned>(change); }
    void record_step();
    void close_record();  // adds up what the present step holds
    void trim_history();
    void replaced(const MeshPtr& old);  // for the memory estimate
    bool travel(std::deque<HistoryStep>& from, std::deque<HistoryStep>& to, const char* what);
    void restore(const ScenePtr& scene);                 // throws MeshExported, before anything has changed
    void restore_exports(const Scene::Storage& wanted);  // numpy's buffers follow; throws MeshExported
    void unlock_and_tell();                              // lets go of the mutex, then calls the listeners
    Object& writable(ObjectId id) { return live.writable_slot(id.index).object; }
    const Slot& require(ObjectId id) const;                               // throws StaleObject
    std::shared_ptr<std::vector<glm::vec3>> exported(ObjectId id) const;  // null when nobody looks
    void set_mesh(ObjectId id, MeshPtr mesh);
    ObjectId add(Object&& object);
};

// Scope of an edit. Thread: any.   GIL: not needed.
class Editing {
public:
    explicit Editing(Document::State& state) : state_(state) { state_.mutex.lock(); }
    ~Editing() { state_.unlock_and_tell(); }
    Editing(const Editing&) = delete;

private:
    Document::State& state_;
};

}  // namespace gimbal::document
