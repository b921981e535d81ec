#include "api/document/scene/scene_changes.h"

#include <algorithm>
#include <cstring>

#include "api/document/scene/scene_storage.h"

namespace gimbal::document {
namespace {

constexpr std::size_t most_names = 8;  // in a sentence

// An object that differs; one of the two is null if it was added or removed.
struct Difference {
    const Slot *before, *after;
    std::uint32_t place() const { return after ? after->place : before->place; }
};

const Slot* alive(const Scene::Storage& storage, std::uint32_t index) {
    if (index >= storage.slot_count) return nullptr;
    const Slot& slot = storage.slot(index);
    return slot.alive ? &slot : nullptr;
}

void compare_slots(const Slot* before, const Slot* after, std::vector<Difference>& found) {
    if (before && after && before->generation == after->generation) return found.push_back({before, after});
    if (before) found.push_back({before, nullptr});
    if (after) found.push_back({nullptr, after});
}

std::vector<Difference> differences(const Scene::Storage& before, const Scene::Storage& after) {
    std::vector<Difference> found;
    const std::size_t blocks = std::max(before.blocks.size(), after.blocks.size());
    for (std::size_t b = 0; b < blocks; ++b) {
        if (b < before.blocks.size() && b < after.blocks.size() && before.blocks[b] == after.blocks[b]) continue;
        for (std::uint32_t i = 0; i < SlotBlock::size; ++i) {
            const auto index = static_cast<std::uint32_t>(b * SlotBlock::size + i);
            compare_slots(alive(before, index), alive(after, index), found);
        }
    }
    std::ranges::stable_sort(found, {}, &Difference::place);
    return found;
}

bool same_shape(const Mesh& a, const Mesh& b) {
    const auto &p = a.positions(), &q = b.positions();
    return &a.triangles() == &b.triangles() && &a.lines() == &b.lines() && p.size() == q.size() &&
           (p.empty() || std::memcmp(p.data(), q.data(), p.size() * sizeof(glm::vec3)) == 0);
}

void compare(const Object& before, const Object& after, SceneChanges& changes) {
    if (before.name != after.name) changes.renamed.emplace_back(before.name, after.name);
    if (before.location != after.location || before.rotation != after.rotation || before.scale != after.scale)
        changes.moved.push_back(after.name);
    if (before.visible != after.visible) changes.shown_or_hidden.push_back(after.name);
    const bool other_mesh = before.mesh != after.mesh, same = !other_mesh || same_shape(*before.mesh, *after.mesh);
    if (!same) changes.mesh_changed.push_back(after.name);
    if (before.colour != after.colour || (other_mesh && same && before.mesh->colours() != after.mesh->colours()))
        changes.recoloured.push_back(after.name);
}

template <class Item, class Words>
void add_part(std::string& text, const std::vector<Item>& items, const char* one, const char* several, Words words) {
    if (items.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < items.size() && i < most_names; ++i) names += (i ? ", " : "") + words(items[i]);
    if (items.size() > most_names) names += " and " + std::to_string(items.size() - most_names) + " more";
    text += (text.empty() ? "" : ", ") + std::to_string(items.size()) + " " + (items.size() == 1 ? one : several) +
            " (" + names + ")";
}

}  // namespace

bool SceneChanges::empty() const {
    return added.empty() && removed.empty() && renamed.empty() && moved.empty() && recoloured.empty() &&
           shown_or_hidden.empty() && mesh_changed.empty() && !selection_changed;
}

std::string SceneChanges::sentence() const {
    std::string text;
    const auto name = [](const std::string& one) { return one; };
    add_part(text, added, "object added", "objects added", name);
    add_part(text, removed, "object removed", "objects removed", name);
    add_part(text, renamed, "object renamed", "objects renamed",
             [](const auto& names) { return names.first + " to " + names.second; });
    add_part(text, moved, "object moved", "objects moved", name);
    add_part(text, recoloured, "object recoloured", "objects recoloured", name);
    add_part(text, shown_or_hidden, "object shown or hidden", "objects shown or hidden", name);
    add_part(text, mesh_changed, "mesh changed", "meshes changed", name);
    if (selection_changed) text += text.empty() ? "selection changed" : ", selection changed";
    return text.empty() ? "nothing changed" : text;
}

SceneChanges changes_between(const Scene& before, const Scene& after) {
    SceneChanges changes;
    for (const auto& [old, now] : differences(before.storage(), after.storage())) {
        if (!old) changes.added.push_back(now->object.name);
        else if (!now) changes.removed.push_back(old->object.name);
        else compare(old->object, now->object, changes);
    }
    changes.selection_changed = before.selection() != after.selection();
    return changes;
}

}  // namespace gimbal::document
