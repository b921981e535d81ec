// The pictures in the scrollback: the line, size and texture of each.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "gimbal/console/texture_maker.h"
#include "panel/log/console_log.h"
#include "panel/log/console_text.h"
#include "panel/view/png_decoder.h"

namespace gimbal::console {

// Each picture has one line of the scrollback, whose text is shown if the picture is not. The PNG header gives its size
// at once, so nothing moves when the pixels arrive. The memory of the textures is limited; the oldest are released
// first. Thread: UI.   GIL: not needed.
class PictureShelf final : public PictureRows {
public:
    PictureShelf(TextureMaker textures, ConsoleLog& log) : textures_(std::move(textures)), log_(log) {}
    ~PictureShelf();
    PictureShelf(const PictureShelf&) = delete;

    // The text of the picture's line. If `shown`, pass the line to add().
    static std::string words(const std::string& png, bool& shown);
    void add(LineId line, std::shared_ptr<const std::string> png);
    void drop_before(LineId first);
    void clear() { drop_before(no_line); }

    // Call before layout, with the available size. Uploads decoded pixels. Returns the first line whose rows changed.
    LineId settle(float width, float height, float row_height);
    bool waits() const { return decoder_.waits(); }
    LineRows rows_of(LineId line) const override;
    // `y` is the top of its first row. False: no pixels yet.
    bool draw(ImDrawList* list, LineId line, float x, float y) const;

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
    LineId release(Shown& picture, const char* why);
    LineId limit_textures();
    void free_released();

    const TextureMaker textures_;
    ConsoleLog& log_;
    PngDecoder decoder_;
    std::deque<Shown> shown_;  // ordered by line
    std::size_t texture_bytes_ = 0;
    std::vector<ImTextureID> released_;  // the frame that is being drawn may name them; freed at the next one
    float width_ = 0, height_ = 0, row_height_ = 20;
};

}  // namespace gimbal::console
