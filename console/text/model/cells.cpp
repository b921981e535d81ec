// Widths after Unicode's East Asian Width and general category, in ranges coarse enough to read.
#include "gimbal/console/cells.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace gimbal::console {
namespace {

struct Range {
    char32_t first, last;
};

constexpr Range zero_width[] = {
    {0x0300, 0x036F},   {0x0483, 0x0489},  {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5},
    {0x05C7, 0x05C7},   {0x0610, 0x061A},  {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},
    {0x06E7, 0x06E8},   {0x06EA, 0x06ED},  {0x0711, 0x0711}, {0x0730, 0x074A}, {0x0900, 0x0902}, {0x093A, 0x093A},
    {0x093C, 0x093C},   {0x0941, 0x0948},  {0x094D, 0x094D}, {0x0951, 0x0957}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},   {0x1AB0, 0x1AFF},  {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},
    {0x20D0, 0x20FF},   {0x302A, 0x302D},  {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
    {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};

constexpr Range double_width[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF},
    {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};

constexpr char32_t zero_width_joiner = 0x200D;

template <std::size_t N>
bool in(const Range (&ranges)[N], char32_t code) {
    auto after = std::upper_bound(std::begin(ranges), std::end(ranges), code,
                                  [](char32_t c, const Range& r) { return c < r.first; });
    return after != std::begin(ranges) && code <= std::prev(after)->last;
}

}  // namespace

int cell_width(char32_t code) {
    if (code < 0x300) return 1;
    if (in(zero_width, code)) return 0;
    return code >= 0x1100 && in(double_width, code) ? 2 : 1;
}

Cluster cluster_at(std::string_view text, std::size_t at, std::size_t column) {
    auto first = static_cast<unsigned char>(text[at]);
    bool alone = at + 1 >= text.size() || static_cast<unsigned char>(text[at + 1]) < 0x80;
    if (first == '\t') return {1, static_cast<std::uint32_t>(tab_stop - column % tab_stop), U'\t'};
    if (first < 0x80 && alone) return {1, 1, first};
    CodePoint base = decode_utf8(text, at);
    Cluster cluster{base.bytes, static_cast<std::uint32_t>(std::max(1, cell_width(base.value))), base.value};
    bool joining = false;
    for (std::size_t next = at + cluster.bytes; next < text.size() && static_cast<unsigned char>(text[next]) >= 0x80;) {
        CodePoint code = decode_utf8(text, next);
        if (cell_width(code.value) != 0 && !joining) break;
        joining = code.value == zero_width_joiner;
        cluster.bytes += code.bytes;
        next += code.bytes;
    }
    return cluster;
}

std::size_t previous_cluster(std::string_view text, std::size_t at) {
    // Clusters are found forwards, so start at the last ASCII character, which always begins one, and walk.
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
    // Eight bytes at a time: a byte is plain when its top bit is clear and it is no control character.
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
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
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
