// Bitmaps are packed into the texture in rows ("shelves"), from left to right, in the order in which they arrive.
#include "app/window/fonts/other_faces.h"

#include <glad/gl.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr int side = 2048, gap = 1;
constexpr std::size_t most_a_frame = 200;  // takes about a millisecond
// Keeps a window with more characters than fit from starting over in each frame.
constexpr double least_seconds_between_full = 2;

// Restores the texture that was bound before.
class BoundTexture {
public:
    explicit BoundTexture(unsigned name) {
        glGetIntegerv(GL_TEXTURE_BINDING_2D, &before_);
        glBindTexture(GL_TEXTURE_2D, name);
    }
    ~BoundTexture() { glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(before_)); }
    BoundTexture(const BoundTexture&) = delete;
    BoundTexture& operator=(const BoundTexture&) = delete;

private:
    GLint before_ = 0;
};

unsigned make_texture() {
    GLuint name = 0;
    glGenTextures(1, &name);
    BoundTexture bound(name);
    // The same filter as ImGui's, because a software renderer compiles code for each one.
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, side, side, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    return name;
}

}  // namespace

struct OtherFaces::Shared {
    explicit Shared(Waker& one) : waker(one) {}
    struct GlyphRequest {
        char32_t code;
        std::uint32_t cells;
        CellSizes sizes;
    };
    struct GlyphResult {
        GlyphRequest request;
        std::optional<GlyphBitmap> bitmap;
    };

    Waker& waker;  // woken under the mutex, so never after the end
    std::mutex mutex;
    std::condition_variable requested;
    std::vector<GlyphRequest> requests;
    std::vector<GlyphResult> results;
    bool running = false, closed = false;

    void request(const std::shared_ptr<Shared>& self, GlyphRequest request) {
        const std::lock_guard lock(mutex);
        requests.push_back(request);
        requested.notify_one();
        if (!std::exchange(running, true)) std::thread([self] { self->run(); }).detach();
    }

    // Without memory the character is drawn as a missing one.
    static std::optional<GlyphBitmap> bitmap_of(GlyphMaker& maker, const GlyphRequest& request) {
        try {
            return maker.make(request.code, request.cells, request.sizes);
        } catch (const std::bad_alloc&) { return std::nullopt; }
    }

    void run() {
        console::set_thread_role(console::ThreadRole::worker);
        GlyphMaker maker;
        for (std::unique_lock lock(mutex);;) {
            requested.wait(lock, [&] { return closed || !requests.empty(); });
            if (closed) return;
            std::vector<GlyphRequest> taken = std::exchange(requests, {});
            lock.unlock();
            std::vector<GlyphResult> made;
            for (const GlyphRequest& request : taken) made.push_back({request, bitmap_of(maker, request)});
            lock.lock();
            std::ranges::move(made, std::back_inserter(results));
            if (!closed) waker.wake();
        }
    }
};

OtherFaces::OtherFaces(Waker& waker) : shared_(std::make_shared<Shared>(waker)) {}

OtherFaces::~OtherFaces() {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->closed = true;
        shared_->requested.notify_one();
    }
    if (texture_) glDeleteTextures(1, &texture_);
}

const console::GlyphPicture* OtherFaces::find(char32_t code, std::uint32_t cells) {
    GIMBAL_ON(ui);
    const auto [place, fresh] = known_.try_emplace(code);
    if (fresh) shared_->request(shared_, {code, cells, sizes_});
    return place->second.get();
}

bool OtherFaces::take(const CellSizes& sizes, double now) {
    GIMBAL_ON(ui);
    const bool resized = sizes != sizes_;
    if (resized) forget();
    sizes_ = sizes;
    std::vector<Shared::GlyphResult> taken;
    {
        const std::lock_guard lock(shared_->mutex);
        auto& results = shared_->results;
        const auto end = results.begin() + static_cast<std::ptrdiff_t>(std::min(results.size(), most_a_frame));
        taken.assign(std::make_move_iterator(results.begin()), std::make_move_iterator(end));
        results.erase(results.begin(), end);
        if (!results.empty()) shared_->waker.wake();
    }
    bool full = false;
    for (const auto& [request, bitmap] : taken) {
        if (request.sizes != sizes_ || !bitmap || put(request.code, *bitmap)) continue;
        if (now - full_at_ < least_seconds_between_full) break;
        full_at_ = now;
        full = true;
        forget();
        put(request.code, *bitmap);
    }
    upload();
    return resized || full;
}

void OtherFaces::forget() {
    known_.clear();
    shelf_left_ = shelf_top_ = shelf_height_ = 0;
}

// Uploads all new rows at once, because a driver may wait for the previous frame at each upload.
void OtherFaces::upload() {
    if (fresh_bottom_ > fresh_top_) {
        const BoundTexture bound(texture_);
        glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
        glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
        glTexSubImage2D(GL_TEXTURE_2D, 0, 0, fresh_top_, side, fresh_bottom_ - fresh_top_, GL_RGBA, GL_UNSIGNED_BYTE,
                        &pixels_[static_cast<std::size_t>(4 * fresh_top_ * side)]);
    }
    fresh_top_ = side;
    fresh_bottom_ = 0;
}

bool OtherFaces::put(char32_t code, const GlyphBitmap& bitmap) {
    if (shelf_left_ + bitmap.width > side) {
        shelf_top_ += shelf_height_ + gap;
        shelf_left_ = shelf_height_ = 0;
    }
    if (shelf_top_ + bitmap.height > side) return false;
    auto glyph = std::make_unique<console::GlyphPicture>();
    if (!texture_) {
        texture_ = make_texture();
        pixels_.reset(static_cast<unsigned char*>(
            std::calloc(std::size_t{4} * side, side)));  // calloc maps pages when they are first written
        if (!pixels_) throw std::bad_alloc();
    }
    for (int y = 0; y < bitmap.height; ++y)
        std::copy_n(&bitmap.rgba[static_cast<std::size_t>(4 * y * bitmap.width)], 4 * bitmap.width,
                    &pixels_[static_cast<std::size_t>(4 * ((shelf_top_ + y) * side + shelf_left_))]);
    fresh_top_ = std::min(fresh_top_, shelf_top_);
    fresh_bottom_ = std::max(fresh_bottom_, shelf_top_ + bitmap.height);
    const auto part = [](int pixels) { return static_cast<float>(pixels) / side; };
    *glyph = {compat::texture_id(texture_),
              {part(shelf_left_), part(shelf_top_)},
              {part(shelf_left_ + bitmap.width), part(shelf_top_ + bitmap.height)},
              static_cast<float>(bitmap.left),
              static_cast<float>(bitmap.top),
              static_cast<float>(bitmap.width),
              static_cast<float>(bitmap.height),
              bitmap.coloured};
    known_[code] = std::move(glyph);
    shelf_left_ += bitmap.width + gap;
    shelf_height_ = std::max(shelf_height_, bitmap.height);
    return true;
}

}  // namespace gimbal::app
