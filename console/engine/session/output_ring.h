// Keeps the latest console text in a mapped file, which outlives the process and needs no system call for a write.
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// append() reserves space by one atomic addition, then copies, without a lock or an allocation. If a thread stalls in
// it while others write a whole megabyte, the two texts mix. Thread: any, also in a signal handler.   GIL: not needed.
class OutputRing : NonCopyable {
public:
    static constexpr std::size_t capacity = 1u << 20;

    ~OutputRing();

    int create(const std::filesystem::path& file);  // an errno, or 0. Before any append()
    void append(std::string_view text) noexcept;

    static std::string read(const std::filesystem::path& file);  // oldest text first; empty if the file is not a ring

private:
    struct Header {
        char magic[8];
        std::atomic<std::uint64_t> written;  // bytes in total
    };
    static constexpr std::size_t header_size = 4096;
    static_assert(sizeof(Header) <= header_size && std::atomic<std::uint64_t>::is_always_lock_free);

    Header* header_ = nullptr;
    char* text_ = nullptr;
};

}  // namespace gimbal::console
