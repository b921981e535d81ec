// Incomplete lines, one per path by which text arrives, so the text of two paths is never mixed within a line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

struct Origin {
    RunId run = 0;
    Stream stream = Stream::out;
    Source source = Source::host;
    std::uint32_t thread = 0;
    bool folded = false;  // as in TextPiece

    bool same_path(const Origin& other) const {
        return stream == other.stream && source == other.source && thread == other.thread;
    }
    bool operator==(const Origin&) const = default;
};

// Returns the length of the text up to its last newline or carriage return. Like python3's line buffering, this shows
// a progress bar at each carriage return.
std::size_t length_of_whole_lines(std::string_view text);

// Thread: any, with its owner's mutex held.   GIL: not needed.
class OpenLines {
public:
    struct Line {
        Origin origin;
        std::string text;         // empty: the slot is free and keeps its memory
        std::uint64_t since = 0;  // the tick in which the line began
    };

    Line* find(const Origin& path);  // nullptr: the path has no incomplete line
    Line& begin(const Origin& origin);
    std::vector<Line>& all() { return lines_; }  // with the free slots
    bool empty() const;

    std::uint64_t tick = 0;  // the publisher of old lines counts it up

private:
    std::vector<Line> lines_;  // as many as were ever open at the same time
};

}  // namespace gimbal::console
