// The pictures in the scrollback: which line each stands for, how large it is shown, and the texture it has.
#pragma once
#include <deque>
#include <functional>
#include <string>

#include "gimbal/console/texture_maker.h"
#include "panel/view/png_decoder.h"
#include "text/model/text_source.h"

namespace gimbal::console {

// A line of the scrollback stands for each picture, with words that are seen where the picture is not. Its rows are
// known from the PNG's header at once, so nothing moves when the pixels come. Textures are bounded: the oldest go
// first. Thread: UI.   GIL: not needed.
class PictureShelf {
public:
    using SetWords = std::function<void(LineId, const std::string&)>;  // changes the words of a picture's line
    PictureShelf(TextureMaker textures, SetWords set_words)
        : textures_(std::move(textures)),
          set_words_(std::move(set_words)) {}
    ~PictureShelf();
    PictureShelf(const PictureShelf&) = delete;

    // The words for the line that stands for it; the line follows by add() if `shown`.
    static std::string words(const std::string& png, bool& shown);
    void add(LineId line, std::shared_ptr<const std::string> png);
    void drop_before(LineId first);
    void clear() { drop_before(~LineId{0}); }

    // Before the text is laid out: the room there is, and pixels that were decoded. The first line whose rows changed.
    LineId settle(float width, float height, float row_height);
    bool waits() const { return decoder_.waits(); }
    LineRows rows_of(LineId line) const;
    bool draw(ImDrawList* list, LineId line, float x, float y) const;  // y: of its first row. False: no pixels yet

    static constexpr std::size_t most_texture_bytes = std::size_t{64} << 20;

private:
    struct Shown {
        LineId line;
        PngSize size;
        PngSize pixels;
        ImTextureID texture;
        bool gone;
    };
    const Shown* find(LineId line) const;
    ImVec2 extent(const Shown& picture) const;
    LineId upload(const DecodedPng& decoded);
    LineId let_go(Shown& picture, const char* why);
    LineId bound_textures();

    const TextureMaker textures_;
    const SetWords set_words_;
    PngDecoder decoder_;
    std::deque<Shown> shown_;  // in the order of their lines
    std::size_t texture_bytes_ = 0;
    float width_ = 0, height_ = 0, row_height_ = 20;
};

}  // namespace gimbal::console
