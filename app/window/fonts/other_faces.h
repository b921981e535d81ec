// What the baked faces lack, drawn character by character when it is first shown: Chinese, Japanese, Korean, symbols,
// emoji.
#pragma once
#include <cstdlib>
#include <functional>
#include <memory>
#include <unordered_map>

#include "app/window/fonts/glyph_maker.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// A thread of its own makes the bitmaps, so no frame waits for a font; until one has come the panel draws a box. One
// texture holds them, made at the first; when it is full all are forgotten and those still seen are asked for again,
// and what does not fit into one window stays a box. The thread is not waited for at the end: fontconfig may be reading
// every font of the system. Thread: UI.   GIL: never.
class OtherFaces {
public:
    explicit OtherFaces(std::function<void()> wake);  // called from the thread when something has come
    ~OtherFaces();
    OtherFaces(const OtherFaces&) = delete;
    OtherFaces& operator=(const OtherFaces&) = delete;

    bool take(const CellSizes& sizes, double now);  // before a frame; true: what the window shows has to be drawn anew
    const console::GlyphPicture* find(char32_t code, std::uint32_t cells);  // null: no face has it, or not yet

private:
    struct Shared;
    bool put(char32_t code, const GlyphBitmap& bitmap);  // false: no room
    void upload();
    void forget();

    std::shared_ptr<Shared> shared_;
    std::unordered_map<char32_t, std::unique_ptr<console::GlyphPicture>> known_;  // null: asked for, or nowhere
    CellSizes sizes_;
    unsigned texture_ = 0;
    std::unique_ptr<unsigned char[], decltype(&std::free)> pixels_{nullptr, &std::free};  // of the texture
    double full_at_ = -1e9;
    int shelf_left_ = 0, shelf_top_ = 0, shelf_height_ = 0;
    int fresh_top_ = 0, fresh_bottom_ = 0;  // rows of it that are not uploaded
};

}  // namespace gimbal::app
