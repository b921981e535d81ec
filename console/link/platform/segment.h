// A segment of shared memory: docs/link.md, section 9. The geometry comes from the message and is checked once; what
// the other process writes into the memory later cannot lead outside of it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/base/non_copyable.h"
#include "link/wire/frame.h"

namespace gimbal::console::link::detail {

constexpr std::size_t segment_header_bytes = 4096;
constexpr std::uint32_t least_slots = 2, most_slots = 8;

struct Geometry {
    std::vector<Description> arrays;  // with offsets in a slot
    std::uint32_t slots = 2;
    std::size_t slot_bytes = 0;

    std::size_t byte_count() const { return segment_header_bytes + slots * slot_bytes; }
    std::size_t slot_offset(std::uint32_t slot) const { return segment_header_bytes + slot * slot_bytes; }
};
Geometry geometry_of(const ArrayLayouts& layouts, std::uint32_t slots);  // throws std::invalid_argument
Geometry read_geometry(const Object& header);                            // throws LinkError

// A mapping of a whole file.
class Mapping : NonCopyable {
public:
    Mapping(int descriptor, std::size_t bytes, bool writable);  // throws LinkError(bad_segment)
    ~Mapping();
    std::byte* data() const { return data_; }

private:
    std::byte* data_;
    std::size_t bytes_;
};

// The writer's. Thread: any, one at a time; beat() at any time.
class WrittenSegment : NonCopyable {
public:
    WrittenSegment(Geometry geometry, bool named);  // throws LinkError(bad_segment)
    ~WrittenSegment();                              // marks it as ended and removes its name

    const Geometry& geometry() const { return geometry_; }
    const std::string& name() const { return name_; }  // of a named one
    Descriptor for_reader() const;                     // a descriptor that can only read
    void remove_name();

    std::uint64_t generation() const;
    std::byte* begin();  // the next slot
    void publish();
    void beat() const;

private:
    Geometry geometry_;
    std::string name_;
    bool has_name_ = false;
    Descriptor file_;
    std::unique_ptr<Mapping> mapping_;
};

// The reader's. A sealed segment is mapped; a named one is read by system calls, because its owner may shrink it.
// Thread: any.
class ReadSegment : NonCopyable {
public:
    ReadSegment(Descriptor file, Geometry geometry, bool sealed);  // throws LinkError: not_sealed, bad_segment
    static Descriptor open_named(const std::string& name);         // throws LinkError(bad_segment)

    const Geometry& geometry() const { return geometry_; }
    bool is_mapped() const { return mapping_ != nullptr; }
    // All throw LinkError(bad_segment) if the file has become too short.
    std::uint64_t generation() const;
    std::uint64_t heartbeat() const;
    std::uint64_t sequence(std::uint32_t slot) const;
    std::uint32_t slot_of(std::uint64_t generation) const {
        return static_cast<std::uint32_t>(generation % geometry_.slots);
    }
    const std::byte* slot(std::uint32_t number) const;  // only if it is mapped
    void copy_slot(std::uint32_t number, std::byte* into) const;

private:
    std::uint64_t word(std::size_t offset) const;
    void read(std::size_t offset, void* into, std::size_t bytes) const;

    Descriptor file_;
    Geometry geometry_;
    std::unique_ptr<Mapping> mapping_;
};

}  // namespace gimbal::console::link::detail
