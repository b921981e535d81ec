// The Info log: what it shows, and the scripts that are made of it.
#include "app/panels/info.h"

#include "app/panels/info_script.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {
namespace {

struct InfoShown : PanelsWithoutWindow {
    InfoPanel info{context};
    InfoShown() {
        show = [this] { info.draw({0, 0, 500, 300}, style, {}, false, 0); };
        frame();
        info.add_action("gimbal.ops.object.add(kind='cube')");
        info.add_note("Saved 2 objects", NoteLevel::info);
        info.add_note("No room", NoteLevel::error);
        frame();
    }
};

}  // namespace

TEST_CASE_FIXTURE(InfoShown, "the log shows actions and notes, or one of them") {
    CHECK(contains(info.rows(), "gimbal.ops.object.add(kind='cube')"));
    CHECK(contains(info.rows(), "# Error: No room"));
    info.show(InfoPanel::Shown::actions);
    frame();
    CHECK(contains(info.rows(), "gimbal.ops.object.add(kind='cube')"));
    CHECK_FALSE(contains(info.rows(), "No room"));
    info.add_note("later", NoteLevel::info);
    info.add_action("gimbal.ops.edit.undo()");
    info.show(InfoPanel::Shown::notes);
    frame();
    CHECK_FALSE(contains(info.rows(), "gimbal.ops"));
    CHECK(contains(info.rows(), "# later"));
    info.show(InfoPanel::Shown::all);
    frame();
    CHECK(contains(info.rows(), "gimbal.ops.edit.undo()"));
    CHECK(contains(info.rows(), "# later"));
}

TEST_CASE_FIXTURE(InfoShown, "a recording holds the actions from its beginning to its end") {
    info.record();
    CHECK(info.recording());
    info.add_action("gimbal.ops.mesh.smooth()");
    info.add_note("not an action", NoteLevel::info);
    info.add_action("gimbal.ops.edit.undo()");
    CHECK(info.end_recording() == std::vector<std::string>{"gimbal.ops.mesh.smooth()", "gimbal.ops.edit.undo()"});
    CHECK_FALSE(info.recording());
    info.add_action("gimbal.ops.edit.redo()");
    CHECK(info.end_recording().empty());
}

TEST_CASE_FIXTURE(InfoShown, "the actions of the log are those of a script, without notes") {
    CHECK(info.actions() == std::vector<std::string>{"gimbal.ops.object.add(kind='cube')"});
    info.text().select_all();
    frame();
    CHECK(info.actions() == std::vector<std::string>{"gimbal.ops.object.add(kind='cube')"});
}

TEST_CASE("lines of a log become a script, or a command") {
    CHECK(code_lines("  a()\r\n\n# b\nc()") == std::vector<std::string>{"a()", "c()"});
    CHECK(code_lines("").empty());
    CHECK(script_of({"a()", "b()"}) == "import gimbal\n\na()\nb()\n");
    CHECK(script_of({"a()", "gimbal.ops.edit.undo()"}) ==
          "import gimbal\n\na()\ngimbal.app.end_step()\ngimbal.ops.edit.undo()\n");
    const std::string script = command_script_of({"a()", "b()"});
    CHECK(script.find("@gimbal.command(\"mine.recorded\"") != std::string::npos);
    CHECK(script.ends_with("    a()\n    b()\n"));
}

}  // namespace gimbal::app::test
