#include "engine/session/output_ring.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "gimbal/console/base/private_files.h"

namespace gimbal::console {

namespace {
constexpr char magic[8] = {'o', 'u', 't', 'p', 'u', 't', ' ', '1'};
}

// Allocates all blocks now, because a full disk would later end the process by SIGBUS.
int OutputRing::create(const std::filesystem::path& file) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    int error = posix_fallocate(descriptor, 0, static_cast<off_t>(header_size + capacity));
    void* memory = MAP_FAILED;
    if (error == 0) {
        memory = mmap(nullptr, header_size + capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (memory == MAP_FAILED) error = errno;
    }
    close(descriptor);
    if (error != 0) return error;
    header_ = new (memory) Header{};
    text_ = static_cast<char*>(memory) + header_size;
    std::memcpy(header_->magic, magic, sizeof magic);
    return 0;
}

OutputRing::~OutputRing() {
    if (header_) munmap(header_, header_size + capacity);
}

void OutputRing::append(std::string_view text) noexcept {
    if (!header_ || text.empty()) return;
    if (text.size() > capacity) text.remove_prefix(text.size() - capacity);
    const std::uint64_t place = header_->written.fetch_add(text.size(), std::memory_order_relaxed) % capacity;
    const std::size_t first = std::min<std::size_t>(text.size(), capacity - place);
    std::memcpy(text_ + place, text.data(), first);
    if (first < text.size()) std::memcpy(text_, text.data() + first, text.size() - first);
}

std::string OutputRing::read(const std::filesystem::path& file) {
    std::error_code unreadable;
    const std::string bytes = read_regular_file(file, header_size + capacity, unreadable);
    if (bytes.size() != header_size + capacity || std::memcmp(bytes.data(), magic, sizeof magic) != 0) return {};
    std::uint64_t written = 0;
    std::memcpy(&written, bytes.data() + offsetof(Header, written), sizeof written);
    if (written <= capacity) return bytes.substr(header_size, written);
    const std::size_t place = header_size + written % capacity;
    std::string text = bytes.substr(place) + bytes.substr(header_size, place - header_size);
    const auto line = text.find('\n');  // the oldest line has lost its beginning
    return line == std::string::npos ? text : text.substr(line + 1);
}

}  // namespace gimbal::console
