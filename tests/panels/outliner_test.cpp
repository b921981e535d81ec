#include "app/panels/outliner/live_edit.h"
#include "app/panels/outliner/outliner.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct OutlinerShown : PanelsWithoutWindow {
    OutlinerPanel outliner{context};
    std::vector<InputEvent> input;
    OutlinerShown() {
        show = [this] {
            outliner.draw({1284, 32, 316, 240}, style, input, true, now);
            input.clear();
        };
    }
    static constexpr float name_x = 1400, eye_x = 1304;
    static float row_y(int row) { return 32 + 28 + 8 + 22 * static_cast<float>(row) + 11; }
    void key(int code) {
        input = {key_event(code)};
        frame();
        frame();
    }
    std::string active() const {
        const auto scene = document.snapshot();
        const document::Object* object = scene->find(scene->active());
        return object ? object->name : "";
    }
};

TEST_CASE_FIXTURE(OutlinerShown, "an empty outliner shows how to add objects") {
    frame();
    CHECK(contains(outliner.rows(), "0 objects"));
    CHECK(contains(outliner.rows(), "gimbal.scene.add(\"torus\")"));
}

TEST_CASE_FIXTURE(OutlinerShown, "the outliner lists the objects in the order of their creation") {
    add("torus");
    add("cube");
    frame();
    const auto rows = outliner.rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == "Outliner  2 objects");
    CHECK(rows[1].rfind("torus", 0) == 0);
    CHECK(rows[2].rfind("cube", 0) == 0);
}

TEST_CASE_FIXTURE(OutlinerShown, "a click on a name selects the object through a command in the Info log") {
    add("torus");
    add("cube");
    click(name_x, row_y(1));
    CHECK(active() == "cube");
    REQUIRE(echoed.size() == 1);
    CHECK(echoed[0] == "gimbal.ops.object.select(name='cube')");
    CHECK(contains(outliner.rows(), "cube  active"));
}

TEST_CASE_FIXTURE(OutlinerShown, "Ctrl-click adds to the selection or removes from it, Shift-click selects a range") {
    for (const char* kind : {"torus", "cube", "cone", "plane"}) add(kind);
    click(name_x, row_y(0));
    hold(false, true);
    click(name_x, row_y(2));
    CHECK(document.selection().size() == 2);
    click(name_x, row_y(2));
    CHECK(document.selection().size() == 1);
    hold(true, false);
    click(name_x, row_y(2));
    hold(false, false);
    CHECK(document.selection().size() == 3);
    CHECK(active() == "torus");
    CHECK(echoed.back() == "gimbal.ops.object.select(name=['cube', 'cone', 'torus'])");
}

TEST_CASE_FIXTURE(OutlinerShown, "the object where a range begins stays active, also in a range of all objects") {
    for (const char* kind : {"torus", "cube", "cone"}) add(kind);
    click(name_x, row_y(2));
    hold(true, false);
    click(name_x, row_y(0));
    hold(false, false);
    CHECK(active() == "cone");
    CHECK(echoed.back() == "gimbal.ops.object.select_all()");
    click(name_x, row_y(0));
    hold(true, false);
    click(name_x, row_y(2));
    hold(false, false);
    CHECK(active() == "torus");
    CHECK(echoed.back() == "gimbal.ops.object.select(name=['cube', 'cone', 'torus'])");
}

TEST_CASE_FIXTURE(OutlinerShown, "a click on the eye hides or shows the object as one undo step") {
    const auto id = add("torus");
    click(eye_x, row_y(0));
    CHECK_FALSE(document.get(id).visible);
    CHECK(contains(outliner.rows(), "torus  hidden"));
    CHECK(echoed.back() == "gimbal.ops.object.set_visible(name='torus', visible=False)");
    click(eye_x, row_y(0));
    CHECK(document.get(id).visible);
    document.undo();
    CHECK_FALSE(document.get(id).visible);
}

TEST_CASE_FIXTURE(OutlinerShown, "a double click edits the name in place; Escape keeps the old name") {
    const auto id = add("torus");
    double_click(name_x, row_y(0));
    frame();
    imgui_type("ring");
    imgui_key(key::enter);
    CHECK(document.get(id).name == "ring");
    CHECK(echoed.back() == "gimbal.ops.object.rename(name='torus', new_name='ring')");
    double_click(name_x, row_y(0));
    imgui_type("other");
    imgui_key(key::escape);
    frame();
    CHECK(document.get(id).name == "ring");
}

TEST_CASE_FIXTURE(OutlinerShown, "Up and Down move the selection, Delete removes the selected objects") {
    for (const char* kind : {"torus", "cube", "cone"}) add(kind);
    key(key::down);
    CHECK(active() == "torus");
    key(key::down);
    CHECK(active() == "cube");
    key(key::up);
    CHECK(active() == "torus");
    key(key::del);
    CHECK(document.object_count() == 2);
    CHECK(echoed.back() == "gimbal.ops.object.delete()");
}

TEST_CASE_FIXTURE(PanelsWithoutWindow,
                  "an edit of an object that a script removes during the drag ends without an error") {
    LiveEdit edit(context);
    const auto id = add("cube");
    const auto after_field = [&](bool changed, bool active) {
        edit.after_field(
            "location", id, changed, active, "Move", [](document::Object& object) { object.location.x = 1; },
            "object.set_location",
            [&] {
                return document::Arguments{{"name", document.get(id).name}};
            });
    };
    after_field(true, true);
    CHECK(edit.is_open());
    document.remove(id);
    SUBCASE("and the value changes again") { after_field(true, true); }
    SUBCASE("and the button is released") { after_field(false, false); }
    CHECK_FALSE(edit.is_open());
    CHECK(echoed.empty());
}

TEST_CASE_FIXTURE(OutlinerShown, "with a hundred thousand objects only the visible rows are drawn") {
    std::vector<document::Object> objects(100000);
    const auto mesh = std::make_shared<const document::Mesh>(document::make_cube());
    for (auto& object : objects) {
        object.name = "cube";
        object.mesh = mesh;
    }
    document.add_many(std::move(objects));
    frames(2);
    CHECK(outliner.rows().front() == "Outliner  100,000 objects");
    CHECK(outliner.rows().size() < 20);
    key(key::end);
    frame();
    CHECK(contains(outliner.rows(), "active"));  // scrolled to the last one
}

}  // namespace gimbal::app::test
