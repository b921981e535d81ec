// The colours of Python, within a line and across lines.
#include "text/edit/python_highlighter.h"

#include <doctest/doctest.h>

#include <random>

using namespace gimbal::console;

namespace {

// One letter per byte: k keyword, s string, n number, d definition, c comment, "." plain.
std::string colours_of(std::string_view line, PythonString& open) {
    std::vector<StyleRun> runs;
    open = highlight_python(line, std::move(open), runs);
    std::string letters(line.size(), '.');
    for (std::size_t i = 0; i < runs.size(); ++i) {
        char letter = runs[i].colour == ink::keyword      ? 'k'
                      : runs[i].colour == ink::string     ? 's'
                      : runs[i].colour == ink::number     ? 'n'
                      : runs[i].colour == ink::definition ? 'd'
                      : runs[i].colour == ink::comment    ? 'c'
                                                          : '.';
        std::size_t end = i + 1 < runs.size() ? runs[i + 1].begin : line.size();
        for (std::size_t at = runs[i].begin; at < end; ++at) letters[at] = letter;
    }
    return letters;
}

std::string colours_of(std::string_view line) {
    PythonString open;
    return colours_of(line, open);
}

}  // namespace

TEST_CASE("words, numbers, strings and comments get their colours") {
    CHECK(colours_of("for i in x: # c") == "kkk...kk....ccc");
    CHECK(colours_of("def f(a=1):") == "kkk.d...n..");
    CHECK(colours_of("class A(B):") == "kkkkk.d....");
    CHECK(colours_of("@prop.x") == "ddddddd");
    CHECK(colours_of("x = 'a\\'b' + b") == "....ssssss....");
    CHECK(colours_of("f'{x}'") == "ssssss");
    CHECK(colours_of("0x1F 1e-3 .5 a1") == "nnnn.nnnn.nn...");
    CHECK(colours_of("format(x)") == ".........");
    CHECK(colours_of("'open") == "sssss");
    CHECK(colours_of("3.0.__format__") == "nnn...........");
    CHECK(colours_of("1if x") == "nkk..");
    CHECK(colours_of("0b1_0 1_0.5e+3j 1e") == "nnnnn.nnnnnnnnn.n.");
}

TEST_CASE("a triple-quoted string continues over lines") {
    PythonString open;
    CHECK(colours_of("x = '''a", open) == "....ssss");
    CHECK(colours_of("for \"\"\" in", open) == "ssssssssss");
    CHECK(colours_of("b''' if", open) == "ssss.kk");
    CHECK_FALSE(open.is_open());
}

TEST_CASE("a string in single quotes continues only after a backslash") {
    PythonString open;
    CHECK(colours_of("x = 'a\\", open) == "....sss");
    CHECK(colours_of("for' in", open) == "ssss.kk");
    CHECK(colours_of("x = 'a", open) == "....ss");
    CHECK(colours_of("for", open) == "kkk");
}

TEST_CASE("the fields of an f-string hold strings with any quotes") {
    const auto is_one_string = [](const std::string& literal) {
        return colours_of(literal + " if") == std::string(literal.size(), 's') + ".kk";
    };
    CHECK(is_one_string("f'{x['a']}'"));
    CHECK(is_one_string("f'{f'{f'{1}'}'}'"));
    CHECK(is_one_string("f'{x:>{w['n']}}'"));
    CHECK(is_one_string("f'{({1: 2}[1])!r:{\"a\"}}'"));
    CHECK(is_one_string("f'\\N{DASH}{x['a']}'"));
    CHECK(is_one_string("rf'\\{x['a']}'"));
    CHECK(is_one_string("T'{x['a']}'"));
    CHECK(is_one_string("f'{{'"));
    CHECK(is_one_string("f'}}'"));
    CHECK_FALSE(is_one_string("'{x['a']}'"));
    CHECK_FALSE(is_one_string("f'{{x['a']}}'"));
}

TEST_CASE("a field in a triple-quoted string continues over lines, with comments") {
    PythonString open;
    CHECK(colours_of("x = f\"\"\"{y[", open) == "....sssssss");
    CHECK(colours_of("'''a'''  # it's \"\"\"", open) == std::string(19, 's'));
    CHECK(colours_of("]:>{", open) == "ssss");
    CHECK(colours_of("w}} in\"\"\" in", open) == "sssssssss.kk");
    CHECK_FALSE(open.is_open());
}

TEST_CASE("a string that breaks off in a field spoils only its own line") {
    PythonString open;
    CHECK(colours_of("f'{x, \"a", open) == "ssssssss");
    CHECK(colours_of("for", open) == "kkk");
    CHECK(colours_of("f\'\'\'{x, \"a", open) == "ssssssssss");
    CHECK(colours_of("} for\'\'\' in", open) == "ssssssss.kk");
}

TEST_CASE("since Python 3.12 the fields of any f-string may span lines") {
    PythonString open;
    colours_of("f'{x + ", open);
    CHECK(open.is_open() == fields_span_lines());
}

TEST_CASE("after any edit the lines of a buffer have the colours of a scan from the top") {
    TextBuffer buffer;
    PythonColours colours;
    buffer.set_text("a = 1\nb = 2\nif c: pass");
    std::vector<StyleRun> runs;
    colours.runs(buffer, 2, runs);
    CHECK(runs.front().colour == ink::keyword);
    buffer.replace({0, 4}, {0, 5}, "'''");
    colours.changed_from(0);
    runs.clear();
    colours.runs(buffer, 2, runs);
    CHECK(runs == std::vector<StyleRun>{{0, ink::string}});
}

TEST_CASE("for any bytes the runs are in order and inside the line") {
    std::mt19937 random(2);
    const std::string_view alphabet = "ab'\"\\#0.9e-+@ \tdef(){}:r\xE6\xFF";
    PythonString open;
    for (int round = 0; round < 2000; ++round) {
        std::string line;
        for (std::uint32_t i = random() % 30; i > 0; --i) line += alphabet[random() % alphabet.size()];
        std::vector<StyleRun> runs;
        open = highlight_python(line, std::move(open), runs);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            REQUIRE(runs[i].begin < line.size());
            if (i > 0) REQUIRE(runs[i].begin > runs[i - 1].begin);
        }
    }
}
