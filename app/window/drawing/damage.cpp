// The damage is the old and new bounds of each list whose hash has changed. The address identifies a list, because
// ImGui keeps one list for each window as long as the window lives.
#include "app/window/drawing/damage.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "app/window/drawing/clear_fills.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
    return hash ^ (hash >> 29);
}

std::uint64_t hash_bytes(const void* bytes, std::size_t size, std::uint64_t hash) {
    const auto* next = static_cast<const unsigned char*>(bytes);
    std::uint64_t word = 0;
    for (; size >= 8; size -= 8, next += 8) {
        std::memcpy(&word, next, 8);
        hash = mix(hash, word);
    }
    word = 0;
    if (size > 0) std::memcpy(&word, next, size);  // an empty buffer has a null address, which memcpy does not allow
    return mix(hash, word + size);
}

std::uint64_t hash_command(const ImDrawCmd& command, std::uint64_t hash) {
    hash = hash_bytes(&command.ClipRect, sizeof command.ClipRect, hash);
    hash = mix(hash, (static_cast<std::uint64_t>(command.ElemCount) << 32) | command.IdxOffset);
    hash = mix(hash, command.VtxOffset);
    if (const ClearFill* fill = ClearFills::of(command)) {
        hash = hash_bytes(&fill->x0, 4 * sizeof(float), hash);
        return mix(hash, fill->colour);
    }
    hash = mix(hash, reinterpret_cast<std::uintptr_t>(command.UserCallback));
    return mix(hash, (std::uint64_t)command.GetTexID());
}

std::uint64_t hash_list(const ImDrawList& list) {
    std::uint64_t hash = hash_bytes(list.VtxBuffer.Data,
                                    static_cast<std::size_t>(list.VtxBuffer.Size) * sizeof(ImDrawVert), 1);
    hash = hash_bytes(list.IdxBuffer.Data, static_cast<std::size_t>(list.IdxBuffer.Size) * sizeof(ImDrawIdx), hash);
    for (const ImDrawCmd& command : list.CmdBuffer) hash = hash_command(command, hash);
    return hash;
}

Rect from_corners(float x0, float y0, float x1, float y1) {
    return x1 > x0 && y1 > y0 ? Rect{x0, y0, x1 - x0, y1 - y0} : Rect{};
}
bool empty(const Rect& r) { return r.width <= 0 || r.height <= 0; }

Rect united(const Rect& a, const Rect& b) {
    if (empty(a)) return b;
    if (empty(b)) return a;
    return from_corners(std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x + a.width, b.x + b.width),
                        std::max(a.y + a.height, b.y + b.height));
}

Rect common(const Rect& a, const Rect& b) {
    return from_corners(std::max(a.x, b.x), std::max(a.y, b.y), std::min(a.x + a.width, b.x + b.width),
                        std::min(a.y + a.height, b.y + b.height));
}

// Returns the bounds of what the command draws. Its clip rectangle is not enough, because that of ImGui's background
// and foreground lists is the whole window.
Rect bounds_of(const ImDrawList& list, const ImDrawCmd& command) {
    const Rect clip = from_corners(command.ClipRect.x, command.ClipRect.y, command.ClipRect.z, command.ClipRect.w);
    if (const ClearFill* fill = ClearFills::of(command))
        return common(clip, from_corners(fill->x0, fill->y0, fill->x1, fill->y1));
    if (command.UserCallback) return clip;
    float x0 = 1e9f, y0 = 1e9f, x1 = -1e9f, y1 = -1e9f;
    for (unsigned i = 0; i < command.ElemCount; ++i) {
        const ImVec2 at = list.VtxBuffer.Data[list.IdxBuffer.Data[command.IdxOffset + i] + command.VtxOffset].pos;
        x0 = std::min(x0, at.x), y0 = std::min(y0, at.y), x1 = std::max(x1, at.x), y1 = std::max(y1, at.y);
    }
    return common(clip, from_corners(x0, y0, x1, y1));
}

Rect bounds_of(const ImDrawList& list) {
    Rect bounds;
    for (const ImDrawCmd& command : list.CmdBuffer) bounds = united(bounds, bounds_of(list, command));
    return bounds;
}

float area(const Rect& r) { return r.width * r.height; }

// Merges overlapping rectangles, so that no pixel is drawn twice, and then the cheapest pairs until few enough are
// left.
void merge(std::vector<Rect>& rects) {
    const auto join = [&](std::size_t i, std::size_t j) {
        rects[i] = united(rects[i], rects[j]);
        rects.erase(rects.begin() + static_cast<std::ptrdiff_t>(j));
    };
    const auto join_first_overlap = [&] {
        for (std::size_t i = 0; i < rects.size(); ++i)
            for (std::size_t j = i + 1; j < rects.size(); ++j)
                if (!empty(common(rects[i], rects[j]))) return join(i, j), true;
        return false;
    };
    while (join_first_overlap()) {}
    while (rects.size() > Damage::rectangle_limit) {
        std::size_t best_i = 0, best_j = 1;
        float best = 1e30f;
        for (std::size_t i = 0; i < rects.size(); ++i)
            for (std::size_t j = i + 1; j < rects.size(); ++j)
                if (const float more = area(united(rects[i], rects[j])) - area(rects[i]) - area(rects[j]); more < best)
                    best = more, best_i = i, best_j = j;
        join(best_i, best_j);
        while (join_first_overlap()) {}
    }
}

}  // namespace

std::vector<Rect> Damage::compare(const ImDrawData& data) {
    GIMBAL_ON(ui);
    const Rect window{data.DisplayPos.x, data.DisplayPos.y, data.DisplaySize.x, data.DisplaySize.y};
    std::vector<Rect> changed = std::move(extra_);
    extra_.clear();
    std::vector<ListState> drawn;
    std::vector<bool> still_there(shown_.size(), false);
    std::size_t last_place = 0;
    bool reordered = false;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList* list = data.CmdLists[i];
        const auto before = std::find_if(shown_.begin(), shown_.end(),
                                         [&](const ListState& state) { return state.list == list; });
        ListState state{list, hash_list(*list), {}};
        if (before == shown_.end()) {
            state.bounds = bounds_of(*list);
            changed.push_back(state.bounds);
        } else {
            const auto place = static_cast<std::size_t>(before - shown_.begin());
            still_there[place] = true;
            reordered |= place < last_place;
            last_place = place;
            state.bounds = before->hash == state.hash ? before->bounds : bounds_of(*list);
            if (before->hash != state.hash) changed.push_back(united(before->bounds, state.bounds));
        }
        drawn.push_back(state);
    }
    for (std::size_t i = 0; i < shown_.size(); ++i)
        if (!still_there[i]) changed.push_back(shown_[i].bounds);
    shown_ = std::move(drawn);
    if (everything_ || reordered) changed = {window};
    everything_ = false;

    for (Rect& rect : changed)
        rect = common(window, from_corners(std::floor(rect.x), std::floor(rect.y), std::ceil(rect.x + rect.width),
                                           std::ceil(rect.y + rect.height)));
    std::erase_if(changed, empty);
    merge(changed);
    return changed;
}

}  // namespace gimbal::app
