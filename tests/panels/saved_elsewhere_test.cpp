// Another program saves the script that is open in the editor. The tests write real files as other editors do.
#include <atomic>

#include "tests/panels/editor_fixture.h"

namespace gimbal::app::test {

namespace {

struct WatchedScript : EditorShown {
    fs::path file = folder.write("watched.py", "print('run 0')\n");
    WatchedScript() {
        REQUIRE(script.open(file));
        frame();
    }
    static std::string printing(int number) { return "print('run " + std::to_string(number) + "')\n"; }
    void rename_over(const std::string& text) { fs::rename(folder.write("watched.py~", text), file); }
    bool wait_for_note() {
        return wait_until([&] { return contains(editor.rows(), "Changed on disk"); });
    }
    // By now every earlier save has been reported, or never will be.
    void let_it_rest() {
        const double until = console::steady_seconds() + 1;
        REQUIRE(wait_until([&] { return console::steady_seconds() > until; }));
    }
    // Clicks a word of the note below the header of the panel.
    void click_word_from_right(float x) { click(782 + 500 - x, 32 + 28 + 13); }
};

}  // namespace

TEST_CASE_FIXTURE(WatchedScript, "with run when saved, a script that another program saves is loaded and run") {
    script.set_run_when_saved(true);
    CHECK(row_with("runs when saved").rfind("watched.py", 0) == 0);
    SUBCASE("written in place") { folder.write("watched.py", printing(1)); }
    SUBCASE("written beside it and renamed over it") { rename_over(printing(1)); }
    SUBCASE("deleted and made again") {
        fs::remove(file);
        frames(5);
        folder.write("watched.py", printing(1));
    }
    SUBCASE("through a link to it") {
        fs::create_directory(folder.path / "elsewhere");
        fs::rename(file, folder.path / "elsewhere/real.py");
        fs::create_symlink(folder.path / "elsewhere/real.py", file);
        REQUIRE(script.open(file));
        script.set_run_when_saved(true);
        folder.write("elsewhere/real.py", printing(1));
    }
    REQUIRE(wait_for_ends(1));
    CHECK(output == "run 1\n");
    CHECK(titles.back() == "watched.py");
    CHECK(contains(editor.rows(), "print('run 1')"));
    CHECK_FALSE(script.modified());
    rename_over(printing(2));
    REQUIRE(wait_for_ends(2));
    CHECK(output == "run 1\nrun 2\n");
}

TEST_CASE_FIXTURE(WatchedScript, "keys reload or keep the script that another program has saved") {
    rename_over(printing(1));
    REQUIRE(wait_for_note());
    SUBCASE("loaded") {
        press_key(key::letter('R'), key::control | key::alt);
        CHECK(contains(editor.rows(), "print('run 1')"));
    }
    SUBCASE("left") {
        press_key(key::letter('K'), key::control | key::alt);
        CHECK(contains(editor.rows(), "print('run 0')"));
    }
    CHECK_FALSE(contains(editor.rows(), "Changed on disk"));
    CHECK_FALSE(script.changed_elsewhere());
}

TEST_CASE_FIXTURE(WatchedScript, "Run executes the text on the screen, not the file that another program has changed") {
    rename_over(printing(1));
    SUBCASE("while the panel asks") { REQUIRE(wait_for_note()); }
    SUBCASE("before the change is noticed") {}
    SUBCASE("after the text was kept") {
        REQUIRE(wait_for_note());
        script.keep();
    }
    press_key(key::enter, key::control);
    REQUIRE(wait_for_ends(1));
    CHECK(output == "run 0\n");
    CHECK(titles.back() == "watched.py");
}

TEST_CASE_FIXTURE(WatchedScript,
                  "Run finds the file, its folder and its arguments, and tracebacks show the text that ran") {
    folder.write("beside.py", "word = 'beside'\n");
    const fs::path tool = folder.write("tool.py",
                                       "import beside, sys\nprint(beside.word, __file__, sys.argv)\n1 / 0\n");
    REQUIRE(script.open(tool));
    press_key(key::enter, key::control);
    REQUIRE(wait_for_ends(1));
    REQUIRE(wait_until([&] { return output.find("ZeroDivisionError") != std::string::npos; }));
    CHECK(output.find("beside " + tool.string() + " ['" + tool.string() + "']\n") != std::string::npos);
    CHECK(output.find("\", line 3, in <module>\n    1 / 0\n") != std::string::npos);
}

TEST_CASE_FIXTURE(WatchedScript, "saving identical text again runs it again") {
    script.set_run_when_saved(true);
    rename_over(printing(0));
    REQUIRE(wait_for_ends(1));
    CHECK(output == "run 0\n");
}

TEST_CASE_FIXTURE(WatchedScript, "a burst of twenty saves makes one run, of the last text") {
    script.set_run_when_saved(true);
    for (int i = 1; i <= 20; ++i) {
        i % 2 ? rename_over(printing(i)) : (void)folder.write("watched.py", printing(i));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    REQUIRE(wait_for_ends(1));
    let_it_rest();
    CHECK(ends == 1);
    CHECK(output == "run 20\n");
}

TEST_CASE_FIXTURE(WatchedScript, "a file that is written in parts runs once, when it is complete") {
    script.set_run_when_saved(true);
    std::ofstream writer(file, std::ios::binary);
    writer << "total = 0\n" << std::flush;
    for (int i = 0; i < 10; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        writer << "total += 1\n" << std::flush;
    }
    writer << "print(total)\n";
    writer.close();
    REQUIRE(wait_for_ends(1));
    let_it_rest();
    CHECK(ends == 1);
    CHECK(output == "10\n");
}

TEST_CASE_FIXTURE(WatchedScript, "during a run at most one more run is queued, with the text that was saved last") {
    const fs::path gate = folder.path / "gate";
    const std::string waits = "import os, time\nprint('begun')\nwhile not os.path.exists('" + gate.string() +
                              "'): time.sleep(0.01)\n";
    script.set_run_when_saved(true);
    rename_over(waits);
    REQUIRE(wait_until([&] { return output == "begun\n"; }));
    for (int i = 1; i <= 3; ++i) {
        rename_over(printing(i));
        REQUIRE(wait_until([&] { return contains(editor.rows(), "run " + std::to_string(i)); }));
    }
    folder.write("gate", "");
    REQUIRE(wait_for_ends(2));
    let_it_rest();
    CHECK(ends == 2);
    CHECK(output == "begun\nrun 3\n");
}

TEST_CASE_FIXTURE(WatchedScript, "a run executes the text on the screen, and its traceback shows that text, whatever "
                                 "happens to the file") {
    const fs::path gate = folder.path / "gate";
    const std::string fails = "import os, time\nprint('begun')\nwhile not os.path.exists('" + gate.string() +
                              "'): time.sleep(0.01)\n1 / 0  # seen\n";
    SUBCASE("queued by the key") {
        REQUIRE(script.open(folder.write("watched.py", fails)));
        press_key(key::enter, key::control);
        press_key(key::enter, key::control);
    }
    SUBCASE("queued by another program that saves it") {
        script.set_run_when_saved(true);
        rename_over(fails);
        REQUIRE(wait_until([&] { return output == "begun\n"; }));
        rename_over(fails + "# again\n");
        REQUIRE(wait_until([&] { return contains(editor.rows(), "# again"); }));
        script.set_run_when_saved(false);
    }
    REQUIRE(wait_until([&] { return output == "begun\n"; }));
    rename_over("# another\n# text\n# in the\nfile  # unseen\n");
    REQUIRE(wait_for_note());
    folder.write("gate", "");
    REQUIRE(wait_for_ends(2));
    frames(5);
    CHECK(output.find("begun\n", output.find("ZeroDivisionError")) != std::string::npos);
    CHECK(output.find("    1 / 0  # seen\n") != output.rfind("    1 / 0  # seen\n"));
    CHECK(output.find("unseen") == std::string::npos);
}

TEST_CASE_FIXTURE(WatchedScript, "an error in a script saved elsewhere is marked at its line") {
    script.set_run_when_saved(true);
    rename_over("x = 1\nx.nothing\n");
    REQUIRE(wait_for_ends(1));
    CHECK(row_with("x.nothing").rfind("x.nothing   AttributeError: 'int' object has", 0) == 0);
    rename_over("x = 1\nx.real\n");
    REQUIRE(wait_for_ends(2));
    CHECK(row_with("AttributeError") == "(none)");
}

TEST_CASE_FIXTURE(WatchedScript, "unsaved text in the editor is kept, and the panel asks") {
    script.set_run_when_saved(true);
    type("#");
    rename_over(printing(1));
    REQUIRE(wait_for_note());
    CHECK(row_with("Changed on disk") == "Changed on disk, and here  Reload and run  Keep this");
    CHECK(contains(notes, "watched.py was saved elsewhere and is not run"));
    CHECK(contains(editor.rows(), "#print('run 0')"));
    CHECK(ends == 0);
    SUBCASE("Keep this") {
        click_word_from_right(20);
        CHECK_FALSE(contains(editor.rows(), "Changed on disk"));
        CHECK(contains(editor.rows(), "#print('run 0')"));
        script.save();
        frames(3);
        CHECK(contains(script.question().rows(), "changed by another program"));
    }
    SUBCASE("Reload and run") {
        click_word_from_right(110);
        REQUIRE(wait_for_ends(1));
        CHECK(output == "run 1\n");
        CHECK_FALSE(contains(editor.rows(), "Changed on disk"));
        editor.text().undo();
        frame();
        CHECK(contains(editor.rows(), "#print('run 0')"));
    }
}

TEST_CASE_FIXTURE(WatchedScript, "without run when saved, the panel only offers to reload") {
    rename_over(printing(1));
    REQUIRE(wait_for_note());
    CHECK(row_with("Changed on disk") == "Changed on disk  Reload  Keep this");
    CHECK(contains(editor.rows(), "run 0"));
    click_word_from_right(110);
    CHECK(contains(editor.rows(), "run 1"));
    CHECK_FALSE(contains(editor.rows(), "Changed on disk"));
    let_it_rest();
    CHECK(ends == 0);
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(WatchedScript, "saving in the editor neither runs the script nor asks") {
    script.set_run_when_saved(true);
    for (int i = 0; i < 5; ++i) {
        type("#");
        press_key(key::letter('S'), key::control);
    }
    let_it_rest();
    CHECK(ends == 0);
    CHECK_FALSE(contains(editor.rows(), "Changed on disk"));
}

TEST_CASE_FIXTURE(WatchedScript, "run when saved ends when another file is opened") {
    script.set_run_when_saved(true);
    const fs::path other = folder.write("other.py", "print('other')\n");
    REQUIRE(script.open(other));
    CHECK_FALSE(script.run_when_saved());
    rename_over(printing(1));
    folder.write("other.py", "print('other 2')\n");
    REQUIRE(wait_for_note());
    CHECK(ends == 0);
    script.new_file();
    script.set_run_when_saved(true);
    CHECK_FALSE(script.run_when_saved());
}

TEST_CASE_FIXTURE(WatchedScript, "a save is noticed where the system reports no changes") {
    std::atomic<bool> saved{false};
    const FileWatch watch(folder.path / "later" / "a.py", {}, [&](FileStamp) { saved = true; });
    let_it_rest();  // the folder cannot be watched
    fs::create_directory(folder.path / "later");
    folder.write("later/a.py", printing(1));
    CHECK(wait_until([&] { return saved.load(); }));
}

}  // namespace gimbal::app::test
