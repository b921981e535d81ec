// The document's data and each edit of it. Private to the files of this folder.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "api/document/scene/document.h"
#include "api/document/scene/edit_log.h"
#include "api/document/scene/scene_storage.h"
#include "api/document/scene/undo_history.h"
#include "api/document/scene/unique_names.h"
#include "api/document/work/edit_author.h"

namespace gimbal::document {

// Thread: any, with the mutex held (see Editing) unless a member says otherwise.   GIL: not needed.
class DocumentCore {
public:
    ~DocumentCore();

    // --- Called without the mutex.
    void lock() { mutex_.lock(); }
    bool try_lock() { return mutex_.try_lock(); }
    void unlock() {
        if (pending_changes_ == 0 && discarded_.empty()) mutex_.unlock();
        else unlock_and_report();
    }
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    std::uint64_t camera_version() const { return camera_version_.load(std::memory_order_acquire); }

    void on_change(std::function<void(Change)> changed);
    ScenePtr snapshot();

    // --- Objects.
    ObjectId add(Object object);
    std::vector<ObjectId> add_many(std::vector<Object> objects);
    void remove(ObjectId id);
    void clear();
    const Object* find(ObjectId id) const {  // nullptr if stale
        const Slot* slot = live_.find(id);
        return slot ? &slot->object : nullptr;
    }
    ObjectId find(std::string_view name) const;
    const Object& require(ObjectId id) const;  // throws StaleObject
    std::size_t object_count() const { return live_.object_count; }
    Object* edit(ObjectId id);
    void rename(ObjectId id, std::string name);
    void modify(ObjectId id, const std::function<void(Object&)>& change);
    void select(std::span<const ObjectId> ids, bool extend);

    // --- Meshes and exported vertices.
    using Positions = std::shared_ptr<std::vector<glm::vec3>>;
    void set_mesh(ObjectId id, MeshPtr mesh);  // throws StaleObject, MeshExported
    void replace_meshes(std::span<const Document::Replacement> replacements);
    bool follow_mesh(ObjectId id, const MeshPtr& expected, MeshPtr mesh);
    void check_not_exported(ObjectId id) const;
    Positions exported(ObjectId id) const;  // nullptr if nobody holds the vertices
    void add_export(ObjectId id, const Positions& positions);
    void publish(ObjectId id, MeshPtr mesh);          // set_mesh for an object whose vertices may be exported
    void publish_written(ObjectId id, MeshPtr mesh);  // what numpy has written to the exported vertices

    // --- Undo.
    void begin_step(std::string name);
    void end_step();
    void begin_run(Run run);
    Run end_run();
    bool undo() { return travel(true); }
    bool redo() { return travel(false); }
    std::size_t undo_run(std::uint64_t run);
    const UndoHistory& history() const { return history_; }
    void forget_history();

    // --- Steps that scripts open, and transactions (document_transactions.cpp).
    StepToken open_step(StepRequest request);
    bool close_step(StepToken token);
    Document::RolledBack roll_back(StepToken token, bool closes);
    StepToken open_transaction_of(StepToken token) const;
    std::string open_step_of_run() const;
    std::vector<std::string> close_steps_of_run();
    ScenePtr start_of(StepToken token);  // nullptr if it is not an open transaction
    bool has_transactions() const { return transaction_count_ > 0; }

    // --- Camera and files.
    const Camera& camera() const { return camera_; }
    void set_camera(const Camera& camera);
    const std::string& file_name() const { return file_name_; }
    void set_file_name(std::string path) { file_name_ = std::move(path); }
    void report_saved() { mark(Change::saved); }
    const std::string& scene_file() const { return scene_file_; }
    void set_scene_file(std::string path) { scene_file_ = std::move(path); }
    bool modified() const { return live_.content_version != saved_content_version_; }
    void mark_saved(std::uint64_t content_version) { saved_content_version_ = content_version; }
    void mark_saved() { mark_saved(live_.content_version); }
    void set_saved(std::string file, std::uint64_t content_version);
    void replace(SceneContents contents, std::string file);
    std::vector<ObjectId> add_from_file(std::vector<Object> objects, std::string file);

    // --- Open scripts.
    const ScriptsPtr& scripts() const { return scripts_; }
    std::uint64_t scripts_opened() const { return scripts_opened_; }
    void keep_scripts(ScriptsPtr scripts, std::uint64_t opened);

private:
    // The buffer that numpy reads and writes. Those who hold it own it. The scene holds an immutable mesh instead,
    // which Document::touch_vertices renews, so snapshots, the renderer and undo see consistent values.
    // The buffer outlives the removal of its object, because undo and redo bring the object back with the same id.
    struct VertexBuffer {
        ObjectId id;
        std::weak_ptr<std::vector<glm::vec3>> positions;
    };
    struct Listener {
        std::function<void(Change)> changed;
        Listener* next;
    };

    // A step that a script has opened, in the order of opening.
    struct OpenStep {
        StepToken token;
        std::string name;
        bool of_run, is_named;  // is_named: a step of its own, or inside one; else it has joined what was open
        bool is_transaction;
        ScenePtr start;  // a transaction's: the scene before it, as if what was rolled back had never been
        std::uint64_t first_edit = 0;  // the place in the log
        bool recorded_before = false;  // the step that is recording has begun before the transaction
        std::string others_step;       // the first step of others meanwhile
    };

    // Every edit starts with this. The first edit of a step records the scene from before it.
    void before_edit(Change change) {
        if (!rolled_back_.empty()) refuse_late_job();
        if (!history_.is_recording()) record_step();
        raise_version();
        if (change != Change::selection) live_.content_version = next_content_version_++;
        mark(change);
    }
    void exchange_mesh(ObjectId id, MeshPtr mesh);  // after before_edit() or what stands for it
    void raise_version() { version_.store(version_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
    void mark(Change change) { pending_changes_ |= 1u << static_cast<unsigned>(change); }
    void mark_objects() {  // any may differ
        for (const Change change : {Change::scene, Change::objects, Change::mesh}) mark(change);
    }
    void unlock_and_report();  // frees what the edits have discarded and calls the listeners
    ObjectId insert(Object&& object);
    void remove_all();
    Object& writable(ObjectId id) { return live_.writable_slot(id.index).object; }
    void record_step();
    void close_recording();
    bool travel(bool back);
    void restore(const ScenePtr& scene);  // throws MeshExported before it changes anything
    std::shared_ptr<const Scene::Storage> put_back(const ScenePtr& scene);  // returns what was there
    void restore_names(const Scene::Storage& wanted);
    void restore_exports(const Scene::Storage& wanted);  // writes the restored values into exported buffers
    // After a rollback: buffers get the present vertices. Those that do not fit no longer belong to their object.
    void reset_exports(std::vector<ObjectId>& detached);
    void sweep_exports();  // forgets the buffers that nobody holds

    bool is_logged() const;  // an edit of the calling thread is one that a rollback may have to keep
    void log(Edit edit, bool makes_a_step = true) {
        log_.add(edit_author().transaction, std::move(edit), makes_a_step);
    }
    void log_pending() noexcept;
    void refuse_late_job() const;
    void refuse_in_own_transaction() const;
    OpenStep* find_open(StepToken token);
    bool is_own(const OpenStep& transaction) const;  // the calling thread edits for it
    void note_step_of_others(const std::string& name);
    void end_open_step(StepToken token);
    void note_rolled_back(StepToken token);
    void count_transactions(int more);
    bool put_back_and_replay(const OpenStep& transaction, Document::RolledBack& result);
    bool replay(const Edit& edit);  // false: its object is gone
    void settle_recording(const OpenStep& transaction, bool others_recorded, bool closes);
    void restart_transactions();  // with the present scene

    std::mutex mutex_;
    std::atomic<std::uint64_t> version_{1}, camera_version_{1};
    Scene::Storage live_;
    ScenePtr frozen_;  // the last snapshot
    UniqueNames names_{live_};
    std::uint32_t next_generation_ = 1;  // never decreases, not even by undo: a handle means one object for ever
    std::uint64_t next_mesh_version_ = 1, next_content_version_ = 1, saved_content_version_ = 0;
    std::unordered_map<std::uint32_t, VertexBuffer> exports_;  // by generation, which no other object ever gets
    std::size_t exports_before_sweep_ = 16;
    UndoHistory history_;
    std::vector<OpenStep> open_steps_;
    int transaction_count_ = 0;  // of open_steps_
    EditLog log_;
    // The object that edit() has handed out, and as it was before, until the mutex is released.
    std::optional<std::pair<ObjectId, Object>> pending_;
    std::set<StepToken> rolled_back_;  // whose jobs may still want to edit; the newest ones
    StepToken next_token_ = 1;
    Camera camera_;
    std::string file_name_, scene_file_;
    ScriptsPtr scripts_ = std::make_shared<const std::vector<SceneScript>>();
    std::uint64_t scripts_opened_ = 0;
    std::atomic<Listener*> listeners_{nullptr};  // a list that only grows, so it is read without the mutex
    unsigned pending_changes_ = 0;               // one bit for each Change since the mutex was taken
    Discarded discarded_;
};

// Holds the mutex for one edit or look-up: Editing(core)->remove(id).
class Editing {
public:
    explicit Editing(DocumentCore& core) : core_(core) { core_.lock(); }
    ~Editing() { core_.unlock(); }
    Editing(const Editing&) = delete;
    DocumentCore* operator->() { return &core_; }

private:
    DocumentCore& core_;
};

}  // namespace gimbal::document
