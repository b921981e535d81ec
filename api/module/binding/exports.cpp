// Finds written buffers by their hashes and publishes them to the document.
#include "api/module/binding/exports.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace gimbal::module {
namespace {

// Four independent lanes run at memory speed, so a check of millions of vertices costs less than a frame.
std::uint64_t hash_of(const glm::vec3* data, std::size_t count) {
    const unsigned char* bytes = reinterpret_cast<const unsigned char*>(data);
    std::size_t left = count * sizeof(glm::vec3);
    std::uint64_t lanes[4] = {1, 2, 3, 4};
    constexpr std::uint64_t prime = 0x9E3779B97F4A7C15;
    const auto mix = [&](std::uint64_t& lane, std::uint64_t word) { lane = ((lane ^ word) * prime) ^ (lane >> 29); };
    for (; left >= 32; left -= 32, bytes += 32) {
        std::uint64_t words[4];
        std::memcpy(words, bytes, 32);
        for (int i = 0; i < 4; ++i) mix(lanes[i], words[i]);
    }
    for (; left >= 4; left -= 4, bytes += 4) {
        std::uint32_t word;
        std::memcpy(&word, bytes, 4);
        mix(lanes[left & 3], word + left);
    }
    std::uint64_t hash = count;
    for (std::uint64_t lane : lanes) mix(hash, lane ^ (lane >> 32));
    return hash;
}

}  // namespace

ExportLedger::Opened ExportLedger::open(document::ObjectId id) {
    document::Document::VertexExport made = document_.export_vertices(id);
    const std::uint64_t hash = hash_of(made.data, made.count);
    std::lock_guard lock(mutex_);
    if (const auto old = buffers_.find(id.generation); old != buffers_.end() && old->second.opened.data != made.data)
        detach(id.generation);  // a rollback has just taken it from the object
    Buffer fresh{id, {made.data, made.count}, hash, {}};
    Buffer& buffer = buffers_.try_emplace(id.generation, std::move(fresh)).first->second;
    buffer.keepers.push_back(std::move(made.keeper));
    return buffer.opened;
}

bool ExportLedger::has_changed(Buffer& buffer) {
    const std::uint64_t hash = hash_of(buffer.opened.data, buffer.opened.count);
    if (std::exchange(buffer.hash, hash) == hash) return false;
    return buffer.unpublished = true;
}

std::string ExportLedger::publish(document::ObjectId id) {
    try {
        document_.touch_vertices(id);
    } catch (const document::StaleObject&) {  // the object was removed while numpy still held its vertices
    } catch (const std::invalid_argument& error) {
        return std::string("the vertices written through a buffer were rejected: ") + error.what();
    } catch (const std::bad_alloc&) { return "there is not enough memory for the vertices written through a buffer"; }
    std::lock_guard lock(mutex_);
    if (const auto found = buffers_.find(id.generation); found != buffers_.end()) found->second.unpublished = false;
    return {};
}

std::string ExportLedger::publish(const std::vector<document::ObjectId>& ids) {
    std::string problem;
    for (document::ObjectId id : ids)
        if (std::string reason = publish(id); !reason.empty()) problem = std::move(reason);
    return problem;
}

std::shared_ptr<void> ExportLedger::take_keeper(Buffer& buffer) {
    std::shared_ptr<void> keeper = std::move(buffer.keepers.back());
    buffer.keepers.pop_back();
    return keeper;
}

std::string ExportLedger::close(document::ObjectId id, const glm::vec3* data) {
    std::shared_ptr<void> keeper;  // releases the buffer at the end of this function
    bool changed = false;
    {
        std::lock_guard lock(mutex_);
        const auto found = buffers_.find(id.generation);
        if (found != buffers_.end() && found->second.opened.data == data) {
            changed = has_changed(found->second);
            keeper = take_keeper(found->second);
            if (found->second.keepers.empty()) buffers_.erase(found);
        } else if (const auto old = std::ranges::find(detached_, data, [](const Buffer& b) { return b.opened.data; });
                   old != detached_.end()) {
            keeper = take_keeper(*old);
            if (old->keepers.empty()) detached_.erase(old);
        }
    }
    return changed ? publish(id) : std::string();
}

void ExportLedger::detach(std::uint32_t generation) {
    const auto found = buffers_.find(generation);
    if (found == buffers_.end()) return;
    detached_.push_back(std::move(found->second));
    buffers_.erase(found);
}

void ExportLedger::detach(const std::vector<document::ObjectId>& ids) {
    std::lock_guard lock(mutex_);
    for (const document::ObjectId id : ids) detach(id.generation);
}

void ExportLedger::sync(document::ObjectId id) {
    {
        std::lock_guard lock(mutex_);
        const auto found = buffers_.find(id.generation);
        if (found == buffers_.end() || (!has_changed(found->second) && !found->second.unpublished)) return;
    }
    if (const std::string problem = publish(id); !problem.empty()) throw std::invalid_argument(problem);
}

std::vector<document::ObjectId> ExportLedger::unpublished(bool only_new) {
    std::vector<document::ObjectId> ids;
    std::lock_guard lock(mutex_);
    for (auto& [generation, buffer] : buffers_)
        if (has_changed(buffer) || (!only_new && buffer.unpublished)) ids.push_back(buffer.id);
    return ids;
}

void ExportLedger::sync_all() {
    if (const std::string problem = publish(unpublished(false)); !problem.empty()) throw std::invalid_argument(problem);
}

std::string ExportLedger::try_sync_all() { return publish(unpublished(true)); }

std::optional<glm::vec3> ExportLedger::peek(document::ObjectId id, std::size_t index) {
    std::lock_guard lock(mutex_);
    const auto found = buffers_.find(id.generation);
    if (found == buffers_.end() || index >= found->second.opened.count) return std::nullopt;
    return found->second.opened.data[index];
}

}  // namespace gimbal::module
