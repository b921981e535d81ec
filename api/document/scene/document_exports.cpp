// Meshes, and the buffers that numpy looks at.
#include <algorithm>
#include <cstring>

#include "api/document/scene/document.h"
#include "api/document/scene/document_state.h"

namespace gimbal::document {
namespace {

bool same(const std::vector<glm::vec3>& a, const std::vector<glm::vec3>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(glm::vec3)) == 0);
}

[[noreturn]] void throw_exported(const std::string& name, long holders) {
    throw MeshExported("numpy still looks at the vertices of '" + name + "' (" + std::to_string(holders) +
                       (holders == 1 ? " array" : " arrays") + "): delete it or copy it (numpy.array(v)) first");
}

// Throws std::invalid_argument naming object and vertex.
MeshPtr moved(const Object& object, const std::vector<glm::vec3>& positions) {
    try {
        return std::make_shared<const Mesh>(object.mesh->with_positions(positions));
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument("'" + object.name + "': " + error.what());
    }
}

}  // namespace

std::shared_ptr<std::vector<glm::vec3>> Document::State::exported(ObjectId id) const {
    if (exports.empty()) return nullptr;
    const auto found = exports.find(id.index);
    return found != exports.end() && found->second.generation == id.generation ? found->second.positions.lock()
                                                                               : nullptr;
}

void Document::State::set_mesh(ObjectId id, MeshPtr mesh) {
    before_edit(Change::mesh);
    Object& object = writable(id);
    replaced(object.mesh);
    dropped.push_back(std::exchange(object.mesh, std::move(mesh)));
    object.mesh_version = next_mesh_version++;
}

void Document::set_mesh(ObjectId id, MeshPtr mesh) {
    if (!mesh) mesh = std::make_shared<const Mesh>();
    Editing scope(*state_);
    const Slot& slot = state_->require(id);
    if (const auto positions = state_->exported(id)) throw_exported(slot.object.name, positions.use_count() - 1);
    state_->exports.erase(id.index);
    state_->set_mesh(id, std::move(mesh));
}

void Document::check_not_exported(ObjectId id) const {
    Editing scope(*state_);
    const Slot& slot = state_->require(id);
    if (const auto positions = state_->exported(id)) throw_exported(slot.object.name, positions.use_count() - 1);
}

Document::VertexExport Document::export_vertices(ObjectId id) {
    MeshPtr source;
    std::shared_ptr<std::vector<glm::vec3>> copy;
    for (;;) {
        {
            Editing scope(*state_);
            const MeshPtr& present = state_->require(id).object.mesh;
            if (auto positions = state_->exported(id)) return {positions->data(), positions->size(), positions};
            if (copy && source == present) {
                state_->exports[id.index] = {id.generation, copy};
                return {copy->data(), copy->size(), copy};
            }
            source = present;
        }
        copy = std::make_shared<std::vector<glm::vec3>>(
            source->positions());  // outside the mutex; compared again above
    }
}

void Document::touch_vertices(ObjectId id) {
    for (;;) {
        Object seen;
        std::shared_ptr<std::vector<glm::vec3>> positions;
        {
            Editing scope(*state_);
            const Slot& slot = state_->require(id);
            positions = state_->exported(id);
            if (!positions) return;
            seen = slot.object;
        }
        if (same(*positions, seen.mesh->positions())) return;
        MeshPtr renewed = moved(seen, *positions);
        Editing scope(*state_);
        if (state_->require(id).object.mesh != seen.mesh) continue;  // edited meanwhile: look again
        return state_->set_mesh(id, std::move(renewed));
    }
}

std::vector<ObjectId> Document::exported_objects() const {
    std::vector<ObjectId> ids;
    Editing scope(*state_);
    for (const auto& [index, buffer] : state_->exports)
        if (!buffer.positions.expired()) ids.push_back({index, buffer.generation});
    return ids;
}

void Document::State::restore_exports(const Scene::Storage& wanted) {
    const auto both = [&](auto&& visit) {  // visit(present object, wanted object, buffer)
        for (const auto& [index, buffer] : exports) {
            const ObjectId id{index, buffer.generation};
            const auto positions = exported(id);
            const Slot *before = live.find(id), *after = wanted.find(id);
            if (positions && before && after && before->object.mesh != after->object.mesh)
                visit(before->object, after->object, positions);
        }
    };
    both([](const Object& before, const Object& after, const auto& positions) {
        if (positions->size() != after.mesh->vertex_count()) throw_exported(before.name, positions.use_count() - 1);
    });
    both([](const Object&, const Object& after, const auto& positions) {
        std::copy(after.mesh->positions().begin(), after.mesh->positions().end(), positions->begin());
    });
    std::erase_if(exports, [&](const auto& entry) {
        return entry.second.positions.expired() || !wanted.find({entry.first, entry.second.generation});
    });
}

}  // namespace gimbal::document
