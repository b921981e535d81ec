// Editing commands, each on a text with its caret drawn in.
#include "console/panel/text/text_editor.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "console/panel/text/paste.h"

using namespace gimbal::console;

namespace {

// Text with "|" where the caret stands, and "[" where a selection begins.
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
        LineId line = static_cast<LineId>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
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

TEST_CASE("home goes to the first character, then to the line's begin") {
    CHECK(Editing("    ab|")(Command::line_start).shown() == "    |ab");
    CHECK(Editing("    |ab")(Command::line_start).shown() == "|    ab");
    CHECK(Editing("|    ab")(Command::line_start).shown() == "    |ab");
}

TEST_CASE("a new line keeps the indent, deepens it after a colon and lessens it after return") {
    CHECK(Editing("    a|")(Command::newline).shown() == "    a\n    |");
    CHECK(Editing("if x:|")(Command::newline).shown() == "if x:\n    |");
    CHECK(Editing("if x:  # why:|")(Command::newline).shown() == "if x:  # why:\n    |");
    CHECK(Editing("s = ':'|")(Command::newline).shown() == "s = ':'\n|");
    CHECK(Editing("    return x|")(Command::newline).shown() == "    return x\n|");
    CHECK(Editing("[abc|")(Command::newline).shown() == "\n|");
}

TEST_CASE("tab and shift-tab shift every selected line") {
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

TEST_CASE("backspace in the indent goes a stop back") {
    CHECK(Editing("        |x")(Command::erase_left).shown() == "    |x");
    CHECK(Editing("      |x")(Command::erase_left).shown() == "    |x");
    CHECK(Editing("a    |x")(Command::erase_left).shown() == "a   |x");
    CHECK(Editing("a\n|b")(Command::erase_left).shown() == "a|b");
    CHECK(Editing("foo bar|")(Command::erase_word_left).shown() == "foo |");
    CHECK(Editing("|foo bar")(Command::erase_word_right).shown() == "|bar");
    CHECK(Editing("a[bc|d")(Command::erase_left).shown() == "a|d");
}

TEST_CASE("text typed without a pause is one undo step") {
    Editing e("|");
    e.type(U"hello").type(U" world");
    e.now += 5;
    e.type(U"!");
    CHECK(e.shown() == "hello world!|");
    CHECK(e(Command::undo).shown() == "hello world|");
    CHECK(e(Command::undo).shown() == "|");
    CHECK(e(Command::redo)(Command::redo).shown() == "hello world!|");
    e(Command::left);
    e.type(U"?");
    CHECK(e(Command::undo).shown() == "hello world|!");
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

TEST_CASE("pasted text is mended: line ends, tabs, invisible characters, prompts") {
    CHECK(mend_pasted("a\r\nb\rc") == "a\nb\nc");
    CHECK(mend_pasted("\tx") == "    x");
    CHECK(mend_pasted("a\u00A0b\uFEFF\x01") == "a b");
    CHECK(mend_pasted(">>> for i in x:\n...     print(i)\n...\n1\n2\n>>> y\n") == "for i in x:\n    print(i)\n\ny");
    CHECK(mend_pasted("x >>> 2") == "x >>> 2");
    CHECK(mend_pasted("bad \xFF byte") == "bad \uFFFD byte");
}
