// Editing commands, each on a text in which the caret is drawn.
#include "text/edit/text_editor.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "text/edit/paste.h"

using namespace gimbal::console;

namespace {

// The text with "|" at the caret and "[" at the anchor of a selection.
struct Editing {
    TextEditor editor;
    double now = 0;

    explicit Editing(std::string marked) {
        std::size_t anchor = marked.find('[');
        if (anchor != std::string::npos) marked.erase(anchor, 1);
        std::size_t caret = marked.find('|');
        marked.erase(caret, 1);
        if (anchor != std::string::npos && anchor > caret) --anchor;
        editor.set_text(marked);
        TextPosition at = position(marked, caret);
        editor.select(anchor == std::string::npos ? at : position(marked, anchor), at);
    }
    static TextPosition position(const std::string& text, std::size_t offset) {
        LineId line = static_cast<LineId>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
        std::size_t begin = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
        return {line, static_cast<std::uint32_t>(offset - (begin == std::string::npos ? 0 : begin + 1))};
    }
    Editing& type(std::u32string_view text, double pause = 0.1) {
        for (char32_t code : text) editor.type(code, now += pause);
        return *this;
    }
    Editing& operator()(Command command, bool extend = false) {
        editor.apply(command, extend);
        return *this;
    }
    std::string shown() const {
        std::string before = editor.buffer().text({0, 0}, editor.caret());
        return before + "|" + editor.buffer().text(editor.caret(), editor.buffer().end());
    }
};

}  // namespace

TEST_CASE("moving by characters, words and lines") {
    CHECK(Editing("ab|")(Command::left).shown() == "a|b");
    CHECK(Editing("e\u0301|")(Command::left).shown() == "|e\u0301");
    CHECK(Editing("a\n|b")(Command::left).shown() == "a|\nb");
    CHECK(Editing("a|\nb")(Command::right).shown() == "a\n|b");
    CHECK(Editing("foo.bar(x)|")(Command::word_left).shown() == "foo.bar(x|)");
    CHECK(Editing("foo.bar|")(Command::word_left).shown() == "foo.|bar");
    CHECK(Editing("foo.bar   |")(Command::word_left).shown() == "foo.|bar   ");
    CHECK(Editing("|foo  bar")(Command::word_right).shown() == "foo  |bar");
    CHECK(Editing("ab\nc|d")(Command::up).shown() == "a|b\ncd");
    CHECK(Editing("a|b\ncd")(Command::up).shown() == "|ab\ncd");
}

TEST_CASE("home goes to the first character, then to the start of the line") {
    CHECK(Editing("    ab|")(Command::line_start).shown() == "    |ab");
    CHECK(Editing("    |ab")(Command::line_start).shown() == "|    ab");
    CHECK(Editing("|    ab")(Command::line_start).shown() == "    |ab");
}

TEST_CASE("a new line keeps the indent, increases it after a colon and decreases it after return") {
    CHECK(Editing("    a|")(Command::newline).shown() == "    a\n    |");
    CHECK(Editing("if x:|")(Command::newline).shown() == "if x:\n    |");
    CHECK(Editing("if x:  # why:|")(Command::newline).shown() == "if x:  # why:\n    |");
    CHECK(Editing("s = ':'|")(Command::newline).shown() == "s = ':'\n|");
    CHECK(Editing("    return x|")(Command::newline).shown() == "    return x\n|");
    CHECK(Editing("    pass_ = 1|")(Command::newline).shown() == "    pass_ = 1\n    |");
    CHECK(Editing("    pass\u00E9 = 1|")(Command::newline).shown() == "    pass\u00E9 = 1\n    |");
    CHECK(Editing("    return2 = 1|")(Command::newline).shown() == "    return2 = 1\n    |");
    CHECK(Editing("[abc|")(Command::newline).shown() == "\n|");
}

TEST_CASE("tab and shift-tab indent and dedent every selected line") {
    Editing both("[if x:\n    a\nb|");
    both(Command::indent);
    CHECK(both.editor.buffer().text() == "    if x:\n        a\n    b");
    both(Command::dedent)(Command::dedent);
    CHECK(both.editor.buffer().text() == "if x:\na\nb");
    both(Command::undo);
    CHECK(both.editor.buffer().text() == "if x:\n    a\nb");
    CHECK(Editing("ab|")(Command::indent).shown() == "ab  |");
    CHECK(Editing("    ab|")(Command::dedent).shown() == "ab|");
}

TEST_CASE("backspace in the indent goes back one level") {
    CHECK(Editing("        |x")(Command::erase_left).shown() == "    |x");
    CHECK(Editing("      |x")(Command::erase_left).shown() == "    |x");
    CHECK(Editing("a    |x")(Command::erase_left).shown() == "a   |x");
    CHECK(Editing("a\n|b")(Command::erase_left).shown() == "a|b");
    CHECK(Editing("foo bar|")(Command::erase_word_left).shown() == "foo |");
    CHECK(Editing("|foo bar")(Command::erase_word_right).shown() == "|bar");
    CHECK(Editing("a[bc|d")(Command::erase_left).shown() == "a|d");
}

TEST_CASE("undo goes back word by word, also after a pause or a move, and restores the caret") {
    Editing e("|");
    e.type(U"hello").type(U" world");
    e.now += 5;
    e.type(U"!");
    CHECK(e.shown() == "hello world!|");
    CHECK(e(Command::undo).shown() == "hello world|");
    CHECK(e(Command::undo).shown() == "hello |");
    CHECK(e(Command::undo).shown() == "|");
    CHECK(e(Command::redo)(Command::redo)(Command::redo).shown() == "hello world!|");
    e(Command::left);
    e.type(U"?");
    CHECK(e.shown() == "hello world?|!");
    CHECK(e(Command::text_start)(Command::undo).shown() == "hello world|!");
    CHECK(e(Command::redo).shown() == "hello world?|!");

    Editing selected("a[bc|d");
    selected(Command::erase_left)(Command::text_end)(Command::undo);
    CHECK(selected.shown() == "abc|d");
    CHECK(selected.editor.selected_text() == "bc");
}

TEST_CASE("shift extends a selection and typing replaces it") {
    Editing e("ab cd|");
    e(Command::word_left, true);
    CHECK(e.editor.selected_text() == "cd");
    e.type(U"x");
    CHECK(e.shown() == "ab x|");
    e(Command::select_all);
    CHECK(e.editor.selected_text() == "ab x");
}

TEST_CASE("a new line in open brackets hangs or aligns with the text after the bracket; after them it has the "
          "statement's indent") {
    CHECK(Editing("  f(|")(Command::newline).shown() == "  f(\n      |");
    CHECK(Editing("f(  # why|")(Command::newline).shown() == "f(  # why\n    |");
    CHECK(Editing("total = f(a,|")(Command::newline).shown() == "total = f(a,\n          |");
    CHECK(Editing("f(\n    a,|")(Command::newline).shown() == "f(\n    a,\n    |");
    CHECK(Editing("  f(\n      a)|")(Command::newline).shown() == "  f(\n      a)\n  |");
    CHECK(Editing("  f('(',|")(Command::newline).shown() == "  f('(',\n    |");
    CHECK(Editing("x = '('|")(Command::newline).shown() == "x = '('\n|");
    CHECK(Editing("if f(a,\n     b):|")(Command::newline).shown() == "if f(a,\n     b):\n    |");
    CHECK(Editing("    return f(a,\n             b)|")(Command::newline).shown() ==
          "    return f(a,\n             b)\n|");
    CHECK(Editing("x = 1 + \\|")(Command::newline).shown() == "x = 1 + \\\n    |");
    CHECK(Editing("x = 1 + \\\n    2|")(Command::newline).shown() == "x = 1 + \\\n    2\n|");
    CHECK(Editing("'''\n  if x:|")(Command::newline).shown() == "'''\n  if x:\n  |");
    CHECK(Editing("  s = '''\na'''|")(Command::newline).shown() == "  s = '''\na'''\n  |");
    CHECK(Editing("f(\ndef g():|")(Command::newline).shown() ==
          "f(\ndef g():\n    |");  // an unfinished line above does not affect the lines below
}

TEST_CASE("else and the like move to the indent of their statement when the colon is typed") {
    auto typed = [](const std::string& marked, std::u32string_view text) { return Editing(marked).type(text).shown(); };
    CHECK(typed("if a:\n    b\n    |", U"else:") == "if a:\n    b\nelse:|");
    CHECK(typed("if a:\n    if b:\n        c\n        |", U"elif d:") == "if a:\n    if b:\n        c\n    elif d:|");
    CHECK(typed("if a:\n    if b:\n        c\n    else:\n        d\n        |", U"else:") ==
          "if a:\n    if b:\n        c\n    else:\n        d\nelse:|");
    CHECK(typed("if a:\n    if b:\n        c\n    |", U"else:") ==
          "if a:\n    if b:\n        c\n    else:|");  // stays where the user put it
    CHECK(typed("try:\n    a\n    |", U"except (A, B) as e:") == "try:\n    a\nexcept (A, B) as e:|");
    CHECK(typed("try:\n    a\n    |", U"finally:") == "try:\n    a\nfinally:|");
    CHECK(typed("for a in b:\n    c\n    |", U"else:") == "for a in b:\n    c\nelse:|");
    CHECK(typed("match a:\n    case 1:\n        b\n        |", U"case 2:") ==
          "match a:\n    case 1:\n        b\n    case 2:|");
    CHECK(typed("if a:\n    b\n    |", U"x = {1:") == "if a:\n    b\n    x = {1:|");
    CHECK(typed("if a:\n    '''\n    |", U"else:") == "if a:\n    '''\n    else:|");
    CHECK(typed("if a:\n    f(b if c\n      |", U"else:") == "if a:\n    f(b if c\n      else:|");
    CHECK(typed("a\n    |", U"else:") == "a\n    else:|");
    CHECK(typed("f(\n    a\n    |", U")") == "f(\n    a\n)|");
    CHECK(typed("f(a,\n  |", U")") == "f(a,\n  )|");
    Editing undone("if a:\n    b\n    |");
    CHECK(undone.type(U"else:")(Command::undo).shown() == "if a:\n    b\n    else:|");  // only the dedent
}

TEST_CASE("text that is not code gets no indents and no bracket marks") {
    Editing e("if x:|");
    e.editor.python = false;
    CHECK(e(Command::newline).shown() == "if x:\n|");
    CHECK(e(Command::toggle_comment).shown() == "if x:\n|");
    CHECK_FALSE(e.type(U"(").editor.brackets().has_value());
}

TEST_CASE("the bracket beside the caret is found with its partner, across lines, strings and comments") {
    auto match = [](std::string marked) {
        std::size_t caret = marked.find('|');
        marked.erase(caret, 1);
        TextEditor editor;
        editor.set_text(marked);
        editor.place_caret(Editing::position(marked, caret));
        return editor.brackets();
    };
    CHECK(match("f(a)|") == BracketMatch{{0, 3}, TextPosition{0, 1}});
    CHECK(match("f|(a)") == BracketMatch{{0, 1}, TextPosition{0, 3}});
    CHECK(match("f(|a)") == BracketMatch{{0, 1}, TextPosition{0, 3}});
    CHECK(match("f()|(g)") == BracketMatch{{0, 2}, TextPosition{0, 1}});
    CHECK(match("|{'a': [1,\n ')', # )]\n 2]}") == BracketMatch{{0, 0}, TextPosition{2, 3}});
    CHECK(match("{'a': (1,\n '''(\n('''\n)|}") == BracketMatch{{3, 0}, TextPosition{0, 6}});
    CHECK(match("f(a|") == std::nullopt);
    CHECK(match("f(|a") == BracketMatch{{0, 1}, std::nullopt});
    CHECK(match("a)|") == BracketMatch{{0, 1}, std::nullopt});
    CHECK(match("[(])|") == BracketMatch{{0, 3}, std::nullopt});
    CHECK(match("'(|'") == std::nullopt);
    CHECK(match("x  # (|") == std::nullopt);
    Editing edited("f(|)");
    CHECK(edited.editor.brackets() == BracketMatch{{0, 2}, TextPosition{0, 1}});
    edited.type(U"'");  // the rest is a string now
    edited(Command::left);
    CHECK(edited.editor.brackets() == BracketMatch{{0, 1}, std::nullopt});
    const std::string far = "(\n" + std::string(5000, '\n');
    CHECK(match("|" + far + ")") == std::nullopt);  // too far away
    CHECK(match("|(" + std::string(1000, '\n') + ")")->partner == TextPosition{1000, 0});
}

TEST_CASE("lines are commented, moved and duplicated, each as one step") {
    Editing e("[if x:\n\n    a|");
    e(Command::toggle_comment);
    CHECK(e.editor.buffer().text() == "# if x:\n\n#     a");
    CHECK(e.editor.selected_text() == "if x:\n\n#     a");
    e(Command::toggle_comment);
    CHECK(e.editor.buffer().text() == "if x:\n\n    a");
    e(Command::undo)(Command::undo);
    CHECK(e.editor.selected_text() == "if x:\n\n    a");
    CHECK(Editing("    a|b")(Command::toggle_comment).shown() == "    # a|b");
    CHECK(Editing("    #a|b")(Command::toggle_comment).shown() == "    a|b");
    CHECK(Editing("  |")(Command::toggle_comment).shown() == "  # |");

    CHECK(Editing("a\nb|c\nd")(Command::move_lines_up).shown() == "b|c\na\nd");
    CHECK(Editing("a\nb|c\nd")(Command::move_lines_down).shown() == "a\nd\nb|c");
    CHECK(Editing("a|\nb")(Command::move_lines_up).shown() == "a|\nb");
    CHECK(Editing("a\nb|")(Command::move_lines_down).shown() == "a\nb|");
    Editing two("[a\nb\n|c\nd");
    two(Command::move_lines_down);
    CHECK(two.editor.buffer().text() == "c\na\nb\nd");
    CHECK(two.editor.selected_text() == "a\nb\n");
    CHECK(two(Command::undo).editor.selected_text() == "a\nb\n");

    CHECK(Editing("a|b\nc")(Command::duplicate).shown() == "ab\na|b\nc");
    Editing part("x[ab|y");
    CHECK(part(Command::duplicate).shown() == "xabab|y");
    CHECK(part.editor.selected_text() == "ab");
    CHECK(Editing("|")(Command::duplicate).shown() == "|");
}

TEST_CASE("pasted text is cleaned up: line ends, tabs, invisible characters") {
    CHECK(mend_pasted("a\r\nb\rc\u2028d") == "a\nb\nc\nd");
    CHECK(mend_pasted("\tx\n  \ty\tz") == "    x\n    y\tz");
    CHECK(mend_pasted("\uFEFFa\u00A0b\u202Fc\u200B\x01\x7F") == "a b c");
    CHECK(mend_pasted("bad \xFF byte") == "bad \uFFFD byte");
    CHECK(mend_pasted("") == "");
}

TEST_CASE("a paste keeps every character of string literals and comments") {
    for (const char* kept : {"\"a\u00A0b\"", "\"a\u200Bb\"", "'a\x0C\tb'", "\"a\u2028b\"", "'''a\n\tb\u00A0'''",
                             "x  # a\u2028b\u200B", "f'{x}\u00A0'", "rb'''\t'''"}) {
        CHECK(mend_pasted(kept) == kept);
        CHECK(mend_pasted("\tif x:\u00A0" + std::string(kept)) == "    if x: " + std::string(kept));
    }
    CHECK(mend_pasted("s = \"\"\"\n\t\"\"\"\n\tx") == "s = \"\"\"\n\t\"\"\"\n    x");
    CHECK(mend_pasted("'don't'\u00A0+ x") == "'don't'\u00A0+ x");  // a literal that breaks off
    CHECK(mend_pasted(">>> s = '\u00A0'\n>>>\u00A0len(s)\n1") == "s = '\u00A0'\nlen(s)");
}

TEST_CASE("outside of literals a paste leaves no invisible character") {
    CHECK(mend_pasted("a\u2003=\u3000\u0031\u2060;\u200Db\x0C\u00AD=\u200E2\u2029c") == "a = 1;b=2\nc");
    CHECK(mend_text("a\u00A0\tb\r\nc\u200B") == "a\u00A0\tb\nc\u200B");
}

TEST_CASE("a paste into a literal or a comment belongs to it") {
    CHECK(mend_pasted("a\u00A0\tb", "x = '") == "a\u00A0\tb");
    CHECK(mend_pasted(">>> a\n1", "x = \"\"\"") == ">>> a\n1");
    CHECK(mend_pasted("a\u00A0b\nc\u00A0d", "# ") == "a\u00A0b\nc d");
    PythonString open;
    open.read("", open.open("'''", 0));
    CHECK(mend_pasted("\ta\u00A0'''\n\tb\u00A0", "", open) == "\ta\u00A0'''\n    b ");
    CHECK(Editing("s = '|'").editor.mended("\u00A0") == "\u00A0");
}

TEST_CASE("the common indent is that of logical lines; literals keep theirs") {
    CHECK(without_common_indent("    s = \"\"\"\nleft\n\"\"\"\n    print(len(s))") ==
          "s = \"\"\"\nleft\n\"\"\"\nprint(len(s))");
    CHECK(without_common_indent("    f(a,\n  b)\n    c") == "f(a,\nb)\nc");
    CHECK(without_common_indent("    a\n# note\n    b") == "a\n# note\nb");
    CHECK(without_common_indent("    a = \\\n  1\n    '''\n      x'''") == "a = \\\n1\n'''\n      x'''");
}

TEST_CASE("prompts of Python and IPython and the output between them are removed from pasted text") {
    CHECK(mend_pasted(">>> for i in x:\n...     print(i)\n...\n1\n2\n>>> y\n") == "for i in x:\n    print(i)\n\ny");
    CHECK(mend_pasted("    >>> for i in x:\n    ...     i\n    1\n    >>>\n    >>> y") == "for i in x:\n    i\n\ny");
    CHECK(
        mend_pasted("In [3]: for i in x:\n   ...:     print(i)\n   ...: \n1\nOut[3]: 7\n\nIn [12]: y\nOut[12]: 2\n") ==
        "for i in x:\n    print(i)\n\ny");
    CHECK(mend_pasted("   ...:     b\nIn [4]: c") == "    b\nc");
    CHECK(mend_pasted("\n>>> a\r\n... \tb\r\n") == "a\n    b");
    CHECK(mend_pasted(">>> df\n     x\n...  ..\n... 9\n>>> y") == "df\ny");  // a table that omits rows
    CHECK(mend_pasted("x >>> 2") == "x >>> 2");
    CHECK(mend_pasted("...") == "...");
    CHECK(mend_pasted("def f():\n    '''\n    >>> f()\n    1\n    '''") ==
          "def f():\n    '''\n    >>> f()\n    1\n    '''");
    CHECK(mend_pasted(">>>x") == ">>>x");
    CHECK(mend_pasted("In [x]: 1") == "In [x]: 1");
    CHECK(without_common_indent("    if x:\n\n        y\n    z") == "if x:\n\n    y\nz");
    CHECK(without_common_indent("a\n    b") == "a\n    b");
    CHECK(without_common_indent("  \n") == "  \n");
}
