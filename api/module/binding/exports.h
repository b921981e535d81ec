// The vertex buffers that Python holds, and which of them have changed since the document last read them.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/document/scene/document.h"

namespace gimbal::module {

// numpy writes without notice, so the ledger finds a write by hashing: it hashes a buffer when it exports it and again
// at each check (at the end of a run, at a release, before anything reads the mesh through the document).
// Thread: any.   GIL: not needed.
class ExportLedger {
public:
    explicit ExportLedger(document::Document& document) : document_(document) {}

    struct Opened {
        glm::vec3* data;
        std::size_t count;
    };
    Opened open(document::ObjectId id);  // throws StaleObject
    // Publishes a write, then releases what one open() has taken. Returns why the written values were rejected, or "".
    std::string close(document::ObjectId id, const glm::vec3* data);
    // The document has taken these buffers from their objects. Arrays keep the numbers.
    void detach(const std::vector<document::ObjectId>& ids);
    // Publishes writes to this object's buffer. Throws std::invalid_argument while a coordinate is not finite.
    void sync(document::ObjectId id);
    void sync_all();                           // throws as sync() does, after all others are published
    [[nodiscard]] std::string try_sync_all();  // returns as close() does, and each reason only once
    // A vertex as an array shows it, published or not. Empty if nothing holds the object's vertices or it has fewer.
    std::optional<glm::vec3> peek(document::ObjectId id, std::size_t index);

private:
    // All exports of one object share a buffer.
    struct Buffer {
        document::ObjectId id;
        Opened opened;
        std::uint64_t hash;
        std::vector<std::shared_ptr<void>> keepers;  // one for each open()
        bool unpublished = false;                    // a write that the document does not have: new, or rejected
    };
    static bool has_changed(Buffer& buffer);  // since the last call
    void detach(std::uint32_t generation);    // with the mutex held
    static std::shared_ptr<void> take_keeper(Buffer& buffer);
    std::vector<document::ObjectId> unpublished(bool only_new);
    std::string publish(document::ObjectId id);
    std::string publish(const std::vector<document::ObjectId>& ids);

    document::Document& document_;
    std::mutex mutex_;                                   // never held while the document is called
    std::unordered_map<std::uint32_t, Buffer> buffers_;  // by the object's generation, which no other object ever gets
    std::vector<Buffer> detached_;                       // until their arrays are released
};

}  // namespace gimbal::module
