// Finds written buffers by their hashes and publishes them to the document.
#include "api/module/binding/exports.h"

#include <cstring>
#include <utility>
#include <vector>

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
    Export made{id, document_.export_vertices(id), 0};
    made.hash = hash_of(made.buffer.data, made.buffer.count);
    std::lock_guard lock(mutex_);
    const Opened opened{next_++, made.buffer.data, made.buffer.count};
    exports_.emplace(opened.key, std::move(made));
    return opened;
}

bool ExportLedger::has_changed(Export& buffer) {
    const std::uint64_t hash = hash_of(buffer.buffer.data, buffer.buffer.count);
    return std::exchange(buffer.hash, hash) != hash;
}

std::string ExportLedger::publish(document::ObjectId id) {
    try {
        document_.touch_vertices(id);
    } catch (const document::StaleObject&) {  // the object was removed while numpy still held its vertices
    } catch (const std::invalid_argument& error) {
        return std::string("the vertices written through a buffer were rejected: ") + error.what();
    }
    return {};
}

std::string ExportLedger::close(Key key) {
    std::map<Key, Export>::node_type node;  // releases the buffer at the end of this function
    {
        std::lock_guard lock(mutex_);
        node = exports_.extract(key);
    }
    return node && has_changed(node.mapped()) ? publish(node.mapped().id) : std::string();
}

void ExportLedger::sync(document::ObjectId id) {
    bool changed = false;
    {
        std::lock_guard lock(mutex_);
        for (auto& [key, buffer] : exports_)
            if (buffer.id == id && has_changed(buffer)) changed = true;
    }
    if (changed) document_.touch_vertices(id);
}

std::string ExportLedger::sync_all() {
    std::vector<document::ObjectId> changed;
    {
        std::lock_guard lock(mutex_);
        for (auto& [key, buffer] : exports_)
            if (has_changed(buffer)) changed.push_back(buffer.id);
    }
    std::string problem;
    for (document::ObjectId id : changed)
        if (std::string reason = publish(id); !reason.empty()) problem = std::move(reason);
    return problem;
}

}  // namespace gimbal::module
