// Undo steps and transactions of cells, menu entries, buttons, timers and handlers, with the user's edits in between.
#include <doctest/doctest.h>

#include "tests/module/module_fixture.h"

using namespace gimbal;
using namespace gimbal::test;
using console::RunState;
using console::test::endless_loop;

namespace {

// An empty scene without a history.
struct Undo {
    Workbench& w = workbench();
    Undo() {
        w.document.clear();
        w.document.forget_history();
    }
    std::string steps() const {
        std::string names;
        for (const document::StepInfo& step : w.document.undo_steps()) names += (names.empty() ? "" : ", ") + step.name;
        return names;
    }
    bool has(const std::string& name) const { return bool(w.document.find(name)); }
    void wait_for_object(const std::string& name) {
        w.subject.wait_until(name.c_str(), [&] { return has(name); });
    }
    void wait_until_no_step_is_open() {
        w.subject.wait_until("the end of the step", [&] { return w.document.step_name().empty(); });
    }
    RunState run(const std::string& source) { return w.subject.submit_and_wait(source).state; }
};

const std::string adds_inside = "gimbal.scene.add('cube', name='a')\n"
                                "    with gimbal.undo_step('inside'): gimbal.scene.add('cube', name='b')\n"
                                "    gimbal.scene.add('cube', name='c')\n";

}  // namespace

TEST_CASE_FIXTURE(Undo, "a cell is cut by its steps, and all of them have its title") {
    CHECK(run("if True:\n    " + adds_inside) == RunState::done);
    const std::vector<document::StepInfo> found = w.document.undo_steps();
    REQUIRE(found.size() == 3);
    CHECK(found[1].name == "inside");
    CHECK(found[1].run == found[0].name);
    CHECK(found[2].run == found[0].name);
}

TEST_CASE_FIXTURE(Undo, "Stop rolls back a transaction, and what the user has edited meanwhile stays") {
    const document::ObjectId box = w.add("box");
    w.document.forget_history();
    const console::RunId cell = w.subject.engine.submit_cell("with gimbal.transaction('Import') as t:\n"
                                                             "    gimbal.scene.add('cube', name='own')\n"
                                                             "    gimbal.scene.objects['box'].location = (9, 9, 9)\n"
                                                             "    gimbal.scene.objects['box'].name = 'renamed'\n    " +
                                                             std::string(endless_loop));
    wait_for_object("renamed");
    {
        const document::UndoStep click(w.document, "Hide");
        w.document.modify(box, [](document::Object& object) { object.visible = false; });
        w.document.modify(w.document.find("own"), [](document::Object& object) { object.visible = false; });
    }
    w.subject.engine.stop();
    CHECK(w.subject.wait_for_end(cell).state == RunState::interrupted);
    CHECK_FALSE(has("own"));
    CHECK(w.document.find("box") == box);
    CHECK(w.document.get(box).location == glm::vec3(0));
    CHECK_FALSE(w.document.get(box).visible);
    CHECK(steps() == "Hide");
    CHECK(w.host.notes().find("the transaction 'Import' was rolled back, and with it what others have edited of its "
                              "objects 'own'\n") != std::string::npos);
    CHECK(w.document.undo());
    CHECK(w.document.get(box).visible);
}

TEST_CASE_FIXTURE(Undo, "the user may open another scene during a transaction") {
    const console::RunId cell = w.subject.engine.submit_cell(
        "with gimbal.transaction('Import'):\n    gimbal.scene.add('cube', name='own')\n    " +
        std::string(endless_loop));
    wait_for_object("own");
    document::SceneContents contents;
    contents.objects.resize(1);
    contents.objects.front().name = "opened";
    w.document.replace(std::move(contents));
    w.subject.engine.stop();
    w.subject.wait_for_end(cell);
    CHECK(w.document.object_count() == 1);
    CHECK(has("opened"));
    CHECK(steps() == "");
}

TEST_CASE_FIXTURE(Undo, "an awaited transaction is rolled back when Stop cancels its task") {
    const console::RunId cell = w.subject.engine.submit_cell(
        "import asyncio\nwith gimbal.transaction('x'):\n    gimbal.scene.add('cube', name='own')\n"
        "    await asyncio.sleep(1000)");
    wait_for_object("own");
    w.subject.engine.stop();
    CHECK(w.subject.wait_for_end(cell).state == RunState::interrupted);
    CHECK_FALSE(has("own"));
    CHECK(steps() == "");
}

TEST_CASE_FIXTURE(Undo, "what a cell leaves open is closed with a warning, and the next cell is told so") {
    CHECK(run("left_open = gimbal.transaction('left open')\nleft_open.__enter__()\n"
              "gimbal.scene.add('cube', name='kept')") == RunState::done);
    CHECK(w.host.notes().find("the undo step 'left open' was still open at the end of the run") != std::string::npos);
    CHECK(steps() == "left open");
    CHECK(run("left_open.__exit__(None, None, None)") == RunState::failed);
    w.subject.wait_for_text("the transaction 'left open' was closed at the end of its run, which has kept its edits");
    CHECK(has("kept"));
    CHECK(w.document.undo());
}

TEST_CASE_FIXTURE(Undo, "a menu entry and a panel button are cut by the steps in them") {
    run("from gimbal.plugins import menu_entry, panel_button\ndef adds():\n    " + adds_inside +
        "\nmenu_entry('Mesh', 'Cut', adds)\npanel_button('Panel', 'Cut', adds)");
    w.document.forget_history();
    SUBCASE("menu entry") { w.link.click_menu_entry(w.host.entries().back().id, "Cut"); }
    SUBCASE("panel button") { w.link.click_panel_button(w.host.buttons().back().id, "Cut"); }
    wait_for_object("c");
    wait_until_no_step_is_open();
    CHECK(steps() == "Cut, inside, Cut");
}

TEST_CASE_FIXTURE(Undo, "a button's step belongs to the run that is open") {
    run("def adds():\n    " + adds_inside + "\npanel_button('Panel', 'Joins', adds)");
    w.document.forget_history();
    const console::RunId cell = w.subject.engine.submit_cell(endless_loop);
    w.subject.wait_until_running(cell);
    w.link.click_panel_button(w.host.buttons().back().id, "Joins");
    wait_for_object("c");
    w.subject.engine.stop();
    w.subject.wait_for_end(cell);
    wait_until_no_step_is_open();
    CHECK(w.document.undo_steps().size() == 1);
}

TEST_CASE_FIXTURE(Undo, "a handler's step between runs is a step of its own, and its transaction rolls back") {
    run("@gimbal.on('selection_changed')\ndef handler(event):\n"
        "    if not event.selection: return\n"
        "    try:\n"
        "        with gimbal.transaction('fails'):\n            gimbal.scene.add('cube', name='gone'); 1 / 0\n"
        "    except ZeroDivisionError: pass\n"
        "    with gimbal.undo_step('handler'): gimbal.scene.add('cube', name='made')");
    const document::ObjectId box = w.add("box");
    w.document.forget_history();
    {
        const document::UndoStep click(w.document, "Select");
        w.document.select({&box, 1});
    }
    wait_for_object("made");
    wait_until_no_step_is_open();
    CHECK(steps() == "Select, handler");
    CHECK_FALSE(has("gone"));
    run("gimbal.off('selection_changed', handler)");
}

TEST_CASE_FIXTURE(Undo, "a failed cell is undone as a whole by a later one, and steps know which run made them") {
    CHECK(run("gimbal.scene.add('cube', name='kept')") == RunState::done);
    w.subject.submit_and_wait("with gimbal.undo_step('a'): gimbal.scene.add('cube')\ngimbal.scene.add('cube'); 1 / 0");
    CHECK(w.document.steps_of_run(w.document.newest_run()) == 2);
    CHECK(run("assert gimbal.undo_stack.undo_run() == 2") == RunState::done);
    CHECK(w.document.object_count() == 1);
    CHECK(has("kept"));
}
