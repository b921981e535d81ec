// The vertex buffers that Python looks at, and whether one was written since the document last heard of it.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "api/document/scene/document.h"

namespace gimbal {

// numpy writes without telling: a written buffer is known by its hash, taken when it is exported and when it is looked
// at again (at the end of a run, at a release, before derived data such as the area is read). Thread: any.   GIL: not
// needed.
class ExportLedger {
public:
    using Key = std::uint64_t;
    static ExportLedger& shared();

    struct Opened {
        Key key;
        glm::vec3* data;
        std::size_t count;
    };
    Opened open(document::Document& document, document::ObjectId id);  // throws StaleObject
    // Tells the document of a write, then lets the buffer go. Returns what the document has against it ("" is nothing).
    std::string close(Key key);
    void require_unseen(document::Document& document, document::ObjectId id,
                        const std::string& name);  // throws MeshExported
    // Tells of writes to this object's buffers. Throws std::invalid_argument when a coordinate is not finite.
    void sync(document::Document& document, document::ObjectId id);
    std::string sync_all(document::Document& document);  // as close()

private:
    struct Entry {
        document::Document* document;
        document::ObjectId id;
        document::Document::VertexExport buffer;
        std::uint64_t hash;
    };
    static bool look(Entry& entry);  // true when written since the last look

    std::mutex mutex_;  // never held while the document is told
    std::map<Key, Entry> entries_;
    Key next_ = 1;
};

}  // namespace gimbal
