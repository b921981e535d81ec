// Look-ups and measures of an immutable scene.
#include "api/document/scene/scene.h"

#include "api/document/scene/finite.h"
#include "api/document/scene/rotation.h"
#include "api/document/scene/scene_storage.h"

namespace gimbal::document {

glm::dmat4 Object::exact_matrix() const {  // as in Blender: scale, then rotation about X, Y and Z, then location
    glm::dmat3 linear = rotation_matrix(rotation);
    for (int column = 0; column < 3; ++column) linear[column] *= static_cast<double>(scale[column]);
    glm::dmat4 matrix(linear);
    matrix[3] = glm::dvec4(location, 1);
    return matrix;
}

glm::mat4 Object::matrix() const { return glm::mat4(exact_matrix()); }

bool Object::has_default_colour() const { return colour == Object().colour; }

glm::vec4 Object::tint() const {
    const bool untouched = glm::vec3(colour) == glm::vec3(Object().colour);
    return untouched && mesh && !mesh->colours().empty() ? glm::vec4(1, 1, 1, colour.a) : colour;
}

namespace {
// Such a matrix keeps a box a box. With any other, the bounds of the points are smaller than those of the turned box.
bool maps_axes_to_axes(const glm::mat4& matrix) {
    for (int column = 0; column < 3; ++column) {
        const glm::vec3 axis(matrix[column]);
        if ((axis.x != 0) + (axis.y != 0) + (axis.z != 0) > 1) return false;
    }
    return true;
}
}  // namespace

Bounds Object::bounds() const {
    Bounds world;
    const Bounds& local = mesh->bounds();
    if (local.empty) return world;
    const glm::mat4 to_world = matrix();
    const auto add = [&](const glm::vec3& point) { world.extend(to_world * glm::vec4(point, 1)); };
    if (maps_axes_to_axes(to_world)) {
        add(local.low);
        add(local.high);
    } else {
        for (const glm::vec3& point : mesh->positions()) add(point);
    }
    return world;
}

std::uint64_t Scene::version() const { return storage_->version; }
std::uint64_t Scene::content_version() const { return storage_->content_version; }
std::size_t Scene::object_count() const { return storage_->object_count; }

const Object* Scene::find(ObjectId id) const {
    const Slot* slot = storage_->find(id);
    return slot ? &slot->object : nullptr;
}

void Scene::for_each(const std::function<void(ObjectId, const Object&)>& visit) const {
    storage_->for_each_slot([&](std::uint32_t index, const Slot& slot) {
        visit({index, slot.generation}, slot.object);
    });
}

const std::vector<ObjectId>& Scene::selection() const { return storage_->selection->ids; }

ObjectId Scene::active() const { return selection().empty() ? ObjectId{} : selection().back(); }

bool Scene::is_selected(ObjectId id) const {
    const std::vector<bool>& marked = storage_->selection->marked;
    return id.index < marked.size() && marked[id.index] && storage_->find(id);
}

const std::string& Scene::undo_name() const { return storage_->undo_name; }
const std::string& Scene::redo_name() const { return storage_->redo_name; }

std::size_t Scene::triangle_count() const {
    Storage::Facts& facts = *storage_->facts;
    std::call_once(facts.triangles_once, [&] {
        storage_->for_each_slot([&](std::uint32_t, const Slot& slot) {
            if (slot.object.visible) facts.triangles += slot.object.mesh->triangle_count();
        });
    });
    return facts.triangles;
}

Bounds Scene::bounds(bool selected_only) const { return bounds_of(selected_only, true); }
Bounds Scene::finite_bounds(bool selected_only) const { return bounds_of(selected_only, false); }

Bounds Scene::bounds_of(bool selected_only, bool infinite_too) const {
    Bounds bounds;
    const auto add = [&](const Object& object) {
        const Bounds box = object.visible && object.mesh ? object.bounds() : Bounds();
        if (box.empty || (!infinite_too && !is_finite(box))) return;
        bounds.extend(box.low);
        bounds.extend(box.high);
    };
    if (selected_only) {
        for (ObjectId id : selection())
            if (const Object* object = find(id)) add(*object);
    } else {
        storage_->for_each_slot([&](std::uint32_t, const Slot& slot) { add(slot.object); });
    }
    return bounds;
}

}  // namespace gimbal::document
