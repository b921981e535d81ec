// The commands of the scene's file, the questions, and scripts that come back from a session or a scene.
#include "app/panels/files/scene_files.h"

#include "api/document/scene_file/scene_file.h"
#include "tests/panels/editor_fixture.h"

namespace gimbal::app::test {

struct FilesShown : EditorShown {
    SceneFiles files{context, browser};
    int went_on = 0;
    FilesShown() {
        show = [this, before = show] {
            before();
            files.question().draw(style);
        };
    }
    fs::path saved_scene(const std::string& name = "scene.gimbal") {
        add("cube");
        save_scene((folder.path / name).string(), {});
        return folder.path / name;
    }
    void ask() {
        files.ask_unsaved_then([this] { ++went_on; });
        frames(2);
    }
};

TEST_CASE_FIXTURE(FilesShown, "only a scene with unsaved changes is asked about") {
    ask();
    CHECK(went_on == 1);  // empty and without a file
    const ObjectId cube = add("cube");
    ask();
    CHECK(went_on == 1);
    CHECK(contains(files.question().rows(), "The scene has changes that are not saved."));
    imgui_key(key::escape);
    CHECK(went_on == 1);
    document.remove(cube);
    ask();
    CHECK(went_on == 2);  // empty again: nothing would be lost
}

TEST_CASE_FIXTURE(FilesShown, "the mark of an unsaved scene stays while a script runs, and appears when none does") {
    constexpr console::RunId run = 900001;
    const auto tell = [](console::ConsoleEvent event) {
        shared_engine().post(std::move(event));
        while (shared_engine().try_dequeue_event(event)) {}
    };
    CHECK(files.name_and_mark() == "");
    tell(console::RunStarted{run, console::RunKind::cell, "the example"});
    add("cube");
    CHECK(files.name_and_mark() == "");
    tell(console::RunEnded{run, console::RunState::done, 1.0, {}});
    CHECK(files.name_and_mark() == "Unsaved scene \u2022");
    tell(console::RunStarted{run + 1, console::RunKind::cell, "another"});
    CHECK(files.name_and_mark() == "Unsaved scene \u2022");
    tell(console::RunEnded{run + 1, console::RunState::done, 1.0, {}});
}

TEST_CASE_FIXTURE(FilesShown, "Save in the question saves first, and Discard goes on") {
    const fs::path path = saved_scene();
    add("torus");
    ask();
    CHECK(contains(files.question().rows(), "scene.gimbal has changes"));
    imgui_key(key::enter);
    CHECK(went_on == 1);
    CHECK_FALSE(document.modified());
    document.clear();
    ask();  // an emptied scene with a file is asked about
    imgui_key(key::tab);
    imgui_key(key::enter);
    CHECK(went_on == 2);
    files.open(path);  // asks too
    frames(2);
    CHECK(document.object_count() == 0);
    imgui_key(key::tab);
    imgui_key(key::enter);
    CHECK(document.object_count() == 2);
}

TEST_CASE_FIXTURE(FilesShown, "nothing is asked about the example or about meshes that were only opened") {
    add("torus");
    document.mark_saved();  // as after the example
    const fs::path mesh = folder.path / "mesh.obj";
    run_command("io.save", {{"path", mesh.string()}});
    run_command("io.load", {{"path", mesh.string()}});
    CHECK_FALSE(files.unsaved());
    add("cube");
    CHECK(files.unsaved());
}

TEST_CASE_FIXTURE(FilesShown, "opening a mesh in a scene that has a file changes the scene") {
    saved_scene();
    const fs::path mesh = folder.path / "mesh.obj";
    run_command("io.save", {{"path", mesh.string()}});
    CHECK_FALSE(files.unsaved());
    run_command("io.load", {{"path", mesh.string()}});
    CHECK(files.unsaved());
}

TEST_CASE_FIXTURE(FilesShown, "a new scene is empty and has no file") {
    saved_scene();
    files.new_scene();
    CHECK(document.object_count() == 0);
    CHECK(document.scene_file().empty());
    CHECK_FALSE(files.unsaved());
}

TEST_CASE_FIXTURE(FilesShown, "an emptied script without a file is not unsaved work") {
    type("x = 1");
    CHECK(script.modified());
    input = {key_event(key::letter('A'), key::control), key_event(key::backspace)};
    frame();
    frame();
    CHECK(editor.text().empty());
    CHECK_FALSE(script.modified());
    CHECK_FALSE(script.is_anything());
}

TEST_CASE_FIXTURE(FilesShown, "a kept script comes back with its text, file, caret and unsaved mark") {
    const fs::path file = folder.write("a.py", "one\ntwo\nthree\n");
    REQUIRE(script.open(file));
    editor.text().place_caret(2, 3);
    type("X");
    const KeptScript kept = script.kept();
    CHECK(kept.script.modified);
    script.restore({});
    CHECK_FALSE(script.is_anything());
    script.restore(kept);
    CHECK(editor.text().text() == "one\ntwXo\nthree\n");
    CHECK(editor.text().caret_line() == 2);
    CHECK(editor.text().caret_column() == 4);
    CHECK(script.path() == file);
    CHECK(script.modified());
    script.save();
    CHECK_FALSE(script.modified());
    CHECK(text_of(file) == "one\ntwXo\nthree\n");
}

TEST_CASE_FIXTURE(FilesShown, "a kept script that was saved is read again, and its text stays if its file is gone") {
    const fs::path file = folder.write("a.py", "old\n");
    REQUIRE(script.open(file));
    const KeptScript kept = script.kept();
    folder.write("a.py", "newer\n");
    script.restore(kept);
    CHECK(editor.text().text() == "newer\n");
    CHECK_FALSE(script.modified());
    fs::remove(file);
    script.restore(kept);
    CHECK(editor.text().text() == "old\n");
    CHECK(script.modified());
}

TEST_CASE_FIXTURE(FilesShown, "a file that another program changed since is noticed when unsaved text comes back") {
    const fs::path file = folder.write("a.py", "old\n");
    REQUIRE(script.open(file));
    type("X");
    const KeptScript kept = script.kept();
    folder.write("a.py", "from elsewhere\n");
    script.restore(kept);
    CHECK(wait_until([&] { return script.changed_elsewhere(); }));
    CHECK(editor.text().text() == "Xold\n");
}

TEST_CASE_FIXTURE(FilesShown, "a script of a scene does not decide which file Save writes to") {
    const fs::path file = folder.write("important", "keep me\n");
    script.open_from_scene({"evil\n", file.string(), 1, 1, true});
    CHECK(script.path().empty());
    CHECK(editor.text().text() == "evil\n");
    CHECK(script.modified());
    script.restore({});
    script.open_from_scene({"keep me\n", file.string(), 1, 3, false});
    CHECK(script.path() == file);
    CHECK(editor.text().caret_column() == 3);
    CHECK_FALSE(script.modified());
}

}  // namespace gimbal::app::test
