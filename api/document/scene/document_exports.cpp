// Replacing meshes, and the vertex buffers that numpy holds.
#include <algorithm>
#include <cstring>

#include "api/document/scene/document_core.h"

namespace gimbal::document {
namespace {

bool same(const std::vector<glm::vec3>& a, const std::vector<glm::vec3>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(glm::vec3)) == 0);
}

[[noreturn]] void throw_exported(const std::string& name, long holders) {
    throw MeshExported("numpy still uses the vertices of '" + name + "' (" + std::to_string(holders) +
                       (holders == 1 ? " array" : " arrays") + "): delete or copy them (numpy.array(v)) first");
}

// The object's mesh over other vertices. Throws std::invalid_argument with the names of object and vertex.
MeshPtr moved(const Object& object, const std::vector<glm::vec3>& positions) {
    try {
        return std::make_shared<const Mesh>(object.mesh->with_positions(positions));
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument("'" + object.name + "': " + error.what());
    }
}

}  // namespace

DocumentCore::Positions DocumentCore::exported(ObjectId id) const {
    if (exports_.empty()) return nullptr;
    const auto found = exports_.find(id.generation);
    return found == exports_.end() ? nullptr : found->second.positions.lock();
}

void DocumentCore::add_export(ObjectId id, const Positions& positions) {
    if (exports_.size() >= exports_before_sweep_) sweep_exports();
    exports_[id.generation] = {id, positions};
}

void DocumentCore::sweep_exports() {
    std::erase_if(exports_, [](const auto& item) { return item.second.positions.expired(); });
    exports_before_sweep_ = 2 * exports_.size() + 16;
}

void DocumentCore::publish(ObjectId id, MeshPtr mesh) {
    before_edit(Change::mesh);
    if (is_logged()) log(MeshSet{id, mesh});
    exchange_mesh(id, std::move(mesh));
}

// numpy does not tell which thread has written. So the write belongs to the transaction of the thread that publishes
// it, or else to the newest one.
void DocumentCore::publish_written(ObjectId id, MeshPtr mesh) {
    EditAuthor author = edit_author();
    const auto is_transaction = [](const OpenStep& step) { return step.is_transaction; };
    if (has_transactions() && std::ranges::none_of(open_steps_, [&](const OpenStep& step) { return is_own(step); }))
        author = {std::find_if(open_steps_.rbegin(), open_steps_.rend(), is_transaction)->token};
    const EditsFor scope(author);
    publish(id, std::move(mesh));
}

void DocumentCore::exchange_mesh(ObjectId id, MeshPtr mesh) {
    Object& object = writable(id);
    history_.count_mesh(id, object.mesh, mesh.get());
    discarded_.push_back(std::exchange(object.mesh, std::move(mesh)));
    object.mesh_version = next_mesh_version_++;
}

void DocumentCore::set_mesh(ObjectId id, MeshPtr mesh) {
    check_not_exported(id);
    exports_.erase(id.generation);
    publish(id, mesh ? std::move(mesh) : std::make_shared<const Mesh>());
}

void DocumentCore::replace_meshes(std::span<const Document::Replacement> replacements) {
    for (const Document::Replacement& one : replacements) {
        check_not_exported(one.id);
        const Object& object = require(one.id);
        if (object.mesh != one.expected)
            throw std::runtime_error("the mesh of '" + object.name + "' was changed meanwhile: run it again");
    }
    for (const Document::Replacement& one : replacements) set_mesh(one.id, one.mesh);
}

bool DocumentCore::follow_mesh(ObjectId id, const MeshPtr& expected, MeshPtr mesh) {
    const Object* present = find(id);
    if (!present || present->mesh != expected) return false;
    check_not_exported(id);
    exports_.erase(id.generation);
    raise_version();
    live_.content_version = next_content_version_++;
    mark(Change::mesh);
    if (is_logged()) log(MeshSet{id, mesh}, false);
    exchange_mesh(id, std::move(mesh));
    return true;
}

void DocumentCore::check_not_exported(ObjectId id) const {
    const Object& object = require(id);
    if (const Positions positions = exported(id)) throw_exported(object.name, positions.use_count() - 1);
}

void DocumentCore::restore_exports(const Scene::Storage& wanted) {
    sweep_exports();
    const auto for_each_restored = [&](auto&& visit) {  // visit(wanted object, buffer)
        for (const auto& [generation, buffer] : exports_) {
            const Slot *before = live_.find(buffer.id), *after = wanted.find(buffer.id);
            const bool differs = after && (!before || before->object.mesh != after->object.mesh);
            const Positions positions = differs ? buffer.positions.lock() : nullptr;
            if (positions) visit(after->object, positions);
        }
    };
    for_each_restored([](const Object& after, const Positions& positions) {
        if (positions->size() != after.mesh->vertex_count()) throw_exported(after.name, positions.use_count() - 1);
    });
    for_each_restored([](const Object& after, const Positions& positions) {
        std::copy(after.mesh->positions().begin(), after.mesh->positions().end(), positions->begin());
    });
}

// An array that was made since the step began may have another number of vertices. It keeps its numbers.
void DocumentCore::reset_exports(std::vector<ObjectId>& detached) {
    sweep_exports();
    std::erase_if(exports_, [&](const auto& item) {
        const Slot* slot = live_.find(item.second.id);
        const Positions positions = slot ? item.second.positions.lock() : nullptr;
        if (!positions) return false;  // undo may bring the object back
        const std::vector<glm::vec3>& present = slot->object.mesh->positions();
        if (positions->size() != present.size()) return detached.push_back(item.second.id), true;
        std::ranges::copy(present, positions->begin());
        return false;
    });
}

// The functions below copy or build a mesh without the mutex, then check under the mutex that the object still has the
// mesh they started from, and start again if not.

Document::VertexExport Document::export_vertices(ObjectId id) {
    MeshPtr source;
    DocumentCore::Positions copy;
    for (;;) {
        {
            Editing core(*core_);
            const MeshPtr& present = core->require(id).mesh;
            if (auto positions = core->exported(id)) return {positions->data(), positions->size(), positions};
            if (copy && source == present) {
                core->add_export(id, copy);
                return {copy->data(), copy->size(), copy};
            }
            source = present;
        }
        copy = std::make_shared<std::vector<glm::vec3>>(source->positions());
    }
}

void Document::set_colours(ObjectId id, ColoursPtr colours) {
    for (;;) {
        const MeshPtr present = mesh(id);
        if (present->colours() == (colours ? *colours : Colours())) return;
        MeshPtr coloured = std::make_shared<const Mesh>(present->with_colours(colours));
        Editing core(*core_);
        if (core->require(id).mesh == present) return core->publish(id, std::move(coloured));
    }
}

void Document::touch_vertices(ObjectId id) {
    for (;;) {
        Object seen;
        DocumentCore::Positions positions;
        {
            Editing core(*core_);
            seen = core->require(id);
            positions = core->exported(id);
            if (!positions) return;
        }
        if (same(*positions, seen.mesh->positions())) return;
        MeshPtr renewed = moved(seen, *positions);
        Editing core(*core_);
        if (core->require(id).mesh == seen.mesh) return core->publish_written(id, std::move(renewed));
    }
}

}  // namespace gimbal::document
