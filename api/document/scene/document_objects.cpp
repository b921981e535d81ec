// Adding, removing, finding and changing objects.
#include <algorithm>

#include "api/document/scene/document.h"
#include "api/document/scene/document_state.h"

namespace gimbal::document {
namespace {

const MeshPtr& empty_mesh() {
    static const MeshPtr empty = std::make_shared<const Mesh>();
    return empty;
}

}  // namespace

ObjectId Document::State::add(Object&& object) {
    if (object.name.empty()) object.name = "object";
    object.name = names.free_name(std::move(object.name));
    if (!object.mesh) object.mesh = empty_mesh();
    object.mesh_version = next_mesh_version++;
    const ObjectId id = live.insert(std::move(object), next_generation++);
    names.insert(live.slot(id.index).object.name, id.index);
    return id;
}

ObjectId Document::add(std::string name, MeshPtr mesh) {
    Object object;
    object.name = std::move(name);
    object.mesh = std::move(mesh);
    Editing scope(*state_);
    state_->before_edit(Change::scene);
    return state_->add(std::move(object));
}

std::vector<ObjectId> Document::add_many(std::vector<Object> objects) {
    std::vector<ObjectId> ids;
    if (objects.empty()) return ids;
    ids.reserve(objects.size());
    Editing scope(*state_);
    state_->before_edit(Change::scene);
    for (Object& object : objects) ids.push_back(state_->add(std::move(object)));
    return ids;
}

void Document::remove(ObjectId id) {
    Editing scope(*state_);
    state_->require(id);
    state_->before_edit(Change::scene);
    const Object& object = state_->live.slot(id.index).object;
    state_->names.erase(object.name);
    state_->replaced(object.mesh);
    state_->exports.erase(id.index);  // numpy's buffer lives on by its keeper
    state_->live.erase(id);
    if (state_->live.selection_has_removed) state_->mark(Change::selection);
}

bool Document::contains(ObjectId id) const {
    Editing scope(*state_);
    return state_->live.find(id) != nullptr;
}

ObjectId Document::find(std::string_view name) const {
    Editing scope(*state_);
    const std::uint32_t* index = state_->names.find(name);
    return index ? state_->live.id_at(*index) : ObjectId{};
}

std::size_t Document::object_count() const {
    Editing scope(*state_);
    return state_->live.object_count;
}

std::vector<ObjectId> Document::objects() const {
    const ScenePtr scene = snapshot();
    std::vector<ObjectId> ids;
    ids.reserve(scene->object_count());
    scene->storage().for_each_slot([&](std::uint32_t index, const Slot& slot) {
        ids.push_back({index, slot.generation});
    });
    return ids;
}

Object Document::get(ObjectId id) const {
    Editing scope(*state_);
    return state_->require(id).object;
}

void Document::rename(ObjectId id, std::string name) {
    if (name.empty()) throw std::invalid_argument("an object's name cannot be empty");
    Editing scope(*state_);
    const Object& object = state_->require(id).object;
    if (object.name == name) return;
    const std::string old = object.name;
    name = state_->names.free_name(std::move(name));
    state_->before_edit(Change::objects);
    state_->names.erase(old);
    state_->names.insert(name, id.index);
    state_->writable(id).name = std::move(name);
}

void Document::modify(ObjectId id, const std::function<void(Object&)>& change) {
    Editing scope(*state_);
    Object wanted = state_->require(id).object;  // a copy: a `change` that throws has changed nothing
    change(wanted);
    state_->before_edit(Change::objects);
    Object& object = state_->writable(id);
    object.location = wanted.location;
    object.rotation = wanted.rotation;
    object.scale = wanted.scale;
    object.colour = wanted.colour;
    object.visible = wanted.visible;
}

void Document::clear() {
    Editing scope(*state_);
    if (state_->live.object_count == 0) return;
    state_->before_edit(Change::scene);
    if (!state_->live.selection->ids.empty()) state_->mark(Change::selection);
    auto old = std::make_shared<Scene::Storage>(std::move(state_->live));
    old->for_each_slot([&](std::uint32_t, const Slot& slot) { state_->replaced(slot.object.mesh); });
    state_->live = Scene::Storage{};
    state_->live.epoch = old->epoch + 1;
    state_->dropped.push_back(std::move(old));
    state_->names.clear();
    state_->exports.clear();
}

MeshPtr Document::mesh(ObjectId id) const {
    Editing scope(*state_);
    return state_->require(id).object.mesh;
}

}  // namespace gimbal::document
