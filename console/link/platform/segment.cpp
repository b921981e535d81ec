// Linux: memfd with seals. POSIX: shm_open.
#include "link/platform/segment.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "gimbal/console/base/private_files.h"
#include "link/secret.h"
#include "link/wire/parse.h"

namespace gimbal::console::link::detail {

namespace {

constexpr char magic[8] = {'G', 'L', 'N', 'K', 'S', 'H', 'M', '1'};
constexpr std::size_t generation_at = 8, heartbeat_at = 16, ended_at = 24, sequences_at = 64;
constexpr std::size_t most_bytes = std::size_t(1) << 46;
constexpr std::size_t alignment = 64;

[[noreturn]] void refuse(const std::string& why) { throw LinkError(Code::bad_segment, "the shared memory " + why); }
std::string error_text() { return std::strerror(errno); }

std::atomic_ref<std::uint64_t> word_at(std::byte* data, std::size_t offset) {
    static_assert(std::atomic_ref<std::uint64_t>::is_always_lock_free);
    return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(data + offset));
}

std::string name_prefix() { return "gimbal-link-" + std::to_string(::getuid()) + "-"; }

// Removes the segments of this user whose owner does not live. An owner locks its segment for as long as it lives.
void remove_left_over() {
    DIR* folder = ::opendir("/dev/shm");
    if (!folder) return;
    const std::string prefix = name_prefix();
    while (const dirent* entry = ::readdir(folder)) {
        const std::string name = entry->d_name;
        if (!name.starts_with(prefix)) continue;
        const Descriptor file(::shm_open(("/" + name).c_str(), O_RDWR | O_CLOEXEC, 0));
        if (file && lock_file(file.get())) ::shm_unlink(("/" + name).c_str());
    }
    ::closedir(folder);
}

Descriptor make_named(std::string& name) {
    remove_left_over();
    for (int attempt = 0; attempt < 8; ++attempt) {
        name = "/" + name_prefix() + hex_of(random_secret()).substr(0, 32);
        Descriptor file(::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, private_file_mode));
        if (!file) refuse("cannot be made: " + error_text());
        if (lock_file(file.get())) return file;  // false: another owner has removed it between the two calls
    }
    refuse("was removed by another program while it was made");
}

}  // namespace

Geometry geometry_of(const ArrayLayouts& layouts, std::uint32_t slots) {
    if (slots < least_slots || slots > most_slots)
        throw std::invalid_argument("a segment has " + std::to_string(slots) + " slots, not 2 to 8");
    Geometry result;
    result.slots = slots;
    for (const auto& [name, layout] : layouts) {
        Array array(layout.dtype, layout.shape, nullptr, nullptr);
        result.arrays.push_back({name, array, result.slot_bytes});
        result.slot_bytes += (array.byte_count() + alignment - 1) / alignment * alignment;
        if (result.slot_bytes > most_bytes / slots)
            throw std::invalid_argument("a segment is larger than memory can be");
    }
    result.slot_bytes = std::max(result.slot_bytes, alignment);
    return result;
}

Geometry read_geometry(const Object& header) {
    Geometry result;
    result.arrays = read_descriptions(header, true);
    result.slots = number_of<std::uint32_t>(header, "slots", least_slots);
    result.slot_bytes = number_of<std::size_t>(header, "slot_bytes", alignment);
    if (result.slots > most_slots) refuse("has " + std::to_string(result.slots) + " slots, more than 8");
    if (result.slot_bytes % alignment != 0 || result.slot_bytes > most_bytes / most_slots)
        refuse("has slots of " + std::to_string(result.slot_bytes) + " bytes");
    for (const Description& array : result.arrays)
        if (array.offset > result.slot_bytes || array.array.byte_count() > result.slot_bytes - array.offset)
            throw LinkError(Code::bad_array, "the array `" + array.name + "` ends after its slot of " +
                                                 std::to_string(result.slot_bytes) + " bytes");
    return result;
}

Mapping::Mapping(int descriptor, std::size_t bytes, bool writable) : bytes_(bytes) {
    void* mapped = ::mmap(nullptr, bytes, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);
    if (mapped == MAP_FAILED) refuse("of " + std::to_string(bytes) + " bytes cannot be mapped: " + error_text());
    data_ = static_cast<std::byte*>(mapped);
}

Mapping::~Mapping() { ::munmap(data_, bytes_); }

WrittenSegment::WrittenSegment(Geometry geometry, bool named) : geometry_(std::move(geometry)) {
    if (named) file_ = make_named(name_);
    else file_ = Descriptor(::memfd_create("gimbal-link", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    has_name_ = named && file_;
    if (!file_) refuse("cannot be made: " + error_text());
    try {
        const auto bytes = static_cast<off_t>(geometry_.byte_count());
        if (::ftruncate(file_.get(), bytes) != 0)
            refuse("cannot have " + std::to_string(bytes) + " bytes: " + error_text());
        // A full file system would be a SIGBUS at the first write of a page.
        if (const int error = ::posix_fallocate(file_.get(), 0, bytes); error != 0)
            refuse("cannot have " + std::to_string(bytes) + " bytes: " + std::strerror(error));
        if (!named && ::fcntl(file_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
            refuse("cannot be sealed: " + error_text());
        mapping_ = std::make_unique<Mapping>(file_.get(), geometry_.byte_count(), true);
    } catch (...) {
        remove_name();
        throw;
    }
    std::memcpy(mapping_->data(), magic, sizeof magic);
}

WrittenSegment::~WrittenSegment() {
    if (mapping_) word_at(mapping_->data(), ended_at).store(1);
    remove_name();
}

void WrittenSegment::remove_name() {
    if (std::exchange(has_name_, false)) ::shm_unlink(name_.c_str());
}

Descriptor WrittenSegment::for_reader() const {
    const std::string path = "/proc/self/fd/" + std::to_string(file_.get());
    Descriptor reading(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!reading) reading = Descriptor(::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));  // there is no /proc
    if (!reading) refuse("cannot be given to a reader: " + error_text());
    return reading;
}

std::uint64_t WrittenSegment::generation() const { return word_at(mapping_->data(), generation_at).load(); }

std::byte* WrittenSegment::begin() {
    const std::uint64_t next = generation() + 1;
    const auto slot = static_cast<std::uint32_t>(next % geometry_.slots);
    word_at(mapping_->data(), sequences_at + 8 * slot).store(2 * next - 1);
    std::atomic_thread_fence(std::memory_order_seq_cst);  // no write of the arrays comes before it
    return mapping_->data() + geometry_.slot_offset(slot);
}

void WrittenSegment::publish() {
    const std::uint64_t next = generation() + 1;
    word_at(mapping_->data(), sequences_at + 8 * (next % geometry_.slots)).store(2 * next);
    word_at(mapping_->data(), generation_at).store(next);
}

void WrittenSegment::beat() const { word_at(mapping_->data(), heartbeat_at).fetch_add(1); }

ReadSegment::ReadSegment(Descriptor file, Geometry geometry, bool sealed)
    : file_(std::move(file)),
      geometry_(std::move(geometry)) {
    if (sealed) {
        const int seals = ::fcntl(file_.get(), F_GET_SEALS);
        if (seals < 0 || (seals & F_SEAL_SHRINK) == 0)
            throw LinkError(Code::not_sealed, "the shared memory may be shrunk by its owner; seal the memfd with "
                                              "F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_SEAL before you send it");
    }
    struct stat facts {};
    if (::fstat(file_.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) refuse("is no file of memory");
    if (static_cast<std::size_t>(facts.st_size) < geometry_.byte_count())
        refuse("has " + std::to_string(facts.st_size) + " bytes, but the arrays need " +
               std::to_string(geometry_.byte_count()));
    if (sealed) mapping_ = std::make_unique<Mapping>(file_.get(), geometry_.byte_count(), false);
    char found[sizeof magic];
    read(0, found, sizeof found);
    if (std::memcmp(found, magic, sizeof magic) != 0) refuse("does not begin with GLNKSHM1");
}

Descriptor ReadSegment::open_named(const std::string& name) {
    const bool own = name.starts_with("/" + name_prefix()) && name.find('/', 1) == std::string::npos;
    if (!own) refuse("is named " + name + ", not /" + name_prefix() + "...");
    Descriptor file(::shm_open(name.c_str(), O_RDONLY | O_CLOEXEC, 0));
    if (!file) refuse("named " + name + " cannot be opened: " + error_text());
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0 || facts.st_uid != ::getuid()) refuse("named " + name + " is another user's");
    return file;
}

void ReadSegment::read(std::size_t offset, void* into, std::size_t bytes) const {
    if (mapping_) {
        std::memcpy(into, mapping_->data() + offset, bytes);
        return;
    }
    auto* at = static_cast<std::byte*>(into);
    while (bytes > 0) {
        const ssize_t got = ::pread(file_.get(), at, bytes, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) refuse("was shrunk by its owner");
        at += got;
        offset += static_cast<std::size_t>(got);
        bytes -= static_cast<std::size_t>(got);
    }
}

std::uint64_t ReadSegment::word(std::size_t offset) const {
    if (mapping_) return word_at(mapping_->data(), offset).load();
    std::uint64_t value;
    read(offset, &value, sizeof value);
    return value;
}

std::uint64_t ReadSegment::generation() const {
    const std::uint64_t value = word(generation_at);
    if (value > (std::uint64_t(1) << 62)) refuse("has the generation " + std::to_string(value));
    return value;
}

std::uint64_t ReadSegment::heartbeat() const { return word(heartbeat_at); }

// After the bytes of a slot were read, no earlier read may come after this one.
std::uint64_t ReadSegment::sequence(std::uint32_t slot) const {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return word(sequences_at + 8 * slot);
}

const std::byte* ReadSegment::slot(std::uint32_t number) const {
    return mapping_->data() + geometry_.slot_offset(number);
}

void ReadSegment::copy_slot(std::uint32_t number, std::byte* into) const {
    read(geometry_.slot_offset(number), into, geometry_.slot_bytes);
}

}  // namespace gimbal::console::link::detail
