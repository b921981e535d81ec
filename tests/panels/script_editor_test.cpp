#include "tests/panels/editor_fixture.h"

namespace gimbal::app::test {

TEST_CASE_FIXTURE(EditorShown, "an empty editor shows how to open or run a script") {
    CHECK(contains(editor.rows(), "Ctrl-Enter"));
    CHECK(contains(editor.rows(), "File > Open script"));
    CHECK(contains(editor.rows(), "untitled.py"));
}

TEST_CASE_FIXTURE(EditorShown, "an opened file shows its name and text; an edit adds a dot, saving removes it") {
    const fs::path file = folder.write("turntable.py", "x = 1\n");
    REQUIRE(script.open(file));
    frame();
    CHECK(editor.rows()[0].rfind("turntable.py  Run", 0) == 0);
    CHECK(contains(editor.rows(), "x = 1"));
    type("y");
    CHECK(script.modified());
    frame();
    CHECK(editor.rows()[0].rfind("turntable.py \xE2\x80\xA2", 0) == 0);
    press_key(key::letter('S'), key::control);
    CHECK_FALSE(script.modified());
    CHECK(text_of(file) == "yx = 1\n");
}

TEST_CASE_FIXTURE(EditorShown, "a file that is not a script is refused with a notification, and the text stays") {
    REQUIRE(script.open(folder.write("good.py", "x = 1\n")));
    CHECK_FALSE(script.open(folder.write("bad.py", "\xFF\xFE\x01")));
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].find("bad.py") != std::string::npos);
    CHECK(script.path().filename() == "good.py");
}

TEST_CASE_FIXTURE(EditorShown, "text without a file is unsaved from the start and shown at the given line") {
    std::string text;
    for (int i = 1; i <= 200; ++i) text += "line_" + std::to_string(i) + "\n";
    script.open_text(text, 150);
    frames(3);
    CHECK(script.modified());
    CHECK(editor.rows()[0].rfind("untitled.py \xE2\x80\xA2", 0) == 0);
    CHECK(contains(editor.rows(), "line_150"));
    script.open_text("other", 0);
    frames(3);
    CHECK(script.question().is_open());
}

TEST_CASE_FIXTURE(EditorShown, "opening another file asks about unsaved text first") {
    const fs::path first = folder.write("first.py", "a\n"), second = folder.write("second.py", "b\n");
    REQUIRE(script.open(first));
    type("z");
    script.open(second);
    frames(3);
    CHECK(script.question().is_open());
    CHECK(contains(script.question().rows(), "first.py has changes that are not saved."));
    CHECK(contains(script.question().rows(), "[Discard]"));
    SUBCASE("Escape keeps everything") {
        imgui_key(key::escape);
        CHECK_FALSE(script.question().is_open());
        CHECK(script.modified());
        CHECK(script.path().filename() == "first.py");
    }
    SUBCASE("the arrows go to another answer, which Enter takes") {
        imgui_key(key::right);
        CHECK(contains(script.question().rows(), "> [Discard]"));
        imgui_key(key::left);
        imgui_key(key::left);
        CHECK(contains(script.question().rows(), "> [Cancel]"));
        imgui_key(key::left);
        imgui_key(key::enter);
        CHECK(text_of(first) == "a\n");
        CHECK(script.path().filename() == "second.py");
    }
    SUBCASE("Enter saves, then opens") {
        imgui_key(key::enter);
        CHECK(text_of(first) == "za\n");
        CHECK(script.path().filename() == "second.py");
    }
}

TEST_CASE_FIXTURE(EditorShown, "saving asks before it overwrites a file that another program has changed") {
    const fs::path file = folder.write("shared.py", "a\n");
    REQUIRE(script.open(file));
    type("z");
    folder.write("shared.py", "of somebody else\n");
    fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::hours(1));
    script.save();
    frames(3);
    CHECK(contains(script.question().rows(), "changed by another program"));
    CHECK(text_of(file) == "of somebody else\n");
    imgui_key(key::enter);
    CHECK(text_of(file) == "za\n");
}

TEST_CASE_FIXTURE(EditorShown, "saving a script without a file asks for a path") {
    type("x = 1");
    script.save();
    frame();
    CHECK(browser.is_open());
    CHECK(contains(browser.rows(), "Save script"));
    REQUIRE(wait_until([&] { return !contains(browser.rows(), "Listing"); }));
}

TEST_CASE_FIXTURE(EditorShown, "Ctrl-Enter runs the text, and a failed run marks its line") {
    for (const char* line : {"x = 1", "1 / 0", "y = 2"}) {
        type(line);
        press_key(key::enter, 0);
    }
    press_key(key::enter, key::control);
    REQUIRE(wait_until([&] { return ended.has_value(); }));
    CHECK(ended->state == console::RunState::failed);
    CHECK(ended->error.type == "ZeroDivisionError");
    CHECK(ended->error.line == 2);
    type("#");  // the caret is on the line of the error
    frame();
    CHECK(contains(editor.rows(), "#1 / 0"));
    CHECK(ended->error.file == "<script>");
}

TEST_CASE_FIXTURE(EditorShown, "an unmodified script runs as its file") {
    const fs::path file = folder.write(
        "main.py", "import sys\nassert sys.argv[0].endswith('main.py'), sys.argv\nassert __name__ == '__main__'\n");
    REQUIRE(script.open(file));
    perform_command(context, "script.run");
    REQUIRE(wait_until([&] { return ended.has_value(); }));
    CHECK_MESSAGE(ended->state == console::RunState::done, ended->error.text);
}

}  // namespace gimbal::app::test
