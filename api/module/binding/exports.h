// The vertex buffers that Python holds, and which of them have changed since the document last read them.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "api/document/scene/document.h"

namespace gimbal::module {

// numpy writes without notice, so the ledger finds a write by hashing: it hashes a buffer when it exports it and again
// at each check (at the end of a run, at a release, before derived data such as the area is read).
// Thread: any.   GIL: not needed.
class ExportLedger {
public:
    explicit ExportLedger(document::Document& document) : document_(document) {}

    using Key = std::uint64_t;
    struct Opened {
        Key key;
        glm::vec3* data;
        std::size_t count;
    };
    Opened open(document::ObjectId id);  // throws StaleObject
    // Publishes a write, then releases the buffer. Returns why the written values were rejected, or "".
    std::string close(Key key);
    // Publishes writes to this object's buffers. Throws std::invalid_argument if a coordinate is not finite.
    void sync(document::ObjectId id);
    std::string sync_all();  // returns as close() does

private:
    struct Export {
        document::ObjectId id;
        document::Document::VertexExport buffer;
        std::uint64_t hash;
    };
    static bool has_changed(Export& buffer);  // since the last call
    std::string publish(document::ObjectId id);

    document::Document& document_;
    std::mutex mutex_;  // never held while the document is called
    std::map<Key, Export> exports_;
    Key next_ = 1;
};

}  // namespace gimbal::module
