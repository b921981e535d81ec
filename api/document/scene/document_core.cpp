// Snapshots, listeners, the selection and the camera.
#include "api/document/scene/document_core.h"

#include <algorithm>

#include "api/document/scene/finite.h"

namespace gimbal::document {

DocumentCore::~DocumentCore() {
    count_transactions(-transaction_count_);
    for (Listener* listener = listeners_.load(); listener;) delete std::exchange(listener, listener->next);
}

void DocumentCore::unlock_and_report() {
    if (pending_) log_pending();
    const unsigned changes = std::exchange(pending_changes_, 0);
    const Discarded discarded = std::exchange(discarded_, {});
    mutex_.unlock();
    for (Listener* listener = listeners_.load(std::memory_order_acquire); listener; listener = listener->next)
        for (unsigned change = 0; change < change_names.size(); ++change)
            if (changes >> change & 1) listener->changed(static_cast<Change>(change));
}

void DocumentCore::on_change(std::function<void(Change)> changed) {
    listeners_.store(new Listener{std::move(changed), listeners_.load()}, std::memory_order_release);
}

ScenePtr DocumentCore::snapshot() {
    const std::uint64_t now = version_.load(std::memory_order_relaxed);
    if (frozen_ && frozen_->version() == now) return frozen_;
    live_.drop_removed_from_selection();
    auto storage = std::make_shared<Scene::Storage>(live_);
    storage->version = now;
    storage->facts = std::make_shared<Scene::Storage::Facts>();
    storage->undo_name = history_.undo_name();
    storage->redo_name = history_.redo_name();
    ++live_.epoch;  // from now on the blocks are shared
    if (frozen_) discarded_.push_back(std::move(frozen_));
    frozen_ = std::make_shared<const Scene>(std::move(storage));
    return frozen_;
}

void DocumentCore::select(std::span<const ObjectId> ids, bool extend) {
    live_.drop_removed_from_selection();
    auto wanted = std::make_shared<Selection>();
    wanted->marked.resize(live_.slot_count);
    const auto take = [&](ObjectId id) {
        if (!live_.find(id) || wanted->marked[id.index]) return;
        wanted->marked[id.index] = true;
        wanted->ids.push_back(id);
    };
    std::for_each(ids.rbegin(), ids.rend(), take);  // from the back, because the last id becomes active
    if (extend) std::for_each(live_.selection->ids.rbegin(), live_.selection->ids.rend(), take);
    std::reverse(wanted->ids.begin(), wanted->ids.end());
    if (wanted->ids == live_.selection->ids) return;
    before_edit(Change::selection);
    live_.selection = std::move(wanted);
    if (is_logged()) log(SelectionSet{live_.selection->ids});
}

void DocumentCore::set_camera(const Camera& camera) {
    const Camera wanted = camera.within_limits();
    if (camera_ == wanted || !is_finite(wanted)) return;  // the view would stay empty
    camera_ = wanted;
    camera_version_.fetch_add(1, std::memory_order_release);
    mark(Change::camera);
}

}  // namespace gimbal::document
