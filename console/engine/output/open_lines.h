// Lines that are not complete yet, one for each path text comes by, so that what two paths write is never mixed within
// a line.
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

    bool same_path(const Origin& other) const {
        return stream == other.stream && source == other.source && thread == other.thread;
    }
    bool operator==(const Origin&) const = default;
};

// How much of `text` ends in a newline or a carriage return: as python3's line buffering, which shows a progress bar at
// its return.
std::size_t length_of_whole_lines(std::string_view text);

// Thread: any, under its owner's mutex.   GIL: not needed.
class OpenLines {
public:
    struct Line {
        Origin origin;
        std::string text;         // empty: the place is free, its memory is kept
        std::uint64_t since = 0;  // the tick in which it began
    };

    Line* find(const Origin& path);  // nullptr: that path's last line is complete
    Line& begin(const Origin& origin);
    std::vector<Line>& all() { return lines_; }  // the free places too
    bool empty() const;

    std::uint64_t tick = 0;  // counted up by whoever publishes what has been open for long

private:
    std::vector<Line> lines_;  // as many as were ever open at a time
};

}  // namespace gimbal::console
