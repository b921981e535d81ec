// Turns the byte stream of a terminal into steps: coloured text, newlines, cursor moves, erasing. Between two pieces of
// input it keeps only an unfinished sequence or character.
#pragma once
#include <string>
#include <string_view>

#include "text/model/ink.h"

namespace gimbal::console {

class AnsiSink {
public:
    virtual ~AnsiSink() = default;
    // Valid UTF-8. Contains tabs, and controls that have no meaning here.
    virtual void text(std::string_view text, Ink colour, Ink ground) = 0;
    virtual void newline() = 0;
    virtual void carriage_return() = 0;
    virtual void move(int rows, int cells) = 0;  // down and right; negative: up and left
    virtual void to_column(int cell) = 0;
    enum class Erase { to_end, to_begin, all };
    virtual void erase_line(Erase part) = 0;
    // On the output of the run, whose first line is row 0. A sink without a screen may ignore these.
    virtual void to_row(int) {}
    virtual void erase_below() {}
    virtual void erase_screen() {}
};

// Supports SGR (16, 256 and true colours, bright, dim, underline, inverse), cursor moves, and erasing of line and
// screen. Ignores every other sequence. Each byte that is not UTF-8 becomes U+FFFD, so that lines, clipboard and files
// may rely on UTF-8. Thread: UI.   GIL: not needed.
class AnsiParser {
public:
    explicit AnsiParser(Ink base) : base_(base), colour_(base) {}
    void parse(std::string_view bytes, AnsiSink& sink);
    void set_base(Ink base);      // the colour of text without SGR
    void finish(AnsiSink& sink);  // writes a held character, resets colours, drops an unfinished sequence

private:
    void show(std::string_view text, AnsiSink& sink);
    const char* sequence(const char* at, const char* end, AnsiSink& sink);
    void finish_csi(char final_byte, AnsiSink& sink);
    void select_graphics(std::string_view parameters);
    Ink shown_colour() const;
    Ink shown_ground() const;

    enum class State { ground, escape, csi, string, string_escape };
    State state_ = State::ground;
    std::string parameters_;
    std::string held_;  // the bytes of an unfinished character
    void set_colour(Ink colour, int named) {
        colour_ = colour;
        named_ = named;
    }

    Ink base_, colour_, ground_ = ink::none;
    int named_ = -1;  // the index of `colour_` among the first eight, which bold brightens; else -1
    bool dim_ = false, bright_ = false, underline_ = false, inverse_ = false;
};

Ink ansi_colour(int index);  // `index`: 0 to 255

}  // namespace gimbal::console
