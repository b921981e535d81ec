// Passes plain text on in pieces as long as possible; only control bytes are examined one by one.
#include "text/terminal/ansi_parser.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "gimbal/console/cells.h"

namespace gimbal::console {
namespace {

constexpr std::size_t longest_sequence = 256;  // garbage after ESC [ ends here
constexpr std::size_t longest_held = 60;

// NUL and other controls that a terminal ignores are shown as text, so that a mistake of a program is visible.
bool is_text(char c) {
    return static_cast<unsigned char>(c) >= 0x20 || (c != '\n' && c != '\r' && c != '\b' && c != '\a' && c != '\x1b');
}

// True if the text ends with an odd number of regional indicators. Two make a flag.
bool has_half_a_flag(std::string_view text) {
    std::size_t letters = 0;
    while (!text.empty()) {
        const std::size_t last = utf8_boundary(text, text.size() - 1);
        if (!is_regional_indicator(decode_utf8(text, last).value)) break;
        ++letters;
        text = text.substr(0, last);
    }
    return letters % 2 == 1;
}

// Number of bytes at the end that wait for more: the first bytes of a character, and characters that the next one may
// join (a joiner, half a flag). Written alone they could merge with the text that they overwrite.
std::size_t unfinished(std::string_view text) {
    std::size_t tail = unfinished_utf8(text);
    std::string_view rest = text.substr(0, text.size() - tail);
    while (tail < longest_held && !rest.empty()) {
        const std::size_t last = utf8_boundary(rest, rest.size() - 1);
        const char32_t code = decode_utf8(rest, last).value;
        if (!joins_next(code)) break;
        if (is_regional_indicator(code)) return has_half_a_flag(rest) ? tail + (rest.size() - last) : tail;
        tail += rest.size() - last;
        rest = rest.substr(0, last);
    }
    return tail;
}

// The numbers in "1;31" or "38:2::255:0:0". An empty one is 0.
std::vector<int> numbers_of(std::string_view parameters) {
    std::vector<int> numbers;
    for (std::size_t at = 0; at <= parameters.size();) {
        std::size_t end = std::min(parameters.find_first_of(";:", at), parameters.size());
        int value = 0;
        std::from_chars(parameters.data() + at, parameters.data() + end, value);
        numbers.push_back(value);
        at = end + 1;
    }
    return numbers;
}

}  // namespace

// The first sixteen are tuned to the console's background; the rest are the cube and greys of xterm.
Ink ansi_colour(int index) {
    static constexpr std::uint32_t named[16] = {0x5C6169, 0xE0525E, 0x7FB63A, 0xE8B55A, 0x4C8DD6, 0xB57EDC,
                                                0x4DB6AC, 0xC4C8CE, 0x8E939B, 0xFF6B7D, 0xA5D6A7, 0xFFCB6B,
                                                0x7CB7FF, 0xC792EA, 0x80DEEA, 0xFFFFFF};
    auto level = [](int step) { return static_cast<std::uint32_t>(step == 0 ? 0 : 55 + 40 * step); };
    if (index < 16) {
        std::uint32_t hex = named[std::max(index, 0)];
        return ink::of_rgb(hex >> 16, hex >> 8, hex);
    }
    if (index < 232) return ink::of_rgb(level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6));
    auto grey = static_cast<std::uint32_t>(8 + 10 * (std::min(index, 255) - 232));
    return ink::of_rgb(grey, grey, grey);
}

void AnsiParser::parse(std::string_view bytes, AnsiSink& sink) {
    const char *at = bytes.data(), *end = at + bytes.size();
    while (at < end) {
        if (state_ != State::ground) {
            at = sequence(at, end, sink);
            continue;
        }
        const char* begin = at;
        while (at < end && is_text(*at)) ++at;
        std::string_view text(begin, static_cast<std::size_t>(at - begin));
        std::string joined;
        if (!held_.empty()) {
            joined.swap(held_);
            text = joined.append(text);
        }
        if (at == end && !text.empty()) {
            held_.assign(text.substr(text.size() - unfinished(text)));
            text.remove_suffix(held_.size());
        }
        show(text, sink);
        if (at == end) break;
        switch (*at++) {
            case '\n': sink.newline(); break;
            case '\r': sink.carriage_return(); break;
            case '\b': sink.move(0, -1); break;
            case '\x1b': state_ = State::escape; break;
            default: break;  // BEL
        }
    }
}

void AnsiParser::show(std::string_view text, AnsiSink& sink) {
    if (text.empty()) return;
    if (is_plain(text) || is_utf8(text)) sink.text(text, shown_colour(), shown_ground());
    else sink.text(as_utf8(text), shown_colour(), shown_ground());
}

const char* AnsiParser::sequence(const char* at, const char* end, AnsiSink& sink) {
    for (; at < end; ++at) {
        char c = *at;
        switch (state_) {
            case State::ground: return at;
            case State::escape:
                parameters_.clear();
                if (c >= 0x20 && c <= 0x2F) break;  // "ESC ( B" selects a character set, named by the next byte
                state_ = c == '['                                                   ? State::csi
                         : c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X' ? State::string
                                                                                    : State::ground;
                if (c < 0x20) return at;  // malformed; a byte of a non-ASCII character is negative
                break;
            case State::csi:
                if (c >= 0x40 && c <= 0x7E) {
                    state_ = State::ground;
                    finish_csi(c, sink);
                } else if (c < 0x20 || parameters_.size() >= longest_sequence) {
                    state_ = State::ground;
                    return at;  // malformed: show the rest as text
                } else {
                    parameters_ += c;
                }
                break;
            case State::string:  // a window title or a hyperlink, up to BEL or ESC backslash
                if (c == '\a') state_ = State::ground;
                if (c == '\x1b') state_ = State::string_escape;
                if (c == '\n') {
                    state_ = State::ground;
                    return at;
                }
                break;
            case State::string_escape:
                if (c != '\\') {
                    state_ = State::escape;
                    return at;
                }
                state_ = State::ground;
                break;
        }
    }
    return at;
}

void AnsiParser::finish_csi(char final_byte, AnsiSink& sink) {
    if (final_byte == 'm') return select_graphics(parameters_);
    const std::vector<int> numbers = numbers_of(parameters_);
    int first = std::clamp(numbers.front(), 0, 9999);
    int count = std::max(first, 1);
    switch (final_byte) {
        case 'A': sink.move(-count, 0); break;
        case 'B': sink.move(count, 0); break;
        case 'C': sink.move(0, count); break;
        case 'D': sink.move(0, -count); break;
        case 'G': sink.to_column(count - 1); break;
        case 'H':
        case 'f':
            sink.to_row(count - 1);
            sink.to_column(numbers.size() > 1 ? std::clamp(numbers[1], 1, 9999) - 1 : 0);
            break;
        case 'J':
            if (first == 0) sink.erase_below();
            else if (first >= 2) sink.erase_screen();
            break;
        case 'K':
            sink.erase_line(first == 0   ? AnsiSink::Erase::to_end
                            : first == 1 ? AnsiSink::Erase::to_begin
                                         : AnsiSink::Erase::all);
            break;
        default: break;
    }
}

void AnsiParser::select_graphics(std::string_view parameters) {
    std::vector<int> codes = numbers_of(parameters);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        int code = codes[i];
        if (code == 0) {
            set_colour(base_, -1);
            ground_ = ink::none;
            dim_ = bright_ = underline_ = inverse_ = false;
        } else if (code == 1) bright_ = true;
        else if (code == 2) dim_ = true;
        else if (code == 22) bright_ = dim_ = false;
        else if (code == 4 || code == 21) underline_ = true;
        else if (code == 24) underline_ = false;
        else if (code == 7) inverse_ = true;
        else if (code == 27) inverse_ = false;
        else if (code >= 30 && code <= 37) set_colour(ansi_colour(code - 30), code - 30);
        else if (code >= 90 && code <= 97) set_colour(ansi_colour(code - 90 + 8), -1);
        else if (code == 39) set_colour(base_, -1);
        else if (code >= 40 && code <= 47) ground_ = ansi_colour(code - 40);
        else if (code >= 100 && code <= 107) ground_ = ansi_colour(code - 100 + 8);
        else if (code == 49) ground_ = ink::none;
        else if (code == 38 || code == 48) {
            Ink& target = code == 38 ? colour_ : ground_;
            if (code == 38) named_ = -1;
            std::size_t left = codes.size() - i - 1;
            if (left >= 2 && codes[i + 1] == 5) {
                target = ansi_colour(codes[i + 2] & 255);
                i += 2;
            } else if (left >= 4 && codes[i + 1] == 2) {
                std::size_t skip = left >= 5 && parameters.find(':') != std::string_view::npos ? 1
                                                                                               : 0;  // 38:2:SPACE:r:g:b
                auto part = [&](std::size_t n) {
                    return static_cast<std::uint32_t>(std::clamp(codes[i + 2 + skip + n], 0, 255));
                };
                target = ink::of_rgb(part(0), part(1), part(2));
                i += 4 + skip;
            } else break;
        }
    }
}

Ink AnsiParser::shown_colour() const {
    if (inverse_) return ground_ == ink::none ? ink::of_rgb(0x1B, 0x1D, 0x20) : ground_;
    if (dim_) return ink::dim;
    if (!bright_) return colour_;
    if (named_ >= 0) return ansi_colour(named_ + 8);
    return colour_ == ink::text ? ansi_colour(15) : colour_;
}

Ink AnsiParser::shown_ground() const {
    if (!inverse_) return ground_ == ink::none && underline_ ? ink::underline : ground_;
    return ink::is_name(colour_) ? ansi_colour(7) : colour_;  // as a ground, ink::text would mean no ground
}

void AnsiParser::set_base(Ink base) {
    if (colour_ == base_) colour_ = base;
    base_ = base;
}

void AnsiParser::finish(AnsiSink& sink) {
    show(held_, sink);
    *this = AnsiParser(base_);
}

}  // namespace gimbal::console
