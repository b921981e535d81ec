// A picture takes whole rows. The rest of its last row stays empty.
#include "panel/view/picture_shelf.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <utility>

#include "gimbal/console/number_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr float margin = 4;  // above and below a picture
constexpr const char* no_memory = ": no memory to show it";

std::string named(PngSize size, const char* more) {
    return "[picture " + std::to_string(size.width) + " x " + std::to_string(size.height) + more + "]";
}

std::size_t bytes_of(PngSize pixels) {
    return static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height) * 4;
}

}  // namespace

PictureShelf::~PictureShelf() {
    clear();
    free_released();
}

void PictureShelf::free_released() {
    for (const ImTextureID texture : std::exchange(released_, {})) textures_.free(texture);
}

std::string PictureShelf::words(const std::string& png, bool& shown) {
    auto size = png_size(png);
    shown = false;
    if (!size)
        return "[picture: " + with_thousands(png.size()) + (png.size() == 1 ? " byte" : " bytes") + ", not a PNG]";
    if (static_cast<std::int64_t>(size->width) * size->height > most_png_pixels)
        return named(*size, ": too large to be shown");
    shown = true;
    return named(*size, "");
}

void PictureShelf::add(LineId line, std::shared_ptr<const std::string> png) {
    GIMBAL_ON(ui);
    if (!textures_.make) return;
    shown_.push_back({line, *png_size(*png), {}, {}, false});
    try {
        decoder_.add(line, std::move(png));
    } catch (const std::system_error&) { release(shown_.back(), no_memory); }
}

void PictureShelf::drop_before(LineId first) {
    GIMBAL_ON(ui);
    if (shown_.empty() || shown_.front().line >= first) return;
    for (; !shown_.empty() && shown_.front().line < first; shown_.pop_front()) release(shown_.front(), nullptr);
    decoder_.drop_before(first);
}

const PictureShelf::Shown* PictureShelf::find(LineId line) const {
    const auto found = std::ranges::lower_bound(shown_, line, {}, &Shown::line);
    return found != shown_.end() && found->line == line && !found->gone ? &*found : nullptr;
}

LineId PictureShelf::settle(float width, float height, float row_height) {
    GIMBAL_ON(ui);
    free_released();
    LineId changed = no_line;
    if (width != width_ || height != height_ || row_height != row_height_) {
        width_ = width;
        height_ = height;
        row_height_ = row_height;
        if (!shown_.empty()) changed = shown_.front().line;
    }
    if (!decoder_.waits()) return changed;
    if (auto decoded = decoder_.take()) changed = std::min(changed, upload(*decoded));  // one per frame
    return changed;
}

LineId PictureShelf::upload(const DecodedPng& decoded) {
    const auto found = std::ranges::find(shown_, decoded.key, &Shown::line);
    if (found == shown_.end()) return no_line;  // its line was dropped meanwhile
    if (decoded.rgba.empty()) return release(*found, decoded.no_memory ? no_memory : ": the PNG is broken");
    found->pixels = {decoded.width, decoded.height};
    found->texture = textures_.make(decoded.width, decoded.height, decoded.rgba.data());
    if (!found->texture) return release(*found, ": the graphics memory has no room for it");
    texture_bytes_ += bytes_of(found->pixels);
    return std::min(found->line, limit_textures());
}

LineId PictureShelf::limit_textures() {
    LineId changed = no_line;
    for (Shown& picture : shown_) {
        if (texture_bytes_ <= most_texture_bytes) break;
        if (picture.texture) changed = std::min(changed, release(picture, ", dropped"));
    }
    return changed;
}

LineId PictureShelf::release(Shown& picture, const char* why) {
    if (picture.texture) {
        released_.push_back(picture.texture);
        texture_bytes_ -= bytes_of(picture.pixels);
        picture.texture = {};
    }
    picture.gone = true;
    if (why) log_.set_line(picture.line, named(picture.size, why), ink::dim);
    return picture.line;
}

// Scales down to the width of the text and to the picture's share of the panel's height; never scales up.
ImVec2 PictureShelf::extent(const Shown& picture) const {
    auto width = static_cast<float>(picture.size.width), height = static_cast<float>(picture.size.height);
    float scale = std::min({1.0f, width_ / width, height_ / height});
    return {std::max(1.0f, std::floor(width * scale)), std::max(1.0f, std::floor(height * scale))};
}

LineRows PictureShelf::rows_of(LineId line) const {
    GIMBAL_ON(ui);
    const Shown* picture = find(line);
    if (!picture) return {};
    LineRows rows;
    rows.fixed = static_cast<std::uint32_t>(std::ceil((extent(*picture).y + 2 * margin) / row_height_));
    return rows;
}

bool PictureShelf::draw(ImDrawList* list, LineId line, float x, float y) const {
    GIMBAL_ON(ui);
    const Shown* picture = find(line);
    if (!picture || !picture->texture) return false;
    ImVec2 size = extent(*picture);
    list->AddImage(picture->texture, {x, y + margin}, {x + size.x, y + margin + size.y});
    return true;
}

}  // namespace gimbal::console
