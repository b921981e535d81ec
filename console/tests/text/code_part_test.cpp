// The parts of a script that run (cells, selections, statements), and the difference of two texts.
#include "text/edit/code_part.h"

#include <doctest/doctest.h>

#include "text/model/text_difference.h"

using namespace gimbal::console;

namespace {

TextBuffer buffer_of(std::string_view text) {
    TextBuffer buffer;
    buffer.set_text(text);
    return buffer;
}

CodeCells cells_of(const TextBuffer& buffer) {
    CodeCells cells;
    cells.changed_from(buffer, 0);
    return cells;
}

std::string statement_at(std::string_view text, LineId line) { return statement_part(buffer_of(text), line).source; }

}  // namespace

TEST_CASE("a line # %% at the margin begins a cell, a comment does not") {
    for (const char* line : {"# %%", "#%%", "# %% load the data", "#  %%time"}) CHECK_MESSAGE(begins_cell(line), line);
    for (const char* line : {"", "#", "# % %", "    # %%", "x = 1  # %%", "%%", "## %%"})
        CHECK_FALSE_MESSAGE(begins_cell(line), line);
}

TEST_CASE("each line belongs to one cell; lines above the first mark are a cell, and so is a script without marks") {
    const TextBuffer buffer = buffer_of("import os\n\n# %% a\nx = 1\n# %% b\ny = 2");
    const CodeCells cells = cells_of(buffer);
    CHECK(cells.around(buffer, 0) == LineSpan{0, 1});
    CHECK(cells.around(buffer, 1) == LineSpan{0, 1});
    CHECK(cells.around(buffer, 2) == LineSpan{2, 3});
    CHECK(cells.around(buffer, 3) == LineSpan{2, 3});
    CHECK(cells.around(buffer, 5) == LineSpan{4, 5});
    const TextBuffer plain = buffer_of("a\nb\nc");
    CHECK_FALSE(cells_of(plain).any());
    CHECK(cells_of(plain).around(plain, 1) == LineSpan{0, 2});
}

TEST_CASE("cells follow edits above and below them") {
    TextBuffer buffer = buffer_of("# %% a\nx\n# %% b\ny");
    CodeCells cells = cells_of(buffer);
    (void)buffer.take_first_changed();
    buffer.replace({1, 1}, {1, 1}, "\n# %% between\nz");
    cells.changed_from(buffer, buffer.take_first_changed());
    CHECK(cells.around(buffer, 0) == LineSpan{0, 1});
    CHECK(cells.around(buffer, 3) == LineSpan{2, 3});
    CHECK(cells.around(buffer, 5) == LineSpan{4, 5});
    buffer.replace({2, 0}, {2, 1}, "");
    cells.changed_from(buffer, buffer.take_first_changed());
    CHECK(cells.around(buffer, 0) == LineSpan{0, 3});
}

TEST_CASE("a cell runs without the blank lines around it, and the next cell follows") {
    const TextBuffer buffer = buffer_of("# %% a\nx = 1\n\n\n# %% b\ny = 2\n");
    const CodePart first = cell_part(buffer, {0, 3}), last = cell_part(buffer, {4, 6});
    CHECK(first.source == "# %% a\nx = 1");
    CHECK(first.lines == LineSpan{0, 1});
    CHECK(first.next == 4);
    CHECK(last.source == "# %% b\ny = 2");
    CHECK(last.next == 4);
    CHECK(cell_part(buffer_of("\n\n"), {0, 2}).empty());
}

TEST_CASE("a selected block is shifted to the margin, except the lines inside a string") {
    const TextBuffer buffer = buffer_of(
        "def f():\n    a = '''\n    kept\nat the margin'''\n\n    b = 1\n        # odd\n");
    const CodePart part = selected_part(buffer, {1, 4}, {7, 0});
    CHECK(part.source == "a = '''\n    kept\nat the margin'''\n\nb = 1\n    # odd");
    CHECK(part.lines == LineSpan{1, 6});
    CHECK(text_around(buffer, part) == "def f():\na = '''\n    kept\nat the margin'''\n\nb = 1\n    # odd\n");
}

TEST_CASE("a selection within a line runs unchanged; a line that it reaches only at the start is left out") {
    const TextBuffer buffer = buffer_of("    total = sum(values)\nrest = 1\n");
    CHECK(selected_part(buffer, {0, 12}, {0, 23}).source == "sum(values)");
    CHECK(selected_part(buffer, {0, 2}, {0, 9}).source == "total");
    CHECK(selected_part(buffer, {1, 0}, {0, 0}).source == "total = sum(values)");
    CHECK(selected_part(buffer, {0, 1}, {0, 3}).empty());
}

TEST_CASE("the statement under the caret is complete") {
    CHECK(statement_at("x = 1\ny = 2", 0) == "x = 1");
    CHECK(statement_at("x = [\n1,\n2]\ny = 2", 0) == "x = [\n1,\n2]");
    CHECK(statement_at("x = '''\nif a:\n\n'''\ny = 2", 0) == "x = '''\nif a:\n\n'''");
    CHECK(statement_at("x = 1 + \\\n2\ny = 2", 0) == "x = 1 + \\\n2");
    CHECK(statement_at("x = 1  # ends in \\\ny = 2", 0) == "x = 1  # ends in \\");
    CHECK(statement_at("for i in a:\n    b(i)\n\n    c(i)\n\nd", 0) == "for i in a:\n    b(i)\n\n    c(i)");
    CHECK(statement_at("for i in a:\n    b(i)\n# margin\n    c(i)\nd", 0) ==
          "for i in a:\n    b(i)\n# margin\n    c(i)");
    CHECK(statement_at("try:\n    a\nexcept E:\n    b\nelse:\n    c\nfinally:\n    d\ne", 0) ==
          "try:\n    a\nexcept E:\n    b\nelse:\n    c\nfinally:\n    d");
    CHECK(statement_at("@one\n@two(\n)\ndef f():\n    pass\nf()", 0) == "@one\n@two(\n)\ndef f():\n    pass");
    CHECK(statement_at("def f():\n    if a:\n        b\n    return c\n", 1) == "if a:\n    b");
    CHECK(statement_at("elsewhere = 1\nelse_ = 2", 0) == "elsewhere = 1");
    CHECK(statement_at("\nx", 0).empty());
    CHECK(statement_at("# words\nx", 0).empty());
}

TEST_CASE("the next line with text follows a statement") {
    CHECK(statement_part(buffer_of("if a:\n    b\n\n\nc\n"), 0).next == 4);
    CHECK(statement_part(buffer_of("\n\nc\n"), 0).next == 2);
    CHECK(statement_part(buffer_of("a\n\n"), 0).next == 2);
    CHECK(statement_part(buffer_of("a"), 0).next == 0);
}

TEST_CASE("one edit between the common lines turns one text into another") {
    const char* texts[] = {"",          "a",      "a\n",    "a\nb",         "a\nb\n",
                           "a\nb\nc\n", "a\nc\n", "b\nc\n", "x\na\nb\nc\n", "a\nb\nb\nb\nc\n",
                           "\n",        "\n\n\n", "c"};
    for (const char* from : texts)
        for (const char* to : texts) {
            TextBuffer buffer = buffer_of(from);
            const std::size_t lines = buffer.line_count();
            const TextEdit edit = difference(buffer, to);
            buffer.replace(edit.begin, edit.end, edit.text);
            CHECK(buffer.text() == to);
            CHECK(static_cast<std::int64_t>(buffer.line_count() - lines) == edit.lines_added);
        }
    const TextEdit edit = difference(buffer_of("a\nb\nc\nd\n"), "a\nB\nc\nd\n");
    CHECK(edit.begin == TextPosition{1, 0});
    CHECK(edit.end == TextPosition{2, 0});
    CHECK(edit.text == "B\n");
}
