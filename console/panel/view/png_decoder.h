// PNG bytes to pixels on a thread of its own, one after the other, so that no frame waits for a large picture.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace gimbal::console {

struct PngSize {
    int width = 0, height = 0;
};
// What the header says; nothing when these bytes are no PNG.
std::optional<PngSize> png_size(const std::string& bytes);

struct DecodedPng {
    std::uint64_t key = 0;
    int width = 0, height = 0;        // of `rgba`: halved until no side is longer than `longest_side`
    std::vector<unsigned char> rgba;  // empty: broken
    static constexpr int longest_side = 2048;
};
DecodedPng decode_png(std::uint64_t key, const std::string& bytes);

// The thread begins with the first picture. It does not work ahead: what it has decoded is taken before it goes on, so
// that pixels of at most two pictures exist here. Thread: UI.   GIL: not needed.
class PngDecoder {
public:
    ~PngDecoder();
    void add(std::uint64_t key, std::shared_ptr<const std::string> bytes);
    void drop_before(std::uint64_t key);  // they are not wanted any more
    std::optional<DecodedPng> take();
    bool waits() const { return asked_ > taken_; }  // something asked for has not come yet

private:
    struct Job {
        std::uint64_t key;
        std::shared_ptr<const std::string> bytes;
    };
    void work();  // Thread: the decoder's own

    std::mutex mutex_;  // held for a pointer swap; guards the three below
    std::deque<Job> jobs_;
    std::optional<DecodedPng> done_;
    bool ending_ = false;
    std::condition_variable changed_;
    std::uint64_t asked_ = 0, taken_ = 0;
    std::thread thread_;
};

}  // namespace gimbal::console
