// Decodes with stb_image. Reads the header first, because it may claim more pixels than memory can hold.
#include "panel/view/png_decoder.h"

#include <stb_image.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "base/png_header.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr NativeThread::Options thread_options{"pictures", std::size_t{8} << 20, 10};

// Averages four pixels, weighted by opacity, so that transparent pixels add no colour.
void halve(DecodedPng& picture) {
    int width = std::max(picture.width / 2, 1), height = std::max(picture.height / 2, 1);
    std::vector<unsigned char> half(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    auto at = [&](int x, int y) {
        return &picture.rgba[(static_cast<std::size_t>(std::min(y, picture.height - 1)) *
                                  static_cast<std::size_t>(picture.width) +
                              static_cast<std::size_t>(std::min(x, picture.width - 1))) *
                             4];
    };
    unsigned char* out = half.data();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x, out += 4) {
            const unsigned char* four[] = {at(2 * x, 2 * y), at(2 * x + 1, 2 * y), at(2 * x, 2 * y + 1),
                                           at(2 * x + 1, 2 * y + 1)};
            unsigned opacity = 0;
            for (const unsigned char* pixel : four) opacity += pixel[3];
            for (int channel = 0; channel < 3; ++channel) {
                unsigned sum = 0;
                for (const unsigned char* pixel : four) sum += static_cast<unsigned>(pixel[channel]) * pixel[3];
                out[channel] = static_cast<unsigned char>(opacity > 0 ? sum / opacity : 0);
            }
            out[3] = static_cast<unsigned char>(opacity / 4);
        }
    picture.width = width;
    picture.height = height;
    picture.rgba = std::move(half);
}

DecodedPng decode(std::uint64_t key, const std::string& bytes) {
    DecodedPng picture{.key = key};
    auto size = png_size(bytes);
    if (!size || static_cast<std::int64_t>(size->width) * size->height > most_png_pixels) return picture;
    int channels = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> pixels{
        stbi_load_from_memory(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()),
                              &picture.width, &picture.height, &channels, 4),
        stbi_image_free};
    if (!pixels) {
        picture.no_memory = std::string_view(stbi_failure_reason()) == "outofmem";
        return picture;
    }
    picture.rgba.assign(pixels.get(), pixels.get() + static_cast<std::size_t>(picture.width) *
                                                         static_cast<std::size_t>(picture.height) * 4);
    while (std::max(picture.width, picture.height) > DecodedPng::longest_side) halve(picture);
    return picture;
}

}  // namespace

std::optional<PngSize> png_size(const std::string& bytes) {
    constexpr std::size_t name_at = 12, header_bytes = 33;
    const auto header = png_header(bytes);
    if (!header || bytes.size() < header_bytes || bytes.size() > INT32_MAX || bytes.compare(name_at, 4, "IHDR") != 0)
        return std::nullopt;
    const auto [width, height] = *header;
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) return std::nullopt;
    return PngSize{static_cast<int>(width), static_cast<int>(height)};
}

DecodedPng decode_png(std::uint64_t key, const std::string& bytes) {
    try {
        return decode(key, bytes);
    } catch (const std::bad_alloc&) { return {.key = key, .no_memory = true}; }
}

PngDecoder::~PngDecoder() {
    if (!thread_.started()) return;
    {
        std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    thread_.join();  // waits for at most one picture
}

void PngDecoder::add(std::uint64_t key, std::shared_ptr<const std::string> bytes) {
    GIMBAL_ON(ui);
    if (!thread_.started()) thread_.start(thread_options, [this] { work(); });
    {
        std::lock_guard lock(mutex_);
        jobs_.push_back({key, std::move(bytes)});
    }
    ++asked_;
    changed_.notify_one();
}

void PngDecoder::drop_before(std::uint64_t key) {
    GIMBAL_ON(ui);
    std::lock_guard lock(mutex_);
    taken_ += std::erase_if(jobs_, [=](const Job& job) { return job.key < key; });
}

std::optional<DecodedPng> PngDecoder::take() {
    GIMBAL_ON(ui);
    std::optional<DecodedPng> taken;
    {
        std::lock_guard lock(mutex_);
        taken.swap(done_);
    }
    if (!taken) return taken;
    ++taken_;
    changed_.notify_one();
    return taken;
}

void PngDecoder::work() {
    set_thread_role(ThreadRole::worker);
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || (!jobs_.empty() && !done_); });
        if (ending_) return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        DecodedPng picture = decode_png(job.key, *job.bytes);
        job.bytes.reset();  // frees the memory for the next picture
        lock.lock();
        done_ = std::move(picture);
    }
}

}  // namespace gimbal::console
