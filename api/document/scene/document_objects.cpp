// Adding, removing, finding and changing objects.
#include <algorithm>

#include "api/document/scene/document_core.h"

namespace gimbal::document {
namespace {

const MeshPtr& empty_mesh() {
    static const MeshPtr empty = std::make_shared<const Mesh>();
    return empty;
}

// Compares what modify() may change.
bool same_placement(const Object& a, const Object& b) {
    return a.location == b.location && a.rotation == b.rotation && a.scale == b.scale && a.colour == b.colour &&
           a.visible == b.visible;
}

}  // namespace

ObjectId DocumentCore::insert(Object&& object) {
    if (object.name.empty()) object.name = "object";
    object.name = names_.free_name(std::move(object.name));
    if (!object.mesh) object.mesh = empty_mesh();
    object.mesh_version = next_mesh_version_++;
    const bool logged = is_logged();
    const ObjectId id = live_.insert(std::move(object), next_generation_++, logged);
    names_.insert(live_.slot(id.index).object.name, id.index);
    if (logged) log(ObjectAdded{id, live_.slot(id.index).object});
    return id;
}

ObjectId DocumentCore::add(Object object) {
    before_edit(Change::scene);
    return insert(std::move(object));
}

std::vector<ObjectId> DocumentCore::add_many(std::vector<Object> objects) {
    std::vector<ObjectId> ids;
    if (objects.empty()) return ids;
    ids.reserve(objects.size());
    before_edit(Change::scene);
    for (Object& object : objects) ids.push_back(insert(std::move(object)));
    return ids;
}

void DocumentCore::remove(ObjectId id) {
    require(id);
    before_edit(Change::scene);
    const Object& object = live_.slot(id.index).object;
    names_.erase(object.name, id.index);
    history_.count_mesh(id, object.mesh, nullptr);
    live_.erase(id);
    if (live_.selection_has_removed) mark(Change::selection);
    if (is_logged()) log(ObjectRemoved{id});
}

void DocumentCore::clear() {
    if (live_.object_count == 0) return;
    before_edit(Change::scene);
    if (!live_.selection->ids.empty()) mark(Change::selection);
    if (has_transactions()) return remove_all();
    auto old = std::make_shared<Scene::Storage>(std::move(live_));
    old->for_each_slot([&](std::uint32_t index, const Slot& slot) {
        history_.count_mesh({index, slot.generation}, slot.object.mesh, nullptr);
    });
    live_ = Scene::Storage{};
    live_.epoch = old->epoch + 1;
    live_.content_version = old->content_version;
    discarded_.push_back(std::move(old));
    names_.clear();
}

// Keeps the numbers of the slots, because a rollback may bring their objects back.
void DocumentCore::remove_all() {
    std::vector<ObjectId> ids;
    live_.for_each_slot([&](std::uint32_t index, const Slot& slot) { ids.push_back({index, slot.generation}); });
    const bool logged = is_logged();
    for (const ObjectId id : ids) {
        history_.count_mesh(id, live_.slot(id.index).object.mesh, nullptr);
        live_.erase(id);
        if (logged) log(ObjectRemoved{id});
    }
    names_.clear();
}

ObjectId DocumentCore::find(std::string_view name) const {
    const auto index = names_.find(name);
    return index ? live_.id_at(*index) : ObjectId{};
}

const Object& DocumentCore::require(ObjectId id) const {
    if (const Object* object = find(id)) return *object;
    throw StaleObject("the object was removed from the scene");
}

Object* DocumentCore::edit(ObjectId id) {
    if (!live_.find(id)) return nullptr;
    before_edit(Change::objects);
    if (is_logged()) {
        if (pending_) log_pending();
        log_.make_room();
        pending_.emplace(id, live_.slot(id.index).object);
    }
    return &writable(id);
}

void DocumentCore::rename(ObjectId id, std::string name) {
    if (name.empty()) throw std::invalid_argument("an object's name cannot be empty");
    const std::string old = require(id).name;
    if (old == name) return;
    name = names_.free_name(std::move(name));
    before_edit(Change::objects);
    names_.erase(old, id.index);
    names_.insert(name, id.index);
    if (is_logged()) log(ObjectRenamed{id, name});
    writable(id).name = std::move(name);
}

void DocumentCore::modify(ObjectId id, const std::function<void(Object&)>& change) {
    Object wanted = require(id);  // a copy: if `change` throws, nothing has changed
    change(wanted);
    if (same_placement(wanted, require(id))) return;
    before_edit(Change::objects);
    Object& object = writable(id);
    if (is_logged()) log(ObjectPlaced{id, Placement::between(object, wanted)});
    object.location = wanted.location;
    object.rotation = wanted.rotation;
    object.scale = wanted.scale;
    object.colour = wanted.colour;
    object.visible = wanted.visible;
}

}  // namespace gimbal::document
