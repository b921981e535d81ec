// Widths and clusters by utf8proc's Unicode tables, with three exceptions: an ASCII character begins a cluster, a
// spacing mark takes a cell, and an invisible format character belongs to the character before it.
#include "gimbal/console/cells.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace gimbal::console {
namespace {

constexpr char32_t emoji_style = 0xFE0F;  // variation selector 16

const utf8proc_property_t& property_of(char32_t code) {
    return *utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
}

bool is_between(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

// Most text that is not ASCII: Latin letters, box drawing and blocks, Chinese characters. None joins another.
bool is_common(char32_t code) {
    return is_between(code, 0xAF, 0x2FF) || is_between(code, 0x2500, 0x259F) || is_between(code, 0x4E00, 0x9FFF);
}

// Direction marks, zero-width spaces, byte order marks. Unicode gives each a cluster, which here would be an empty
// cell.
bool is_invisible(const utf8proc_property_t& property) {
    return property.boundclass == UTF8PROC_BOUNDCLASS_CONTROL && property.category == UTF8PROC_CATEGORY_CF &&
           property.charwidth == 0;
}

bool is_hangul(const utf8proc_property_t& property) {
    return property.boundclass >= UTF8PROC_BOUNDCLASS_L && property.boundclass <= UTF8PROC_BOUNDCLASS_LVT;
}

bool is_pictograph(const utf8proc_property_t& property) {
    return property.boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

// The width of a cluster after this code point has joined it.
std::uint32_t joined_width(std::uint32_t cells, char32_t base, char32_t code) {
    const utf8proc_property_t& property = property_of(code);
    if (code == emoji_style) return is_pictograph(property_of(base)) ? std::max(cells, 2u) : cells;
    const auto own = static_cast<std::uint32_t>(cell_width(code));
    const bool merges = is_hangul(property) || is_pictograph(property) || is_between(code, 0x1F3FB, 0x1F3FF);
    return merges ? std::max(cells, own) : cells + own;
}

}  // namespace

int cell_width(char32_t code) {
    if (code < 0x300) return 1;
    if (is_common(code)) return code >= 0x4E00 ? 2 : 1;
    const utf8proc_property_t& property = property_of(code);
    return property.category == UTF8PROC_CATEGORY_MC ? 1 : property.charwidth;
}

bool joins_previous(char32_t code) {
    const utf8proc_property_t& property = property_of(code);
    switch (property.boundclass) {
        case UTF8PROC_BOUNDCLASS_EXTEND:
        case UTF8PROC_BOUNDCLASS_SPACINGMARK:
        case UTF8PROC_BOUNDCLASS_ZWJ:
        case UTF8PROC_BOUNDCLASS_V:
        case UTF8PROC_BOUNDCLASS_T: return true;
        default: return is_invisible(property);
    }
}

bool joins_next(char32_t code) {
    const auto boundclass = property_of(code).boundclass;
    return boundclass == UTF8PROC_BOUNDCLASS_ZWJ || boundclass == UTF8PROC_BOUNDCLASS_PREPEND ||
           boundclass == UTF8PROC_BOUNDCLASS_L || is_regional_indicator(code);
}

bool is_regional_indicator(char32_t code) { return is_between(code, 0x1F1E6, 0x1F1FF); }

char32_t composed(std::string_view cluster) {
    utf8proc_uint8_t* bytes = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(cluster.data()),
                                     static_cast<utf8proc_ssize_t>(cluster.size()), &bytes,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    char32_t code = 0;
    if (length > 0) {
        const std::string_view text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
        const CodePoint first = decode_utf8(text, 0);
        if (first.bytes == text.size()) code = first.value;
    }
    std::free(bytes);
    return code;
}

Cluster cluster_at(std::string_view text, std::size_t at, std::size_t column) {
    auto first = static_cast<unsigned char>(text[at]);
    bool alone = at + 1 >= text.size() || static_cast<unsigned char>(text[at + 1]) < 0x80;
    if (first == '\t') return {1, static_cast<std::uint32_t>(tab_stop - column % tab_stop), U'\t'};
    if (first < 0x80 && alone) return {1, 1, first};
    const CodePoint base = decode_utf8(text, at);
    Cluster cluster{base.bytes, static_cast<std::uint32_t>(std::max(1, cell_width(base.value))), base.value};
    auto previous = static_cast<utf8proc_int32_t>(base.value);
    utf8proc_int32_t state = 0;
    for (std::size_t next = at + cluster.bytes; next < text.size() && static_cast<unsigned char>(text[next]) >= 0x80;) {
        const CodePoint code = decode_utf8(text, next);
        if (is_common(code.value)) break;
        if (!is_invisible(property_of(code.value))) {
            const auto value = static_cast<utf8proc_int32_t>(code.value);
            if (utf8proc_grapheme_break_stateful(previous, value, &state)) break;
            cluster.cells = joined_width(cluster.cells, base.value, code.value);
            previous = value;
        }
        cluster.bytes += code.bytes;
        next += code.bytes;
    }
    return cluster;
}

std::size_t previous_cluster(std::string_view text, std::size_t at) {
    // Clusters are found forwards. Start at the last ASCII character, which always begins one, and walk.
    at = std::min(at, text.size());
    std::size_t start = at;
    while (start > 0 && static_cast<unsigned char>(text[--start]) >= 0x80) {}
    std::size_t begin = start;
    for (std::size_t i = start; i < at; i += cluster_at(text, i, 0).bytes) begin = i;
    return begin;
}

std::size_t cell_count(std::string_view text) {
    if (is_plain(text)) return text.size();
    std::size_t cells = 0;
    for (std::size_t at = 0; at < text.size();) {
        Cluster cluster = cluster_at(text, at, cells);
        at += cluster.bytes;
        cells += cluster.cells;
    }
    return cells;
}

bool is_plain(std::string_view text) {
    // Eight bytes at a time: a byte is plain when its top bit is clear and it is not a control character.
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        if ((word | (word - 0x2020202020202020ull) | (word + 0x0101010101010101ull)) & 0x8080808080808080ull)
            return false;
    }
    for (; at < text.size(); ++at)
        if (static_cast<unsigned char>(text[at]) - 0x20u >= 0x5Fu) return false;
    return true;
}

std::string in_one_line(std::string text, std::size_t cells) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (cell_count(text) <= cells) return text;
    std::size_t at = 0;
    for (std::size_t column = 0; at < text.size();) {
        const Cluster cluster = cluster_at(text, at, column);
        if ((column += cluster.cells) >= cells) break;
        at += cluster.bytes;
    }
    return text.substr(0, at) + "\xE2\x80\xA6";
}

}  // namespace gimbal::console
