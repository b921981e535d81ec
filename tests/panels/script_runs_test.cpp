// Runs parts of a script with the console's names, and marks their errors.
#include "tests/panels/editor_fixture.h"

namespace gimbal::app::test {

namespace {

constexpr int both = key::control | key::shift;

struct PartsRun : EditorShown {
    fs::path open_script(const std::string& text) {
        const fs::path file = folder.write("sample.py", text);
        REQUIRE(script.open(file));
        frame();
        return file;
    }
    // Evaluates an expression with the console's names and returns what was printed.
    std::string in_console(const std::string& expression, console::ConsoleId console = 0) {
        output.clear();
        const std::size_t before = ends;
        context.engine.submit_cell(expression, {.console = console});
        REQUIRE(wait_for_ends(before + 1));
        return output;
    }
};

}  // namespace

TEST_CASE_FIXTURE(PartsRun, "Shift-Enter runs the cell at the caret with the console's names, shows its value and "
                            "moves to the next cell") {
    const fs::path file = open_script("# %% one\nfirst_cell = 20\n\n# %% two\nprint('in two')\nfirst_cell + 1\n");
    press_key(key::enter, key::shift);
    press_key(key::enter, key::shift);
    REQUIRE(wait_for_ends(2));
    CHECK(titles == std::vector<std::string>{"sample.py, lines 1-2", "sample.py, lines 4-6"});
    CHECK(output == "in two\n21\n");
    CHECK(in_console("first_cell") == "20\n");
    CHECK(in_console("del first_cell") == "");
    CHECK(text_of(file) == "# %% one\nfirst_cell = 20\n\n# %% two\nprint('in two')\nfirst_cell + 1\n");
    CHECK_FALSE(script.modified());
}

TEST_CASE_FIXTURE(PartsRun,
                  "a cell has __file__ and imports modules beside its file; the console keeps neither afterwards") {
    const fs::path file = open_script(
        "# %% one\nimport beside_sample\nprint(__file__)\n# %% two\nprint(__file__ == beside_sample.__file__)\n");
    folder.write("beside_sample.py", "");
    press_key(key::enter, key::shift);
    press_key(key::enter, key::shift);
    REQUIRE(wait_for_ends(2));
    CHECK(output == file.string() + "\nFalse\n");
    press_key(key::f1 + 4, 0);
    REQUIRE(wait_for_ends(3));
    CHECK(output == file.string() + "\nFalse\n" + file.string() + "\nFalse\n");
    CHECK(in_console("'__file__' in globals(), " + ("'" + file.parent_path().string() + "'") +
                     " in __import__('sys').path") == "(False, False)\n");
}

TEST_CASE_FIXTURE(PartsRun, "parts run with the names of the console in front") {
    consoles.add();
    open_script("only_there = 5\n");
    press_key(key::enter, key::shift);
    REQUIRE(wait_for_ends(1));
    CHECK(in_console("only_there", consoles.front_id()) == "5\n");
    CHECK(in_console("'only_there' in globals()") == "False\n");
}

TEST_CASE_FIXTURE(PartsRun, "Ctrl-Shift-Enter runs the statement at the caret and moves to the next") {
    open_script("# a comment\nfor i in range(2):\n    print('i', i)\n\n\nvalue = [\n    1,\n    2]\nvalue\n");
    for (int i = 0; i < 4; ++i) press_key(key::enter, both);
    REQUIRE(wait_for_ends(3));
    CHECK(titles == std::vector<std::string>{"sample.py, lines 2-3", "sample.py, lines 6-8", "sample.py, line 9"});
    CHECK(output == "i 0\ni 1\n[1, 2]\n");
    CHECK_FALSE(script.modified());
}

TEST_CASE_FIXTURE(PartsRun, "a selected indented block runs and stays selected") {
    open_script("def f():\n    inner = 6\n    print(inner * 7)\n");
    press_key(key::down, 0);
    press_key(key::down, key::shift);
    press_key(key::down, key::shift);
    press_key(key::enter, both);
    REQUIRE(wait_for_ends(1));
    CHECK(titles == std::vector<std::string>{"sample.py, lines 2-3"});
    CHECK(output == "42\n");
    press_key(key::enter, both);
    REQUIRE(wait_for_ends(2));
    CHECK(titles.back() == "sample.py, lines 2-3");
    CHECK_FALSE(script.modified());
}

TEST_CASE_FIXTURE(PartsRun, "F5 runs the script with the console's names, Ctrl-Enter in a new namespace") {
    CHECK(in_console("kept = 1") == "");
    open_script("kept = globals().get('kept', 0) + 10\n");
    press_key(key::enter, key::control);
    REQUIRE(wait_for_ends(2));
    CHECK(in_console("kept") == "1\n");
    press_key(key::f1 + 4, 0);
    REQUIRE(wait_for_ends(4));
    CHECK(titles.back() == "sample.py in the console");
    CHECK(in_console("kept") == "11\n");
    CHECK(in_console("del kept") == "");
}

TEST_CASE_FIXTURE(PartsRun, "a failed part marks its line with the error until the line is edited") {
    open_script("# %% one\nx = 1\n# %% two\nif x:\n    1 / 0\ny = 2\n");
    press_key(key::enter, key::shift);
    press_key(key::enter, key::shift);
    REQUIRE(wait_for_ends(2));
    CHECK(row_with("1 / 0") == "    1 / 0   ZeroDivisionError: division by zero");
    CHECK(output.find("sample.py\", line 5, in <module>\n    1 / 0\n") != std::string::npos);
    press_key(key::home, key::control);
    type("z");
    CHECK(row_with("1 / 0") == "    1 / 0   ZeroDivisionError: division by zero");
    for (int i = 0; i < 4; ++i) press_key(key::down, 0);
    type("z");
    CHECK(row_with("1 / 0").find("ZeroDivisionError") == std::string::npos);
}

TEST_CASE_FIXTURE(PartsRun,
                  "an error that does not fit its line is shown whole by F8, by hovering and in the status bar") {
    const std::string ending = "the end of all the words";
    open_script("x = 1\nraise ValueError('a message ' + 'that goes on ' * 12 + '\\nand on: " + ending + "')\n");
    press_key(key::enter, key::control);
    REQUIRE(wait_for_ends(1));
    frame();
    const auto box = [&] { return contains(editor.rows(), ending + "\n") || editor.rows().back().ends_with(ending); };
    CHECK_FALSE(box());
    CHECK(editor.error_at_caret().starts_with("ValueError: a message that goes on"));
    CHECK(editor.error_at_caret().ends_with("and on: " + ending));
    press_key(key::home, key::control);
    CHECK(editor.error_at_caret() == "");
    press_key(key::f1 + 7, 0);
    CHECK(box());
    CHECK(editor.error_at_caret() != "");  // the caret is on the line of the error
    CHECK(editor.keeps_escape());
    press_key(key::escape, 0);
    CHECK_FALSE(box());
    press_key(key::f1 + 7, 0);
    press_key(key::up, 0);
    CHECK_FALSE(box());
    ImGui::GetIO().MousePos = {1000, 32 + 28 + 8 + 30};  // the pointer rests on the second line
    CHECK(wait_until([&] { return box(); }));
    ImGui::GetIO().MousePos = {1000, 32 + 28 + 8 + 10};
    frame();
    CHECK_FALSE(box());
}

TEST_CASE_FIXTURE(PartsRun, "traceback marks are at the right columns when an indented part was moved to the margin") {
    open_script("def f(a, b):\n    a = 1\n    b = 0\n    a + (a / b)\n");
    for (int i = 0; i < 3; ++i) press_key(key::down, 0);
    press_key(key::enter, both);
    REQUIRE(wait_for_ends(1));
    CHECK(ended->state == console::RunState::failed);  // a and b do not exist outside the function
    CHECK(in_console("a = 1; b = 0") == "");
    output.clear();
    press_key(key::enter, key::shift);  // another run in between
    for (int i = 0; i < 8; ++i) press_key(key::up, 0);
    for (int i = 0; i < 3; ++i) press_key(key::down, 0);
    const std::size_t before = ends;
    press_key(key::enter, both);
    REQUIRE(wait_for_ends(before + 1));
    REQUIRE(wait_until([&] { return output.find("ZeroDivisionError") != std::string::npos; }));
    CHECK_MESSAGE(output.find("    a + (a / b)\n         ~~^~~\n") != std::string::npos, output);
    CHECK(in_console("del a, b, f") == "");
}

TEST_CASE_FIXTURE(PartsRun, "after an edit, an error is marked at the new place of its line, or not at all") {
    open_script("import time\ntime.sleep(0.2)\n1 / 0\n");
    press_key(key::enter, key::shift);
    press_key(key::home, key::control);
    type("#");
    press_key(key::enter, 0);
    REQUIRE(wait_for_ends(1));
    CHECK(row_with("1 / 0") == "1 / 0   ZeroDivisionError: division by zero");
}

TEST_CASE_FIXTURE(PartsRun, "a new run removes the mark, and an empty cell runs nothing") {
    open_script("1 / 0\n");
    press_key(key::enter, key::shift);
    REQUIRE(wait_for_ends(1));
    CHECK(row_with("1 / 0").find("ZeroDivisionError") != std::string::npos);
    press_key(key::enter, key::control);
    CHECK(row_with("1 / 0").find("ZeroDivisionError") == std::string::npos);
    REQUIRE(wait_for_ends(2));
    open_script("\n\n");
    press_key(key::enter, key::shift);
    press_key(key::enter, both);
    frames(3);
    CHECK_FALSE(context.engine.runs().busy());
    CHECK(titles.size() == 2);
}

TEST_CASE_FIXTURE(PartsRun, "a traceback shows the lines of the saved file, not those of a part that ran before") {
    const fs::path file = open_script("first = 1\nsecond = 2\n");
    press_key(key::enter, key::shift);
    REQUIRE(wait_for_ends(1));
    folder.write("sample.py", "first = 1\nraise ValueError('now')\n");
    context.engine.submit_file(file);
    REQUIRE(wait_for_ends(2));
    REQUIRE(wait_until([&] { return output.find("ValueError: now") != std::string::npos; }));
    CHECK_MESSAGE(output.find("    raise ValueError('now')\n") != std::string::npos, output);
    CHECK(in_console("del first, second") == "");
}

}  // namespace gimbal::app::test
