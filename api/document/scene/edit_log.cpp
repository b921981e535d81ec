#include "api/document/scene/edit_log.h"

#include <algorithm>
#include <utility>

namespace gimbal::document {

namespace {

template <class T>
void note(std::optional<T>& change, const T& before, const T& after) {
    if (before != after) change = after;
}

template <class T>
void overwrite(T& value, const auto& change) {
    if (change) value = *change;
}

}  // namespace

Placement Placement::between(const Object& before, const Object& after) {
    Placement change;
    note(change.location, before.location, after.location);
    note(change.rotation, before.rotation, after.rotation);
    note(change.scale, before.scale, after.scale);
    note(change.colour, before.colour, after.colour);
    note(change.visible, before.visible, after.visible);
    return change;
}

void Placement::apply(Object& object) const {
    overwrite(object.location, location);
    overwrite(object.rotation, rotation);
    overwrite(object.scale, scale);
    overwrite(object.colour, colour);
    overwrite(object.visible, visible);
}

void Placement::add(const Placement& later) {
    overwrite(location, later.location);
    overwrite(rotation, later.rotation);
    overwrite(scale, later.scale);
    overwrite(colour, later.colour);
    overwrite(visible, later.visible);
}

std::uint64_t EditLog::begin_transaction(StepToken token, StepToken parent) {
    parents_[token] = parent;
    return ++next_place_;  // leaves a gap, so that merge() joins no edit from after it to one from before it
}

StepToken EditLog::parent_of(StepToken transaction) const {
    const auto found = parents_.find(transaction);
    return found == parents_.end() ? 0 : found->second;
}

bool EditLog::belongs_to(StepToken author, StepToken transaction) const {
    while (author != 0 && author != transaction) author = parent_of(author);
    return author == transaction;
}

std::vector<StepToken> EditLog::family_of(StepToken transaction) const {
    std::vector<StepToken> family;
    for (const auto& [token, parent] : parents_)
        if (belongs_to(token, transaction)) family.push_back(token);
    return family;
}

void EditLog::add(StepToken author, Edit edit, bool makes_a_step) {
    if (!entries_.empty() && entries_.back().makes_a_step == makes_a_step && merge(author, edit)) return;
    entries_.push_back({next_place_++, author, makes_a_step, std::move(edit)});
}

void EditLog::make_room() {
    if (entries_.size() == entries_.capacity()) entries_.reserve(2 * entries_.size() + 16);
}

// A drag, a stream or a loop over one object must not make the log grow.
bool EditLog::merge(StepToken author, const Edit& edit) {
    Entry& last = entries_.back();
    if (last.author != author || last.place + 1 != next_place_) return false;
    return std::visit(
        [&]<class T>(const T& next) {
            T* old = std::get_if<T>(&last.edit);
            if constexpr (std::is_same_v<T, SelectionSet>) return old && (*old = next, true);
            else if constexpr (std::is_same_v<T, MeshSet>) return old && old->id == next.id && (*old = next, true);
            else if constexpr (std::is_same_v<T, ObjectPlaced>)
                return old && old->id == next.id && (old->placement.add(next.placement), true);
            else return false;
        },
        edit);
}

std::vector<EditLog::Entry> EditLog::take_out(StepToken transaction, std::uint64_t begin) {
    std::erase_if(entries_, [&](const Entry& entry) { return belongs_to(entry.author, transaction); });
    const auto first = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.place >= begin; });
    return {first, entries_.end()};
}

void EditLog::remove(std::uint64_t place) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.place == place; });
}

void EditLog::clear() {
    entries_.clear();
    parents_.clear();
}

}  // namespace gimbal::document
