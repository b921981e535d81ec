// Characters that the baked fonts lack, such as Chinese, Japanese, Korean, symbols and emoji. Each is drawn when it is
// first shown.
#pragma once
#include <cstdlib>
#include <memory>
#include <unordered_map>

#include "app/waker.h"
#include "app/window/fonts/glyph_maker.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// A thread makes the bitmaps, so no frame waits for a font. Until a bitmap is ready, the panel draws a box. One texture
// holds all bitmaps. When it is full, all of them are dropped and those still visible are requested again. Characters
// that do not fit at the same time stay boxes. The destructor does not wait for the thread, because fontconfig may be
// reading every font of the system.
//
// Thread: UI.   GIL: never.
class OtherFaces {
public:
    explicit OtherFaces(Waker& waker);  // wakes it on the thread when bitmaps are ready
    ~OtherFaces();

    // Call it before each frame. True: the whole window has to be drawn again.
    bool take(const CellSizes& sizes, double now);
    const console::GlyphPicture* find(char32_t code, std::uint32_t cells);  // null: not ready, or no font has it

private:
    struct Shared;
    bool put(char32_t code, const GlyphBitmap& bitmap);  // false: the texture is full
    void upload();
    void forget();

    std::shared_ptr<Shared> shared_;
    std::unordered_map<char32_t, std::unique_ptr<console::GlyphPicture>> known_;  // null: requested, or no font has it
    CellSizes sizes_;
    unsigned texture_ = 0;
    std::unique_ptr<unsigned char[], decltype(&std::free)> pixels_{nullptr, &std::free};  // the content of the texture
    double full_at_ = -1e9;
    int shelf_left_ = 0, shelf_top_ = 0, shelf_height_ = 0;
    int fresh_top_ = 0, fresh_bottom_ = 0;  // rows that are not uploaded yet
};

}  // namespace gimbal::app
