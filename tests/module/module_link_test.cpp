// ModuleLink: clicks, switches and events from the window. A run is one undo step.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/module/module_fixture.h"

using namespace gimbal;
using namespace gimbal::test;
using console::RunState;
using console::test::endless_loop;

TEST_CASE("a menu entry that a script added is a run") {
    Workbench& w = workbench();
    w.subject.submit_and_wait("from gimbal.plugins import menu_entry, panel_button\n"
                              "def entry(): print('entry clicked')\n"
                              "menu_entry('Mesh', 'My Entry', entry)");
    REQUIRE(w.host.entries().size() == 1);
    const MenuEntry entry = w.host.entries().front();
    CHECK(entry.menu == "Mesh");
    CHECK(entry.label == "My Entry");
    w.link.click_menu_entry(entry.id, entry.label);
    w.subject.wait_for<console::RunStarted>([](const console::RunStarted& run) { return run.title == "My Entry"; });
    w.subject.wait_for_text("entry clicked");
}

TEST_CASE("a panel button works while a script runs, and is an undo step with its name") {
    Workbench& w = workbench();
    w.subject.submit_and_wait("def press(): gimbal.scene.add('cube', name='pressed')\npanel_button('Panel', 'Press', "
                              "press, doc='adds a cube')");
    REQUIRE(w.host.buttons().size() == 1);
    CHECK(w.host.buttons().front().doc == "adds a cube");
    const console::RunId run = w.subject.engine.submit_cell(endless_loop);
    w.subject.wait_until_running(run);
    w.link.click_panel_button(w.host.buttons().front().id, "Press");
    w.subject.wait_until("the cube", [&] { return bool(w.document.find("pressed")); });
    CHECK(w.subject.engine.is_busy());
    w.subject.engine.stop();
    CHECK(w.subject.wait_for_end(run).state == RunState::interrupted);
    w.link.click_panel_button(w.host.buttons().front().id, "Press");
    w.subject.wait_until("the next cube", [&] { return bool(w.document.find("pressed.001")); });
    CHECK(w.document.undo_name() == "Press");
}

TEST_CASE("a click on a removed entry does nothing") {
    Workbench& w = workbench();
    w.link.click_menu_entry(99999, "gone");
    w.link.click_panel_button(99999, "gone");
    CHECK(w.subject.submit_and_wait("1").state == RunState::done);
}

TEST_CASE("a button that raises prints its traceback and the next one works") {
    Workbench& w = workbench();
    w.subject.submit_and_wait("panel_button('Panel', 'Raise', lambda: 1 / 0)");
    w.link.click_panel_button(w.host.buttons().back().id, "Raise");
    w.subject.wait_for_text("ZeroDivisionError");
    CHECK(w.subject.submit_and_wait("1").state == RunState::done);
}

TEST_CASE("handlers are called for an edit in the window while a script runs") {
    Workbench& w = workbench();
    w.subject.submit_and_wait(
        "@gimbal.on('selection_changed')\ndef told(event): print('told', [o.name for o in event.selection])");
    const document::ObjectId id = w.add("chosen");
    const console::RunId run = w.subject.engine.submit_cell(endless_loop);
    w.subject.wait_until_running(run);
    w.document.select(std::vector{id});
    w.subject.wait_for_text("told ['chosen']");
    w.subject.engine.stop();
    w.subject.wait_for_end(run);
    w.subject.submit_and_wait("gimbal.off('selection_changed', told)");
}

TEST_CASE("emit calls the handlers of an event by name and ignores unknown names") {
    Workbench& w = workbench();
    w.subject.submit_and_wait("@gimbal.on('camera_changed')\ndef moved(event): print('moved by', event.name)");
    w.link.emit("no_such_event");
    w.link.emit("camera_changed");
    w.subject.wait_for_text("moved by camera_changed");
    w.subject.submit_and_wait("gimbal.off('camera_changed', moved)");
}

TEST_CASE("the window lists plug-ins and switches them") {
    Workbench& w = workbench();
    w.subject.submit_and_wait("gimbal.plugins.load_all()");
    const auto is_on = [&](const std::string& id) {
        const std::vector<PluginInfo> plugins = w.host.plugins();
        return std::any_of(plugins.begin(), plugins.end(),
                           [&](const PluginInfo& p) { return p.id == id && p.enabled; });
    };
    const auto has_entry = [&](const std::string& label) {
        const std::vector<MenuEntry> entries = w.host.entries();
        return std::any_of(entries.begin(), entries.end(), [&](const MenuEntry& e) { return e.label == label; });
    };
    CHECK(is_on("turntable"));
    CHECK(has_entry("Turntable Pictures"));
    w.link.set_plugin_enabled("turntable", false);
    w.subject.wait_until("the switch", [&] { return !is_on("turntable"); });
    CHECK_FALSE(has_entry("Turntable Pictures"));
    w.link.set_plugin_enabled("turntable", true);
    w.subject.wait_until("the switch", [&] { return is_on("turntable"); });
    CHECK(has_entry("Turntable Pictures"));
}

TEST_CASE("a run is one undo step that includes what numpy wrote") {
    Workbench& w = workbench();
    w.document.clear();
    w.subject.submit_and_wait(
        "a = gimbal.scene.add('cube', name='first')\nb = gimbal.scene.add('cube', name='second')");
    w.subject.submit_and_wait(
        "v = memoryview(a.mesh.vertices)\nfor i in range(8): v[i, 2] += 5\na.location = (1, 0, 0)");
    CHECK(w.document.mesh(w.document.find("first"))->bounds().high.z == 6);
    CHECK(w.document.undo());
    CHECK(w.document.mesh(w.document.find("first"))->bounds().high.z == 1);
    CHECK(w.document.get(w.document.find("first")).location.x == 0);
    CHECK(w.document.undo());
    CHECK(w.document.object_count() == 0);
    CHECK(w.document.redo());
    CHECK(w.document.object_count() == 2);
    w.subject.submit_and_wait("del v, i");
}

TEST_CASE("undo in a cell undoes the previous cell") {
    Workbench& w = workbench();
    w.document.clear();
    w.subject.submit_and_wait("gimbal.scene.add('cube', name='first')");
    w.subject.submit_and_wait("gimbal.scene.add('cube', name='second')");
    CHECK(w.subject.submit_and_wait("gimbal.app.undo()").state == RunState::done);
    CHECK(w.document.find("first"));
    CHECK_FALSE(w.document.find("second"));
}

TEST_CASE("Stop ends native work and leaves the mesh as it was") {
    Workbench& w = workbench();
    w.document.clear();
    w.subject.submit_and_wait("ball = gimbal.scene.add('sphere', name='ball'); ball.mesh.subdivide(levels=4)");
    const document::MeshPtr before = w.document.mesh(w.document.find("ball"));
    const console::RunId run = w.subject.engine.submit_cell("while True: ball.mesh.smooth(iterations=1000)");
    w.subject.wait_for<console::Progress>([=](const console::Progress& progress) { return progress.run == run; });
    w.subject.engine.stop();
    CHECK(w.subject.wait_for_end(run).state == RunState::interrupted);
    CHECK(w.document.mesh(w.document.find("ball")) == before);
}

TEST_CASE("Stop ends the wait for a picture") {
    Workbench& w = workbench();
    const console::RunId run = w.subject.engine.submit_cell("gimbal.view.screenshot(width=8, height=8)");
    w.subject.wait_until("the wait", [&] { return w.host.waiting.load(); });
    w.subject.engine.stop();
    CHECK(w.subject.wait_for_end(run).state == RunState::interrupted);
}

TEST_CASE("app.quit with a window asks the host, and the run continues") {
    Workbench& w = workbench();
    const console::RunEnded ended = w.subject.submit_and_wait("gimbal.app.quit(3); print('still', 'here')");
    CHECK(ended.state == RunState::done);
    CHECK(w.host.quit_code == 3);
    CHECK(w.subject.output_of(ended.run) == "still here\n");
}
