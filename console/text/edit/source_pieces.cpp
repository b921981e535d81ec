#include "text/edit/source_pieces.h"

#include <algorithm>
#include <utility>

#include "text/edit/brackets.h"

namespace gimbal::console {
namespace {

using Kind = SourcePiece::Kind;

class Splitter {
public:
    Splitter(std::string_view source, PythonString open) : source_(source), open_(std::move(open)) {}

    std::vector<SourcePiece> split() {
        for (std::size_t begin = 0; begin < source_.size();) {
            const std::size_t end = std::min(source_.find('\n', begin), source_.size());
            read_line(source_.substr(begin, end - begin), begin);
            begin = std::min(end + 1, source_.size());
            add(open_.is_open() ? Kind::literal : Kind::code, begin);
        }
        return std::move(pieces_);
    }

private:
    void read_line(std::string_view line, std::size_t begin) {
        std::size_t at = 0;
        if (open_.is_open()) add(Kind::literal, begin + (at = open_.read(line, 0)));
        while (at < line.size() && !open_.is_open()) {
            at = std::min(line.find_first_of("\"'#", at), line.size());
            add(Kind::code, begin + at);
            if (at == line.size()) return;
            if (line[at] == '#') return add(Kind::comment, begin + line.size());
            at = open_.read(line, open_.open(line, at));
            add(Kind::literal, begin + at);
        }
    }
    void add(Kind kind, std::size_t end) {
        const std::size_t begin = pieces_.empty() ? 0 : pieces_.back().end;
        if (end == begin) return;
        if (!pieces_.empty() && pieces_.back().kind == kind) pieces_.back().end = end;
        else pieces_.push_back({kind, begin, end});
    }

    std::string_view source_;
    PythonString open_;
    std::vector<SourcePiece> pieces_;
};

}  // namespace

std::vector<SourcePiece> source_pieces(std::string_view source, PythonString open) {
    return Splitter(source, std::move(open)).split();
}

std::vector<SourceLine> source_lines(std::string_view source) {
    std::vector<SourceLine> lines{{0, false, false}};
    std::size_t depth = 0;
    bool continued = false, fresh = true;  // the line before ends with a backslash; the line has no code yet
    for (const SourcePiece& piece : source_pieces(source)) {
        if (piece.kind == Kind::literal && fresh && !lines.back().in_literal) {
            lines.back().has_indentation = depth == 0 && !continued;
            fresh = false;
        }
        for (std::size_t at = piece.begin; at < piece.end; ++at) {
            const char c = source[at];
            if (c == '\n') {
                continued = piece.kind == Kind::code && at > 0 && source[at - 1] == '\\';
                lines.push_back({at + 1, piece.kind == Kind::literal, false});
                fresh = piece.kind != Kind::literal;
                continue;
            }
            if (piece.kind != Kind::code || c == ' ') continue;
            if (std::exchange(fresh, false)) lines.back().has_indentation = depth == 0 && !continued;
            if (is_opening(c)) ++depth;
            if (is_closing(c) && depth > 0) --depth;
        }
    }
    return lines;
}

}  // namespace gimbal::console
