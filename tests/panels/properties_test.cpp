#include "app/panels/outliner/properties.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct PropertiesShown : PanelsWithoutWindow {
    PropertiesPanel properties{context};
    PropertiesShown() {
        show = [this] { properties.draw({1284, 274, 316, 600}, style, {}, false, now); };
    }
    // The first row that begins with `start`.
    std::string row(const std::string& start) const {
        for (const std::string& text : properties.rows())
            if (text.rfind(start, 0) == 0) return text;
        return {};
    }
    static constexpr float field_x = 1284 + 8 + 120 + 60;
    float first_field_y() const {  // Location X, below the header and one heading
        const ImGuiStyle& look = ImGui::GetStyle();
        const float line = 13 + 2 * look.FramePadding.y, gap = look.ItemSpacing.y;
        return 274 + 28 + 8 + line + gap + line / 2;
    }
    float line_step() const { return 13 + 2 * ImGui::GetStyle().FramePadding.y + ImGui::GetStyle().ItemSpacing.y; }
};

TEST_CASE_FIXTURE(PropertiesShown,
                  "with nothing selected the panel explains how to select, and commands say why they cannot run") {
    add("torus");
    document.select({});
    frame();
    CHECK(contains(properties.rows(), "nothing selected"));
    CHECK(contains(properties.rows(), "Click an object"));
    const std::string reason = commands.find("mesh.smooth")->reason(*document.snapshot());
    REQUIRE_FALSE(reason.empty());
    CHECK(row("[Smooth]") == "[Smooth]  " + reason);
}

TEST_CASE_FIXTURE(PropertiesShown, "numbers have units and about four significant digits") {
    const auto id = add("torus");
    document.select({&id, 1});
    document.modify(id, [](document::Object& o) {
        o.location = {1, 0, -0.25f};
        o.rotation = {glm::radians(90.0f), 0, 0};
    });
    frame();
    CHECK(row("Location X") == "Location X  1.000 m");
    CHECK(row("Z  -0") == "Z  -0.250 m");
    CHECK(row("Rotation X") == "Rotation X  90.0\xC2\xB0");
    CHECK(row("Scale X") == "Scale X  1.000");
    CHECK(row("Vertices") == "Vertices  1,536");
    CHECK(row("Triangles") == "Triangles  3,072");
}

TEST_CASE_FIXTURE(PropertiesShown, "area and volume are computed on a worker; three dots are shown until then") {
    const auto cube = document.add("cube", std::make_shared<const document::Mesh>(document::make_cube(2)));
    document.select({&cube, 1});
    frame();
    CHECK(row("Area") == "Area  \xE2\x80\xA6");
    REQUIRE(wait_until([&] { return row("Area") != "Area  \xE2\x80\xA6"; }));
    CHECK(row("Area") == "Area  24.00 m\xC2\xB2");
    CHECK(row("Volume") == "Volume  8.000 m\xC2\xB3");
    const auto plane = document.add("plane", std::make_shared<const document::Mesh>(document::make_plane(1)));
    document.select({&plane, 1});
    REQUIRE(wait_until([&] { return row("Volume") == "Volume  open"; }));
}

TEST_CASE_FIXTURE(PropertiesShown,
                  "dragging a field moves the object at once and makes one undo step and one line in the Info log") {
    const auto id = add("torus");
    document.select({&id, 1});
    const std::string before = document.undo_name();
    frames(2);
    settle();
    move_to(field_x, first_field_y());
    press();
    move_to(field_x + 40, first_field_y());
    move_to(field_x + 80, first_field_y());
    const float halfway = document.get(id).location.x;
    CHECK(halfway > 0);
    CHECK(echoed.empty());
    move_to(field_x + 120, first_field_y());
    release();
    frame();
    CHECK(document.get(id).location.x > halfway);
    REQUIRE(echoed.size() == 1);
    CHECK(echoed[0].rfind("gimbal.ops.object.set_location(name='torus', location=(", 0) == 0);
    REQUIRE(document.undo());
    CHECK(document.get(id).location.x == 0);
    CHECK(document.undo_name() == before);
}

struct NumberTyped : PropertiesShown {
    document::ObjectId id = add("torus");
    NumberTyped() {
        document.select({&id, 1});
        frames(2);
        double_click(field_x, first_field_y());
        REQUIRE(wait_until([] { return ImGui::GetIO().WantTextInput; }));
    }
    void type_over(const std::string& text) {  // all of the old text is selected
        imgui_type(text);
    }
    glm::vec3 location() const { return document.get(id).location; }
};

TEST_CASE_FIXTURE(NumberTyped,
                  "a typed expression with a unit becomes the value, in one undo step and one line of Python") {
    type_over("50cm");
    CHECK(location().x == 0);
    imgui_key(key::enter);
    CHECK(location().x == 0.5f);
    REQUIRE(echoed.size() == 1);
    CHECK(echoed[0] == "gimbal.ops.object.set_location(name='torus', location=(0.5, 0, 0))");
    CHECK(notes.empty());
    REQUIRE(document.undo());
    CHECK(location().x == 0);
}

TEST_CASE_FIXTURE(NumberTyped, "Tab takes the number and goes on to the next field, Shift-Tab to the one before") {
    type_over("1/4");
    imgui_key(key::tab);
    CHECK(location() == glm::vec3(0.25f, 0, 0));
    REQUIRE(wait_until([] { return ImGui::GetIO().WantTextInput; }));
    frames(3);
    type_over("2m");
    hold(true, false);
    imgui_key(key::tab);
    hold(false, false);
    CHECK(location() == glm::vec3(0.25f, 2, 0));
    frames(5);
    type_over("3");
    imgui_key(key::enter);
    CHECK(location() == glm::vec3(3, 2, 0));
}

TEST_CASE_FIXTURE(NumberTyped, "text that is not a number is refused with a note, and the value stays") {
    type_over("50 parsecs");
    imgui_key(key::enter);
    frame();
    CHECK(location().x == 0);
    CHECK(echoed.empty());
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].starts_with("Cannot read \"50 parsecs\": "));
}

TEST_CASE_FIXTURE(NumberTyped, "Escape drops the typed text, a click elsewhere takes it") {
    type_over("7");
    SUBCASE("Escape") {
        imgui_key(key::escape);
        frames(3);
        CHECK(location().x == 0);
        CHECK(echoed.empty());
    }
    SUBCASE("a click elsewhere") {
        click(1290, 860);
        frames(3);
        CHECK(location().x == 7);
        CHECK(echoed.size() == 1);
    }
    CHECK_FALSE(ImGui::GetIO().WantTextInput);
}

TEST_CASE_FIXTURE(NumberTyped, "a number that is opened and left unchanged keeps all its digits") {
    imgui_key(key::escape);
    document.modify(id, [](document::Object& o) { o.location.x = 0.123456789f; });
    double_click(field_x, first_field_y());
    frames(3);
    imgui_key(key::enter);
    CHECK(location().x == 0.123456789f);
    CHECK(echoed.empty());
}

TEST_CASE_FIXTURE(NumberTyped, "typing ends with the object, and its text does not reach another one") {
    type_over("9");
    document.select({});
    frames(3);
    const auto other = add("cube");
    document.select({&other, 1});
    frames(3);
    document.select({&id, 1});
    frames(5);
    CHECK(location().x == 0);
    CHECK(document.get(other).location.x == 0);
}

TEST_CASE_FIXTURE(PropertiesShown, "a translucent colour says how opaque it is") {
    const auto id = add("torus");
    document.select({&id, 1});
    document.modify(id, [](document::Object& o) { o.colour = {1, 0, 0, 0.5f}; });
    frame();
    CHECK(row("Colour") == "Colour  #FF0000  50 % opaque");
}

TEST_CASE_FIXTURE(PropertiesShown, "deleting the object during a drag ends the drag and its undo step") {
    const auto id = add("torus");
    document.select({&id, 1});
    frames(2);
    settle();
    move_to(field_x, first_field_y());
    press();
    move_to(field_x + 40, first_field_y());
    document.remove(id);
    move_to(field_x + 80, first_field_y());
    release();
    frame();
    CHECK(document.undo());  // throws while a step is open
}

TEST_CASE_FIXTURE(PropertiesShown, "a command's button runs it with the values of its fields") {
    const auto id = add("cube");
    document.select({&id, 1});
    frames(2);
    // Clicks up the column of fields until a mesh command has run. The last button is below every heading, which a
    // click would fold.
    for (float y = 870; y > first_field_y() && echoed.empty(); y -= line_step() / 2) click(field_x + 60, y);
    REQUIRE_FALSE(echoed.empty());
    CHECK(echoed.back().rfind("gimbal.ops.mesh.", 0) == 0);
    CHECK(document.mesh(id)->triangle_count() > 0);
}

TEST_CASE_FIXTURE(PropertiesShown, "buttons of plug-ins appear under the heading of their panel") {
    properties.set_buttons(
        {{7, "report", "Report", "Count faces", "Counts the faces."}, {8, "turntable", "Turntable", "Render", ""}});
    frame();
    CHECK(contains(properties.rows(), "Report"));
    CHECK(contains(properties.rows(), "[Count faces]"));
    CHECK(contains(properties.rows(), "[Render]"));
}

}  // namespace gimbal::app::test
