// Owns the scene. An edit takes a mutex briefly and changes in place what no snapshot holds. snapshot() returns an
// immutable scene. Undo keeps old scenes.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/scene/scene_changes.h"
#include "api/document/scene/scene_contents.h"
#include "api/document/scene/undo_step.h"
#include "api/document/work/job.h"

namespace gimbal::document {

class DocumentCore;

// The object of a handle was removed. The module raises ReferenceError.
struct StaleObject : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// The edit would move or resize vertices that numpy holds. The module raises BufferError.
struct MeshExported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The kind of a change, for event handlers and panels. `scene`: objects were added or removed, or any may differ
// (undo); `objects`: names, transforms, colours or visibility; `undo`: what can be undone; `saved`: a file has the
// scene.
enum class Change { scene, selection, objects, mesh, camera, undo, saved };
inline constexpr std::array<const char*, 7> change_names{
    // of the events, by the order of Change
    "scene_changed", "selection_changed", "objects_changed", "mesh_changed", "camera_changed", "undo_changed", "saved"};

// Thread: any.   GIL: not needed. Calls no callback with the mutex held, except modify().
class Document {
public:
    Document();
    ~Document();

    ScenePtr snapshot() const;      // O(blocks); never waits for a mesh copy
    std::uint64_t version() const;  // changes with every edit; takes no mutex
    // Adds a listener for the document's life. The editing thread calls it after each edit, without the mutex, once for
    // each kind of change. It must only post, and not throw.
    void on_change(std::function<void(Change)> changed);

    // For a caller that holds the GIL: try_lock() is false if the mutex is busy; release the GIL then and try again.
    bool try_lock();
    void unlock();
    // --- Between try_lock() and unlock(): O(1) access without a copy. nullptr if stale.
    const Object* peek(ObjectId id) const;
    Object* edit(ObjectId id);  // copies its block if a snapshot holds it; raises the version

    // --- Objects. Each call locks by itself.
    ObjectId add(std::string name, MeshPtr mesh);  // makes the name unique as Blender does: ring, ring.001
    std::vector<ObjectId> add_many(std::vector<Object> objects);
    void remove(ObjectId id);  // throws StaleObject
    bool contains(ObjectId id) const;
    ObjectId find(std::string_view name) const;  // O(1); invalid if there is none
    std::size_t object_count() const;
    std::vector<ObjectId> objects() const;       // in order of creation
    Object get(ObjectId id) const;               // a copy; throws StaleObject
    void rename(ObjectId id, std::string name);  // makes the name unique; throws std::invalid_argument if it is empty
    // Calls `change` with the mutex held, so it must not use the document. Ignores changes of name and mesh. It is no
    // edit if nothing changes. Throws StaleObject.
    void modify(ObjectId id, const std::function<void(Object&)>& change);
    void clear();

    // --- Meshes.
    MeshPtr mesh(ObjectId id) const;           // throws StaleObject
    void set_mesh(ObjectId id, MeshPtr mesh);  // throws StaleObject, MeshExported
    // The result of work that began with the mesh `expected`.
    struct Replacement {
        ObjectId id;
        MeshPtr expected, mesh;
    };
    // Sets all meshes, or none. Throws StaleObject, MeshExported, or std::runtime_error if an object no longer has the
    // expected mesh: the result would overwrite what another thread has changed.
    void replace_meshes(std::span<const Replacement> replacements);
    // Puts the next frame of a stream in place of the last one. It is no undo step and keeps what can be redone: the
    // step that began the stream takes back all of it. False, and no edit: the object has gone or has another mesh than
    // `expected`. Throws MeshExported.
    bool follow_mesh(ObjectId id, const MeshPtr& expected, MeshPtr mesh);
    // None: the vertices lose their colours. Throws StaleObject, std::invalid_argument as Mesh::with_colours().
    void set_colours(ObjectId id, ColoursPtr colours);
    // A copy of the vertices that numpy may write. The scene keeps its immutable mesh, which snapshots and undo see.
    // While `keeper` lives, set_mesh, and an undo that would resize the mesh, throw MeshExported.
    struct VertexExport {
        glm::vec3* data;
        std::size_t count;
        std::shared_ptr<void> keeper;
    };
    VertexExport export_vertices(ObjectId id);  // throws StaleObject
    // Publishes what was written to the exported vertices, as an edit; does nothing if nothing was written. Copies the
    // vertices without the mutex. A buffer does not report writes, so the exporter calls this when a view is released,
    // at the end of a run and before a read through the document. Throws StaleObject, or std::invalid_argument if a
    // coordinate is not finite; the scene then keeps the last valid vertices.
    void touch_vertices(ObjectId id);
    void check_not_exported(ObjectId id) const;  // throws StaleObject, MeshExported; call it before heavy work

    // --- Selection.
    void select(std::span<const ObjectId> ids, bool extend = false);  // ignores stale ids
    std::vector<ObjectId> selection() const;                          // the active object last

    // --- Camera. It is not part of undo.
    Camera camera() const;
    void set_camera(const Camera& camera);
    std::uint64_t camera_version() const;

    // --- Undo. Steps nest, also over threads (a click during a script's step joins that step), and only the outermost
    // counts. A step that changes nothing leaves no trace. Edits outside any step join into one step "edit" until a
    // step begins or undo is called. The history keeps 100 steps, or fewer if they hold more than 1 GiB that the
    // present scene does not share.
    void begin_step(std::string name);
    void end_step();
    // The step of a run. One run at a time; the steps that are recorded while it is open have its number.
    void begin_run(Run run);
    Run end_run();                  // what begin_run() was given
    std::string step_name() const;  // of the step that is open; "" if there is none
    bool step_has_edits() const;    // of the step that is open
    bool undo();                    // false if there is nothing to undo. Throws std::runtime_error inside a step, and
    bool redo();                    // MeshExported if an exported buffer would change its size.
    std::string undo_name() const;  // "" if there is nothing to undo
    std::string redo_name() const;
    std::vector<StepInfo> undo_steps() const;  // oldest first
    std::vector<StepInfo> redo_steps() const;  // the next one to redo first
    // Undoes all steps of a run, or none. Returns their number. Throws std::runtime_error that says why not: others are
    // newer, they are undone already, or the history has forgotten them.
    std::size_t undo_run(std::uint64_t run);
    std::size_t steps_of_run(std::uint64_t run) const;  // that can be undone
    std::uint64_t newest_run() const;                   // of the step that undo would undo; 0: it has none
    void forget_history();  // makes the present scene the first one, as for the example shown at the first start

    // --- Steps with a name inside a run, and transactions. Such a step cuts what is open in two, if StepRequest says
    // so; otherwise it joins it. Whatever is edited while it is open belongs to it, whichever thread edits, and so do
    // the steps that begin meanwhile, until the last of them is closed. While a transaction is open, no step is cut.
    StepToken open_step(StepRequest request);
    bool close_step(StepToken token);  // false: it is not open
    // What the calling thread, and the jobs that it starts, edit for a transaction is marked by EditsFor
    // (work/edit_author.h). A rollback takes back exactly that, also what was written to exported vertices meanwhile by
    // anybody. It keeps what others have edited, in their order. The step leaves no trace, unless others have edited:
    // then these edits stay as a step. Restores what could be redone before the step.
    struct RolledBack {
        bool was_open = false;
        std::vector<std::string> lost;   // objects that others have edited, and that are gone with the rollback
        std::vector<ObjectId> detached;  // their exported vertices have another number, so they belong to no object now
    };
    RolledBack roll_back(StepToken token, bool closes = true);
    SceneChanges changes_since(StepToken token) const;  // since it was opened; none if it is no open transaction
    // The transaction itself, or the innermost open one that it was part of; 0: there is none.
    StepToken open_transaction_of(StepToken token) const;
    std::string open_step_of_run() const;           // the outermost one, or ""
    std::vector<std::string> close_steps_of_run();  // those that are open, and returns their names

    // --- The file that meshes were last loaded from or saved to, or the scene's file; "" if there is none.
    std::string file_name() const;
    void report_saved(std::string path);  // a mesh file was written: file_name() is its path, and the listeners hear it

    // --- The scene's own file (api/document/scene_file).
    std::string scene_file() const;  // absolute; "": the scene has none yet
    void set_scene_file(std::string path);
    // The file that holds this scene now becomes the scene's, which later edits may have changed again.
    void set_saved(std::string file, std::uint64_t content_version);
    // True if objects or meshes differ from those that were saved last. Undo back to them makes it false again.
    bool modified() const;
    void mark_saved(std::uint64_t content_version);  // of the scene that a file holds now
    void mark_saved();                               // the present scene is in a file, or need not be kept
    // Puts another scene in place of this one, as the first scene of the history and not modified. `file`: the scene's
    // own; "": it has none. numpy arrays keep their numbers but no longer belong to an object.
    void replace(SceneContents contents, std::string file = {});
    // Adds and selects the objects of a mesh file, which becomes the document's. If nothing was unsaved before, nothing
    // is afterwards: the file has all of it.
    std::vector<ObjectId> add_from_file(std::vector<Object> objects, std::string file);

    // --- The scripts that are open in the editor. They belong to the scene's file and not to undo. The editor keeps
    // them here; without a window they stay as the file had them.
    ScriptsPtr scripts() const;  // never null
    // Counts the calls of replace() that brought scripts along, which the editor then opens.
    std::uint64_t scripts_opened() const;
    // Ignored if scripts were opened since `opened`: what the editor has is older.
    void keep_scripts(std::vector<SceneScript> scripts, std::uint64_t opened);

private:
    std::unique_ptr<DocumentCore> core_;
};

// The scope of one undo step.
class UndoStep {
public:
    UndoStep(Document& document, std::string name) : document_(document) { document_.begin_step(std::move(name)); }
    ~UndoStep() { document_.end_step(); }
    UndoStep(const UndoStep&) = delete;

private:
    Document& document_;
};

}  // namespace gimbal::document
