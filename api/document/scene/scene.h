// An immutable scene: the renderer draws it, undo keeps it, panels list it.
#pragma once
#include <cstdint>
#include <functional>
#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <memory>
#include <string>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/scene/camera.h"

namespace gimbal::document {

// A handle to an object: slot index and generation. Using a stale one is safe: no object is found.
struct ObjectId {
    std::uint32_t index = 0xFFFFFFFF, generation = 0;
    bool operator==(const ObjectId&) const = default;
    explicit operator bool() const { return index != 0xFFFFFFFF; }
};

struct Object {
    std::string name;       // unique in the scene
    glm::vec3 location{0};  // scene units
    glm::vec3 rotation{0};  // Euler XYZ, radians
    glm::vec3 scale{1};
    glm::vec4 colour{0.62f, 0.64f, 0.68f, 1};  // linear RGBA, 0..1; see tint()
    bool visible = true;
    MeshPtr mesh;                    // never null
    std::uint64_t mesh_version = 0;  // changes with every change of `mesh`
    bool has_default_colour() const;
    // Multiplies the colours of the mesh's vertices: the object's colour, but white instead of the default grey if the
    // mesh has colours. A mesh without colours is white.
    glm::vec4 tint() const;
    glm::mat4 matrix() const;
    glm::dmat4 exact_matrix() const;  // in double precision
    Bounds bounds() const;            // world space; goes through the vertices of a turned object
};

// Snapshots share blocks of objects; an edit copies only a block that a snapshot still holds.
// Thread: any.   GIL: not needed. Immutable.
class Scene {
public:
    std::uint64_t version() const;  // changes with every edit of the document
    // Changes with every edit of objects and meshes. Undo brings the earlier one back, so equal numbers of one document
    // mean equal objects.
    std::uint64_t content_version() const;
    std::size_t object_count() const;
    const Object* find(ObjectId id) const;                                           // nullptr if stale
    void for_each(const std::function<void(ObjectId, const Object&)>& visit) const;  // in order of creation
    const std::vector<ObjectId>& selection() const;                                  // the active object last
    ObjectId active() const;
    bool is_selected(ObjectId id) const;
    std::size_t triangle_count() const;               // of visible objects; computed once
    Bounds bounds(bool selected_only = false) const;  // of visible objects, world space
    // The same without objects that have an infinite coordinate: one of them must not hide the others.
    Bounds finite_bounds(bool selected_only = false) const;

    const std::string& undo_name() const;  // the name of the step that undo would undo, or ""
    const std::string& redo_name() const;

    struct Storage;
    explicit Scene(std::shared_ptr<const Storage> storage) : storage_(std::move(storage)) {}
    const Storage& storage() const { return *storage_; }

private:
    Bounds bounds_of(bool selected_only, bool infinite_too) const;

    std::shared_ptr<const Storage> storage_;
};
using ScenePtr = std::shared_ptr<const Scene>;

}  // namespace gimbal::document
