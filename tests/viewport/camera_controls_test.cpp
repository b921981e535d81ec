// Camera movements by drags, wheel and keys.
#include "app/viewport/camera_controls.h"
#include "app/viewport/camera_log.h"
#include "tests/viewport/viewport_fixture.h"

using namespace gimbal;
using namespace gimbal::app;
using console::InputEvent;
namespace key = console::key;

TEST_CASE_FIXTURE(ViewportFixture,
                  "a middle drag to the right orbits the camera to the left and leaves its target alone") {
    const document::Camera before = doc.camera();
    drag(2, centre(), centre() + glm::vec2(100, 0));
    CHECK(doc.camera().yaw == doctest::Approx(before.yaw - 0.7f));
    CHECK(doc.camera().pitch == doctest::Approx(before.pitch));
    CHECK(doc.camera().target == before.target);
    CHECK(commands_run.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "a left drag with Alt orbits as the middle button does") {
    const document::Camera before = doc.camera();
    drag(0, centre(), centre() + glm::vec2(0, 50), key::alt);
    CHECK(doc.camera().pitch == doctest::Approx(before.pitch + 0.35f));
    CHECK(commands_run.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "a middle drag with Shift pans, so that the scene follows the mouse") {
    const document::Camera before = doc.camera();
    drag(2, centre(), centre() + glm::vec2(30, 0), key::shift);
    const document::Camera after = doc.camera();
    CHECK(after.yaw == before.yaw);
    CHECK(after.target != before.target);
    const glm::vec4 clip = after.projection(width / height) * after.view() * glm::vec4(before.target, 1);
    CHECK(clip.x / clip.w * width / 2 == doctest::Approx(30).epsilon(0.02));
}

TEST_CASE_FIXTURE(ViewportFixture, "the wheel zooms only while the pointer is over the view") {
    const float before = doc.camera().distance;
    frame({wheel(1, centre().x, centre().y)}, false);
    CHECK(doc.camera().distance == doctest::Approx(before / 1.2f));
    frame({wheel(1, 10, 10)}, true);
    CHECK(doc.camera().distance == doctest::Approx(before / 1.2f));
}

TEST_CASE_FIXTURE(ViewportFixture, "a middle drag upward with Ctrl zooms in") {
    const float before = doc.camera().distance;
    drag(2, centre(), centre() - glm::vec2(0, 40), key::control);
    CHECK(doc.camera().distance < before);
}

TEST_CASE_FIXTURE(ViewportFixture, "a drag continues outside the view until the button is released") {
    frame({button(2, InputEvent::Action::press, centre().x, centre().y)});
    const float before = doc.camera().yaw;
    frame({move(rect.x + width + 200, centre().y)});
    const float outside = doc.camera().yaw;
    CHECK(outside != before);
    frame({button(0, InputEvent::Action::release, 790, 10)});
    frame({move(rect.x + width + 100, centre().y)});
    CHECK(doc.camera().yaw != outside);
    frame({button(2, InputEvent::Action::release, rect.x + width + 100, centre().y)});
    const float released = doc.camera().yaw;
    frame({move(centre().x, centre().y)});
    CHECK(doc.camera().yaw == released);
}

TEST_CASE_FIXTURE(ViewportFixture, "a press outside the view does not start a drag") {
    const document::Camera before = doc.camera();
    drag(2, {20, 20}, centre());
    CHECK(doc.camera() == before);
}

TEST_CASE_FIXTURE(ViewportFixture, "F and full stop frame the selection and Home frames everything, by commands") {
    add("cube", shared_mesh(document::make_cube()), {5, 0, 0});
    const document::ObjectId far = add("far", shared_mesh(document::make_cube()), {-5, 0, 0});
    doc.select(std::array{far});
    frame({press_key('F')});
    CHECK(doc.camera().target.x == doctest::Approx(-5));
    frame({press_key('.')});
    frame({press_key(key::home)});
    CHECK(doc.camera().target.x == doctest::Approx(0));
    REQUIRE(commands_run.size() == 3);
    CHECK(commands_run[0].name == "view.frame_selected");
    CHECK(commands_run[1].name == "view.frame_selected");
    CHECK(commands_run[2].name == "view.frame_all");
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture,
                  "number keys look along the axes, with Ctrl from the other side, and 5 drops perspective") {
    frame({press_key('7')});
    CHECK(viewport->rows()[0] == "Top Perspective");
    frame({press_key('1')});
    CHECK(viewport->rows()[0] == "Front Perspective");
    CHECK(doc.camera().position().y < 0);
    frame({press_key('3', key::control)});
    CHECK(viewport->rows()[0] == "Left Perspective");
    frame({press_key('5')});
    CHECK(viewport->rows()[0] == "Left Orthographic");
}

TEST_CASE_FIXTURE(ViewportFixture, "keys do nothing without the focus, and Ctrl-Z remains the window's undo") {
    frame({press_key('7'), press_key('Z')}, false);
    frame({press_key('Z', key::control)});
    CHECK(viewport->rows()[0] == "Perspective");
    frame({press_key('Z')});
    CHECK(viewport->rows()[0] == "Perspective · wireframe");
}

TEST_CASE_FIXTURE(ViewportFixture, "a click on the gizmo's Z ball looks from the top and selects nothing") {
    add("cube", shared_mesh(document::make_cube()));
    frame();
    // The Z ball is above the centre of the gizmo, which is 46 pixels from the corner, by the cosine of the pitch.
    const glm::vec2 middle(rect.x + width - 46, rect.y + 46);
    click(middle - glm::vec2(0, 30 * std::cos(doc.camera().pitch)));
    frame();
    CHECK(viewport->rows()[0] == "Top Perspective");
    CHECK(commands_run.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "what the user does to the camera is one Python line for each kind of change") {
    using Lines = std::vector<std::string>;
    document::Camera before, after;
    CHECK(camera_lines(registry, before, after).empty());
    after.distance = 4;
    after.target = {1, 0, 0.1f};
    CHECK(camera_lines(registry, before, after) ==
          Lines{"gimbal.ops.view.set_camera(target=(1, 0, 0.1), yaw=-60.0, pitch=25.0, distance=4.0)"});
    after = before;
    look_along(after, AxisView::top);
    CHECK(camera_lines(registry, before, after) == Lines{"gimbal.ops.view.axis(name='top')"});
    after = before;
    after.wireframe = after.orthographic = true;
    CHECK(camera_lines(registry, before, after) ==
          Lines{"gimbal.ops.view.set_orthographic()", "gimbal.ops.view.set_wireframe()"});
    CHECK(camera_lines(registry, after, before) ==
          Lines{"gimbal.ops.view.set_orthographic(on=False)", "gimbal.ops.view.set_wireframe(on=False)"});
}

TEST_CASE_FIXTURE(ViewportFixture, "a drag, some turns of the wheel and a key are each logged once") {
    drag(2, centre(), centre() + glm::vec2(100, 0));
    REQUIRE(frames_until([&] { return !window.lines.empty(); }));
    REQUIRE(window.lines.size() == 1);
    CHECK(window.lines[0].starts_with("gimbal.ops.view.set_camera(target="));
    for (int turn = 0; turn < 5; ++turn) frame({wheel(1, centre().x, centre().y)});
    REQUIRE(frames_until([&] { return window.lines.size() > 1; }));
    frame({press_key('Z')});
    REQUIRE(frames_until([&] { return window.lines.size() > 2; }));
    CHECK(window.lines.size() == 3);
    CHECK(window.lines[2] == "gimbal.ops.view.set_wireframe()");
}
