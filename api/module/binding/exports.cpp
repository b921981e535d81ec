// Hashing exported vertices and telling the document of those that changed.
#include "api/module/binding/exports.h"

#include <cstring>
#include <utility>
#include <vector>

#include "api/module/module.h"

namespace gimbal {
namespace {

// Four independent multiply-and-rotate lanes: memory speed, so that looking costs less than a frame for millions of
// vertices.
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

ExportLedger& ExportLedger::shared() {
    static ExportLedger ledger;
    return ledger;
}

ExportLedger::Opened ExportLedger::open(document::Document& document, document::ObjectId id) {
    Entry entry{&document, id, document.export_vertices(id), 0};
    entry.hash = hash_of(entry.buffer.data, entry.buffer.count);
    std::lock_guard lock(mutex_);
    const Opened opened{next_++, entry.buffer.data, entry.buffer.count};
    entries_.emplace(opened.key, std::move(entry));
    return opened;
}

bool ExportLedger::look(Entry& entry) {
    const std::uint64_t hash = hash_of(entry.buffer.data, entry.buffer.count);
    return std::exchange(entry.hash, hash) != hash;
}

namespace {
std::string told(document::Document& document, document::ObjectId id) {
    try {
        document.touch_vertices(id);
    } catch (const document::StaleObject&) {  // removed while numpy still looks at it: nobody to tell
    } catch (const std::invalid_argument& error) {
        return std::string("the vertices written through a buffer were not taken over: ") + error.what();
    }
    return {};
}
}  // namespace

std::string ExportLedger::close(Key key) {
    std::map<Key, Entry>::node_type node;
    {
        std::lock_guard lock(mutex_);
        node = entries_.extract(key);
    }
    if (!node || !look(node.mapped())) return {};
    return told(*node.mapped().document, node.mapped().id);
}  // the node's end lets the buffer go

void ExportLedger::require_unseen(document::Document& document, document::ObjectId id, const std::string& name) {
    std::lock_guard lock(mutex_);
    for (const auto& [key, entry] : entries_) {
        if (entry.document != &document || entry.id != id) continue;
        throw document::MeshExported(
            "something still looks at the vertices of '" + name +
            "' (a numpy array or memoryview): delete it, or let it be a copy (numpy.array(v)), then edit the mesh");
    }
}

void ExportLedger::sync(document::Document& document, document::ObjectId id) {
    bool written = false;
    {
        std::lock_guard lock(mutex_);
        for (auto& [key, entry] : entries_)
            if (entry.document == &document && entry.id == id && look(entry)) written = true;
    }
    if (written) document.touch_vertices(id);
}

std::string ExportLedger::sync_all(document::Document& document) {
    std::vector<document::ObjectId> written;
    {
        std::lock_guard lock(mutex_);
        for (auto& [key, entry] : entries_)
            if (entry.document == &document && look(entry)) written.push_back(entry.id);
    }
    std::string problem;
    for (document::ObjectId id : written)
        if (std::string said = told(document, id); !said.empty()) problem = std::move(said);
    return problem;
}

std::string touch_exports(document::Document& document) { return ExportLedger::shared().sync_all(document); }

}  // namespace gimbal
