// The document's snapshots, locking, listeners, camera and selection.
#include "api/document/scene/document.h"

#include <algorithm>

#include "api/document/scene/document_state.h"

namespace gimbal::document {

Document::State::~State() {
    for (Listener* listener = listeners.load(); listener;) delete std::exchange(listener, listener->next);
}

ScenePtr Document::State::freeze() {
    const std::uint64_t now = version.load(std::memory_order_relaxed);
    if (frozen && frozen->version() == now) return frozen;
    live.drop_removed_from_selection();
    auto storage = std::make_shared<Scene::Storage>(live);
    storage->version = now;
    storage->facts = std::make_shared<Scene::Storage::Facts>();
    storage->undo_name = undo_steps.empty() ? "" : undo_steps.back().name;
    storage->redo_name = redo_steps.empty() ? "" : redo_steps.back().name;
    ++live.epoch;  // from now on the blocks are shared
    if (frozen) dropped.push_back(std::move(frozen));
    frozen = std::make_shared<const Scene>(std::move(storage));
    return frozen;
}

void Document::State::unlock_and_tell() {
    if (pending_changes == 0 && dropped.empty()) return mutex.unlock();
    const unsigned changes = std::exchange(pending_changes, 0);
    const auto garbage = std::exchange(dropped, {});
    mutex.unlock();
    for (Listener* listener = listeners.load(std::memory_order_acquire); listener; listener = listener->next)
        for (unsigned kind = 0; kind <= static_cast<unsigned>(Change::undo); ++kind)
            if (changes >> kind & 1) listener->changed(static_cast<Change>(kind));
}

const Slot& Document::State::require(ObjectId id) const {
    if (const Slot* slot = live.find(id)) return *slot;
    throw StaleObject("this object has been removed from the scene");
}

Document::Document() : state_(std::make_unique<State>()) {}
Document::~Document() = default;

ScenePtr Document::snapshot() const {
    Editing scope(*state_);
    return state_->freeze();
}

std::uint64_t Document::version() const { return state_->version.load(std::memory_order_acquire); }

void Document::on_change(std::function<void(Change)> changed) {
    Editing scope(*state_);
    state_->listeners.store(new State::Listener{std::move(changed), state_->listeners.load()},
                            std::memory_order_release);
}

bool Document::try_lock() { return state_->mutex.try_lock(); }
void Document::unlock() { state_->unlock_and_tell(); }

const Object* Document::peek(ObjectId id) const {
    const Slot* slot = state_->live.find(id);
    return slot ? &slot->object : nullptr;
}

Object* Document::edit(ObjectId id) {
    if (!state_->live.find(id)) return nullptr;
    state_->before_edit(Change::objects);
    return &state_->writable(id);
}

void Document::select(std::span<const ObjectId> ids, bool extend) {
    Editing scope(*state_);
    Scene::Storage& live = state_->live;
    live.drop_removed_from_selection();
    auto wanted = std::make_shared<Selection>();
    wanted->marked.resize(live.slot_count);
    const auto take = [&](ObjectId id) {
        if (!live.find(id) || wanted->marked[id.index]) return;
        wanted->marked[id.index] = true;
        wanted->ids.push_back(id);
    };
    std::for_each(ids.rbegin(), ids.rend(), take);  // from the back: the last one named becomes active
    if (extend) std::for_each(live.selection->ids.rbegin(), live.selection->ids.rend(), take);
    std::reverse(wanted->ids.begin(), wanted->ids.end());
    if (wanted->ids == live.selection->ids) return;
    state_->before_edit(Change::selection);
    live.selection = std::move(wanted);
}

std::vector<ObjectId> Document::selection() const { return snapshot()->selection(); }

Camera Document::camera() const {
    Editing scope(*state_);
    return state_->camera;
}

void Document::set_camera(const Camera& camera) {
    Editing scope(*state_);
    if (state_->camera == camera) return;
    state_->camera = camera;
    state_->camera_version.fetch_add(1, std::memory_order_release);
    state_->mark(Change::camera);
}

std::uint64_t Document::camera_version() const { return state_->camera_version.load(std::memory_order_acquire); }

std::string Document::file_name() const {
    Editing scope(*state_);
    return state_->file_name;
}

void Document::set_file_name(std::string path) {
    Editing scope(*state_);
    state_->file_name = std::move(path);
}

}  // namespace gimbal::document
