// The last console text in a file's memory, so that it outlives the process without a system call a write.
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gimbal::console {

// A write reserves its place by one addition and copies; no lock, no allocation. Two writes a whole round apart may
// mix, which a stalled thread and a megabyte of others' text would take. Thread: any, also in a signal handler.   GIL:
// not needed.
class OutputRing {
public:
    static constexpr std::size_t capacity = 1u << 20;

    OutputRing() = default;
    ~OutputRing();
    OutputRing(const OutputRing&) = delete;
    OutputRing& operator=(const OutputRing&) = delete;

    int create(
        const std::filesystem::path& file);  // errno of what failed, 0: none. Thread: its owner, before any append.
    void append(std::string_view text) noexcept;

    static std::string read(const std::filesystem::path& file);  // oldest text first; "" when it is none of ours

private:
    struct Header {
        char magic[8];
        std::atomic<std::uint64_t> written;  // bytes ever
    };
    static constexpr std::size_t header_size = 4096;
    static_assert(sizeof(Header) <= header_size && std::atomic<std::uint64_t>::is_always_lock_free);

    Header* header_ = nullptr;
    char* text_ = nullptr;
};

}  // namespace gimbal::console
