// Each call takes the mutex and passes the work to DocumentCore.
#include "api/document/scene/document.h"

#include "api/document/scene/document_core.h"

namespace gimbal::document {

Document::Document() : core_(std::make_unique<DocumentCore>()) {}
Document::~Document() = default;

ScenePtr Document::snapshot() const { return Editing(*core_)->snapshot(); }
std::uint64_t Document::version() const { return core_->version(); }
void Document::on_change(std::function<void(Change)> changed) { Editing(*core_)->on_change(std::move(changed)); }

bool Document::try_lock() { return core_->try_lock(); }
void Document::unlock() { core_->unlock(); }
const Object* Document::peek(ObjectId id) const { return core_->find(id); }
Object* Document::edit(ObjectId id) { return core_->edit(id); }

ObjectId Document::add(std::string name, MeshPtr mesh) {
    Object object;
    object.name = std::move(name);
    object.mesh = std::move(mesh);
    return Editing(*core_)->add(std::move(object));
}
std::vector<ObjectId> Document::add_many(std::vector<Object> objects) {
    return Editing(*core_)->add_many(std::move(objects));
}
void Document::remove(ObjectId id) { Editing(*core_)->remove(id); }
void Document::clear() { Editing(*core_)->clear(); }
bool Document::contains(ObjectId id) const { return Editing(*core_)->find(id) != nullptr; }
ObjectId Document::find(std::string_view name) const { return Editing(*core_)->find(name); }
std::size_t Document::object_count() const { return Editing(*core_)->object_count(); }
Object Document::get(ObjectId id) const { return Editing(*core_)->require(id); }
void Document::rename(ObjectId id, std::string name) { Editing(*core_)->rename(id, std::move(name)); }
void Document::modify(ObjectId id, const std::function<void(Object&)>& change) { Editing(*core_)->modify(id, change); }

std::vector<ObjectId> Document::objects() const {
    const ScenePtr scene = snapshot();
    std::vector<ObjectId> ids;
    ids.reserve(scene->object_count());
    scene->storage().for_each_slot([&](std::uint32_t index, const Slot& slot) {
        ids.push_back({index, slot.generation});
    });
    return ids;
}

MeshPtr Document::mesh(ObjectId id) const { return Editing(*core_)->require(id).mesh; }
void Document::set_mesh(ObjectId id, MeshPtr mesh) { Editing(*core_)->set_mesh(id, std::move(mesh)); }
void Document::replace_meshes(std::span<const Replacement> replacements) {
    Editing(*core_)->replace_meshes(replacements);
}
bool Document::follow_mesh(ObjectId id, const MeshPtr& expected, MeshPtr mesh) {
    return Editing(*core_)->follow_mesh(id, expected, std::move(mesh));
}
void Document::check_not_exported(ObjectId id) const { Editing(*core_)->check_not_exported(id); }

void Document::select(std::span<const ObjectId> ids, bool extend) { Editing(*core_)->select(ids, extend); }
std::vector<ObjectId> Document::selection() const { return snapshot()->selection(); }

Camera Document::camera() const { return Editing(*core_)->camera(); }
void Document::set_camera(const Camera& camera) { Editing(*core_)->set_camera(camera); }
std::uint64_t Document::camera_version() const { return core_->camera_version(); }

void Document::begin_step(std::string name) { Editing(*core_)->begin_step(std::move(name)); }
void Document::end_step() { Editing(*core_)->end_step(); }
void Document::begin_run(Run run) { Editing(*core_)->begin_run(std::move(run)); }
Run Document::end_run() { return Editing(*core_)->end_run(); }
bool Document::undo() { return Editing(*core_)->undo(); }
bool Document::redo() { return Editing(*core_)->redo(); }
std::string Document::step_name() const {
    Editing core(*core_);
    return core->history().is_open() ? core->history().open_name() : "";
}
bool Document::step_has_edits() const { return Editing(*core_)->history().is_recording(); }
std::string Document::undo_name() const { return Editing(*core_)->history().undo_name(); }
std::string Document::redo_name() const { return Editing(*core_)->history().redo_name(); }
std::vector<StepInfo> Document::undo_steps() const { return Editing(*core_)->history().undo_steps(); }
std::vector<StepInfo> Document::redo_steps() const { return Editing(*core_)->history().redo_steps(); }
std::size_t Document::undo_run(std::uint64_t run) { return Editing(*core_)->undo_run(run); }
std::size_t Document::steps_of_run(std::uint64_t run) const { return Editing(*core_)->history().steps_of_run(run); }
std::uint64_t Document::newest_run() const { return Editing(*core_)->history().newest_run(); }
void Document::forget_history() { Editing(*core_)->forget_history(); }

StepToken Document::open_step(StepRequest request) { return Editing(*core_)->open_step(std::move(request)); }
bool Document::close_step(StepToken token) { return Editing(*core_)->close_step(token); }
Document::RolledBack Document::roll_back(StepToken token, bool closes) {
    return Editing(*core_)->roll_back(token, closes);
}
StepToken Document::open_transaction_of(StepToken token) const { return Editing(*core_)->open_transaction_of(token); }
std::string Document::open_step_of_run() const { return Editing(*core_)->open_step_of_run(); }
std::vector<std::string> Document::close_steps_of_run() { return Editing(*core_)->close_steps_of_run(); }
SceneChanges Document::changes_since(StepToken token) const {
    ScenePtr start, present;
    {
        Editing core(*core_);
        start = core->start_of(token);
        present = core->snapshot();
    }
    return start ? changes_between(*start, *present) : SceneChanges();
}

std::string Document::file_name() const { return Editing(*core_)->file_name(); }
void Document::report_saved(std::string path) {
    Editing core(*core_);
    core->set_file_name(std::move(path));
    core->report_saved();
}

std::string Document::scene_file() const { return Editing(*core_)->scene_file(); }
void Document::set_scene_file(std::string path) { Editing(*core_)->set_scene_file(std::move(path)); }
bool Document::modified() const { return Editing(*core_)->modified(); }
void Document::mark_saved(std::uint64_t content_version) { Editing(*core_)->mark_saved(content_version); }
void Document::mark_saved() { Editing(*core_)->mark_saved(); }
void Document::set_saved(std::string file, std::uint64_t content_version) {
    Editing core(*core_);
    core->set_saved(std::move(file), content_version);
    core->report_saved();
}
void Document::replace(SceneContents contents, std::string file) {
    Editing(*core_)->replace(std::move(contents), std::move(file));
}
std::vector<ObjectId> Document::add_from_file(std::vector<Object> objects, std::string file) {
    return Editing(*core_)->add_from_file(std::move(objects), std::move(file));
}

ScriptsPtr Document::scripts() const { return Editing(*core_)->scripts(); }
std::uint64_t Document::scripts_opened() const { return Editing(*core_)->scripts_opened(); }
void Document::keep_scripts(std::vector<SceneScript> scripts, std::uint64_t opened) {
    Editing(*core_)->keep_scripts(std::make_shared<const std::vector<SceneScript>>(std::move(scripts)), opened);
}

}  // namespace gimbal::document
