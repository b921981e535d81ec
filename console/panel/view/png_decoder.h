// Decodes PNGs one after the other on a separate thread, so that no frame waits for a large picture.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/platform/native_thread.h"

namespace gimbal::console {

inline constexpr std::int64_t most_png_pixels = 32 << 20;  // larger pictures are not decoded

struct PngSize {
    int width = 0, height = 0;
};
// The size in the header; none if the bytes are not a PNG.
std::optional<PngSize> png_size(const std::string& bytes);

struct DecodedPng {
    std::uint64_t key = 0;
    int width = 0, height = 0;        // of `rgba`, halved until no side exceeds `longest_side`
    std::vector<unsigned char> rgba;  // empty: the PNG is broken, or there is no memory for its pixels
    bool no_memory = false;
    static constexpr int longest_side = 2048;
};
DecodedPng decode_png(std::uint64_t key, const std::string& bytes);

// The first picture starts the thread. The thread waits until its result is taken before it decodes the next, so at
// most two decoded pictures exist here. Thread: UI.   GIL: not needed.
class PngDecoder {
public:
    ~PngDecoder();
    // Throws std::system_error if the thread does not start; then no result comes.
    void add(std::uint64_t key, std::shared_ptr<const std::string> bytes);
    void drop_before(std::uint64_t key);  // drops the jobs with smaller keys
    std::optional<DecodedPng> take();
    bool waits() const { return asked_ > taken_; }  // a picture is still to come

private:
    struct Job {
        std::uint64_t key;
        std::shared_ptr<const std::string> bytes;
    };
    void work();  // Thread: worker

    std::mutex mutex_;  // held for a pointer swap; guards the next three members
    std::deque<Job> jobs_;
    std::optional<DecodedPng> done_;
    bool ending_ = false;
    std::condition_variable changed_;
    std::uint64_t asked_ = 0, taken_ = 0;
    NativeThread thread_;
};

}  // namespace gimbal::console
