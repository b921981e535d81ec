// The bytes of a terminal become the same lines and colours at every cut.
#include "text/terminal/ansi_parser.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <random>

#include "text/terminal/output_writer.h"

using namespace gimbal::console;

namespace {

// A scrollback written to like a terminal.
struct Terminal {
    Scrollback log{1000};
    OutputWriter writer{log};
    AnsiParser parser{ink::text};

    Terminal& operator<<(std::string_view bytes) {
        parser.parse(bytes, writer);
        return *this;
    }
    std::string text() const {
        std::string all;
        for (LineId id = log.first_line(); id < log.end_line(); ++id) all.append(log.line(id)).append(1, '|');
        return all;
    }
    std::vector<StyleRun> runs(LineId id) const {
        std::vector<StyleRun> runs;
        log.runs(id, runs);
        return runs;
    }
};

}  // namespace

TEST_CASE("text becomes lines and a carriage return rewrites its line") {
    Terminal t;
    t << "one\ntwo\r\nthree";
    CHECK(t.text() == "one|two|three|");
    t << "\r 10%\r 20%";
    CHECK(t.text() == "one|two| 20%e|");
    t << "\x1b[K\n";
    CHECK(t.text() == "one|two| 20%|");
    t << "\x1b[2Kx";
    CHECK(t.text() == "one|two| 20%|x|");
}

TEST_CASE("two progress bars that move the cursor up keep their lines") {
    Terminal t;
    for (int i = 0; i <= 100; ++i) {
        std::string n = std::to_string(i);
        t << "\rfirst " + n << "\n"
          << "\rsecond " + n << "\x1b[A";
    }
    t << "\n\n";
    CHECK(t.text() == "first 100|second 100|");
    t << "after\n";
    CHECK(t.text() == "first 100|second 100|after|");
}

TEST_CASE("overwriting half of a wide character leaves a space") {
    Terminal t;
    t << "\u65E5\u672C\ra";
    CHECK(t.text() == "a \u672C|");
}

TEST_CASE("backspace and cursor moves end where a terminal ends") {
    Terminal t;
    t << "abc\b\bX";
    CHECK(t.text() == "aXc|");
    t << "\x1b[10Cfar";
    CHECK(t.text() == "aXc         far|");
    t << "\x1b[1Gstart";
    CHECK(t.text() == "start       far|");
}

TEST_CASE("select graphic rendition sets and resets colours: sixteen, 256 and true") {
    Terminal t;
    t << "\x1b[31mr\x1b[38;5;196mp\x1b[38;2;1;2;3mt\x1b[38:2::4:5:6mc\x1b[48;5;21mg\x1b[0mn\x1b[1;34mb\x1b[22;39md";
    auto runs = t.runs(0);
    REQUIRE(runs.size() == 8);
    CHECK(runs[0] == StyleRun{0, ansi_colour(1)});
    CHECK(runs[1] == StyleRun{1, ink::of_rgb(255, 0, 0)});
    CHECK(runs[2] == StyleRun{2, ink::of_rgb(1, 2, 3)});
    CHECK(runs[3] == StyleRun{3, ink::of_rgb(4, 5, 6)});
    CHECK(runs[4] == StyleRun{4, ink::of_rgb(4, 5, 6), ink::of_rgb(0, 0, 255)});
    CHECK(runs[5] == StyleRun{5, ink::text});
    CHECK(runs[6] == StyleRun{6, ansi_colour(12)});
    CHECK(runs[7] == StyleRun{7, ink::text});
}

TEST_CASE("inverse text is legible") {
    Terminal t;
    t << "\x1b[7mx\x1b[27my";
    auto runs = t.runs(0);
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].ground != ink::none);
    CHECK((runs[0].ground & 0xFFFFFF) != 0);
    CHECK(runs[0].colour != runs[0].ground);
    CHECK(runs[1] == StyleRun{1, ink::text});
}

TEST_CASE("a sequence cut at any byte gives the same result") {
    std::string bytes = "a\x1b[1;31mred\x1b[0m\x1b]0;title\x07z\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n\x1b[2Kend";
    Terminal whole;
    whole << bytes;
    CHECK(whole.text() == "aredzlink|end|");
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        Terminal parts;
        parts << std::string_view(bytes).substr(0, cut) << std::string_view(bytes).substr(cut);
        CHECK(parts.text() == whole.text());
        CHECK(parts.runs(0) == whole.runs(0));
    }
}

TEST_CASE("a character cut at any byte rewrites the same cells") {
    // é of two code points, a wide character, and a joined character of three code points.
    std::string bytes = "0123456789\re\u0301x\r\u65E5|\u0308\r\U0001F469\u200D\U0001F4BBy";
    Terminal whole;
    whole << bytes;
    CHECK(whole.text() == "\U0001F469\u200D\U0001F4BBy3456789|");
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        Terminal parts;
        parts << std::string_view(bytes).substr(0, cut) << std::string_view(bytes).substr(cut);
        CHECK(parts.text() == whole.text());
    }
}

TEST_CASE("a cluster that grows in pieces overwrites the same cells as a whole one") {
    // A flag, a heart with the emoji style, Bengali, Hangul letters, over text that could join with a part of them.
    const std::string over[] = {"\U0001F1E7\U0001F1E9", "\u2764\uFE0F",     "\u0995\u09BF",
                                "\u1112\u1161\u11AB",   "\U0001F1E7\u0301", "\u0600\u0661"};
    const std::string under[] = {"0123456789", "x\U0001F1E9yz", "x\uD55C\uAE00z", "\u65E5\u672C\u8A9E", "\ty"};
    for (const std::string& below : under)
        for (const std::string& above : over) {
            const std::string bytes = below + "\r" + above + "|" + above;
            Terminal whole;
            whole << bytes;
            for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
                Terminal parts;
                parts << std::string_view(bytes).substr(0, cut) << std::string_view(bytes).substr(cut);
                whole.parser.finish(whole.writer);
                parts.parser.finish(parts.writer);
                CAPTURE(below);
                CAPTURE(above);
                CAPTURE(cut);
                CHECK(parts.text() == whole.text());
                CHECK(parts.writer.cursor() == whole.writer.cursor());
            }
        }
}

TEST_CASE("bytes that are not UTF-8 are shown as U+FFFD, also where a sequence or the run ends in one") {
    Terminal t;
    t << "a\xFF"
         "b\xE6\x97\n\x1b\u65E5\n\x1b[1\u65E5\n\xE6";
    CHECK(t.text() == "a\uFFFDb\uFFFD\uFFFD|\u65E5|\u65E5|");
    t.parser.finish(t.writer);
    CHECK(t.text() == "a\uFFFDb\uFFFD\uFFFD|\u65E5|\u65E5|\uFFFD|");
}

TEST_CASE("a sequence that names a character set shows nothing") {
    Terminal t;
    t << "a\x1b(B\x1b[mb\x1b)0c";  // the output of `tput sgr0`
    CHECK(t.text() == "abc|");
}

TEST_CASE("a tab written into a line reaches the next stop of the line") {
    Terminal t;
    t << "0123456789abcdefXY\r0123\tz";
    CHECK(t.text() == "0123\tz9abcdefXY|");
}

TEST_CASE("a line above the last that grows by single characters stays cheap") {
    Terminal t;
    t << "above\nlast\x1b[A";
    for (int i = 0; i < 20000; ++i) t << "x";
    CHECK(t.log.line(0).size() == 20004);
    CHECK(t.log.held_bytes() < 400'000);
}

TEST_CASE("nothing above the prompt is rewritten by a later run") {
    Terminal t;
    t << "kept\n";
    t.writer.fresh_line();
    t << "\x1b[5A\rnew";
    CHECK(t.text() == "kept|new|");
}

TEST_CASE("garbage never breaks the lines") {
    std::mt19937 random(7);
    const std::string_view alphabet = "ab \n\r\t\b\x1b[]0123456789;:mKAGCDB\x07\\\xE6\x97\xA5\xCC\x81\xF0\x9F";
    for (int round = 0; round < 300; ++round) {
        Terminal t;
        std::string bytes;
        for (int i = 0; i < 400; ++i) bytes += alphabet[random() % alphabet.size()];
        for (std::size_t at = 0; at < bytes.size();) {
            std::size_t length = 1 + random() % 40;
            t << std::string_view(bytes).substr(at, length);
            at += length;
        }
        for (LineId id = t.log.first_line(); id < t.log.end_line(); ++id) {
            std::string_view line = t.log.line(id);
            CHECK(line.find_first_of("\n\r\x1b\b") == std::string_view::npos);
            auto runs = t.runs(id);
            for (std::size_t i = 0; i < runs.size(); ++i) {
                REQUIRE(runs[i].begin <= line.size());
                if (i > 0) REQUIRE(runs[i].begin > runs[i - 1].begin);
            }
        }
    }
}

TEST_CASE("nested progress bars of tqdm draw in place and leave one line each") {
    Terminal t;
    // For position p, tqdm writes p newlines, "\r" and the bar, then p times cursor up. It overwrites a finished bar
    // with spaces.
    auto bar = [](const char* name, int n, int of) {
        char text[64];
        std::snprintf(text, sizeof text, "\r%s: %3d%%|%-4s| %d/%d", name, 100 * n / of,
                      std::string(static_cast<std::size_t>(4 * n / of), '#').c_str(), n, of);
        return std::string(text);
    };
    t << bar("outer", 0, 2);
    for (int outer = 0; outer < 2; ++outer) {
        t << "\n" + bar("inner", 0, 3) + "\x1b[A";
        for (int inner = 1; inner <= 3; ++inner) {
            t << "\n" + bar("inner", inner, 3) + "\x1b[A";
            CHECK(t.text().starts_with(bar("outer", outer, 2).substr(1) + "|" + bar("inner", inner, 3).substr(1)));
        }
        t << "\n\r" + std::string(26, ' ') + "\r\x1b[A" + bar("outer", outer + 1, 2);
    }
    t << "\n";
    t << "after\n";
    CHECK(t.text().starts_with("outer: 100%|####| 2/2|after"));
}

TEST_CASE("bold brightens the first eight colours in either order; underline is a ground") {
    Terminal t;
    t << "\x1b[31;1ma\x1b[0;1mb\x1b[0;4mc\x1b[24md\x1b[4;41me\x1b[2;24;49mf";
    auto runs = t.runs(0);
    REQUIRE(runs.size() == 6);
    CHECK(runs[0] == StyleRun{0, ansi_colour(9)});
    CHECK(runs[1] == StyleRun{1, ansi_colour(15)});
    CHECK(runs[2] == StyleRun{2, ink::text, ink::underline});
    CHECK(runs[3] == StyleRun{3, ink::text});
    CHECK(runs[4] == StyleRun{4, ink::text, ansi_colour(1)});
    CHECK(runs[5] == StyleRun{5, ink::dim});
}

TEST_CASE("erasing the screen removes only the output of the run; a screen redrawn from home replaces it") {
    Terminal t;
    t << "kept\n";
    t.writer.fresh_line();
    t << "one\ntwo\nthree\x1b[2J\x1b[H";
    CHECK(t.text() == "kept|");
    for (int frame = 0; frame < 3; ++frame) t << "\x1b[Hframe " + std::to_string(frame) + "\nbelow\x1b[J\n";
    CHECK(t.text() == "kept|frame 2|below|");
    t << "\x1b[1;3Hx\x1b[J";
    CHECK(t.text() == "kept|frx|");
    t << "\nlast\n";
    CHECK(t.text() == "kept|frx|last|");
}

TEST_CASE("after erasing below the cursor its line is the open one: it takes any text, and can be a prompt") {
    Terminal t;
    const std::string text(100000, 'x');
    t << "a\nb\nc\n\x1b[H\x1b[J" + text + "\n";
    CHECK(t.text() == text + "|");
    t << "\x1b[H\x1b[J? ";
    CHECK(t.writer.take_open_line() == "? ");
}

TEST_CASE("NUL and other controls without a meaning are text, one cell each") {
    Terminal t;
    t << std::string_view("a\0b\x01\x7F\a\n", 7);
    CHECK(t.text() == std::string("a\0b\x01\x7F|", 6));
}
