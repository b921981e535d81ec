// A terminal's byte stream as steps: text with its colour, new lines, moves of the cursor, erasing. Pure; keeps only
// what a sequence or a character cut between two pieces needs.
#pragma once
#include <string>
#include <string_view>

#include "text/model/ink.h"

namespace gimbal::console {

class AnsiSink {
public:
    virtual ~AnsiSink() = default;
    virtual void text(std::string_view text, Ink colour,
                      Ink ground) = 0;  // UTF-8; tabs too, and controls that mean nothing here
    virtual void newline() = 0;
    virtual void carriage_return() = 0;
    virtual void move(int rows, int cells) = 0;  // down and right; negative: up and left
    virtual void to_column(int cell) = 0;
    enum class Erase { to_end, to_begin, all };
    virtual void erase_line(Erase part) = 0;
    // Of what the run has written; a row is counted from its first line. Sinks without a screen need none of these.
    virtual void to_row(int) {}
    virtual void erase_below() {}
    virtual void erase_screen() {}
};

// Knows SGR (16, 256 and true colours, bright, dim, underline, inverse), cursor moves, erase line and screen; swallows
// every other sequence whole. Bytes that are not UTF-8 are shown as U+FFFD each, so that everything behind it (lines,
// clipboard, files) may rely on UTF-8. Thread: UI.   GIL: not needed.
class AnsiParser {
public:
    explicit AnsiParser(Ink base) : base_(base), colour_(base) {}
    void parse(std::string_view bytes, AnsiSink& sink);
    void set_base(Ink base);      // the colour of text without SGR
    void finish(AnsiSink& sink);  // shows what was cut off, forgets colours and a half-read sequence

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
    std::string held_;  // text that was cut within a character
    void set_colour(Ink colour, int named) {
        colour_ = colour;
        named_ = named;
    }

    Ink base_, colour_, ground_ = ink::none;
    int named_ = -1;  // which of the first eight `colour_` is: bold brightens it
    bool dim_ = false, bright_ = false, underline_ = false, inverse_ = false;
};

Ink ansi_colour(int index);  // of the 256

}  // namespace gimbal::console
