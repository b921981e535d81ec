// Selection by clicks.
#include "app/viewport/picker.h"
#include "app/viewport/picture/draw_plan.h"
#include "tests/viewport/viewport_fixture.h"

using namespace gimbal;
using namespace gimbal::app;
namespace key = console::key;

namespace {

std::string picked_name(const document::Document& doc, glm::vec2 pixel) {
    const document::ScenePtr scene = doc.snapshot();
    document::Job job("test");
    const auto id = pick(*scene, camera_ray(doc.camera(), pixel, {400, 300}), job);
    return id ? scene->find(*id)->name : "";
}

glm::vec2 pixel_of(const document::Camera& camera, glm::vec3 point) {
    const glm::vec4 clip = camera.projection(400.0f / 300) * camera.view() * glm::vec4(point, 1);
    return (glm::vec2(clip.x, -clip.y) / clip.w * 0.5f + 0.5f) * glm::vec2(400, 300);
}

}  // namespace

TEST_CASE_FIXTURE(ViewportFixture, "picking is exact at edges, in perspective and orthographic views") {
    add("plane", shared_mesh(document::make_plane(2)));
    document::Camera camera = doc.camera();
    for (bool orthographic : {false, true}) {
        camera.orthographic = orthographic;
        doc.set_camera(camera);
        CAPTURE(orthographic);
        for (glm::vec2 corner : {glm::vec2(1, 1), glm::vec2(-1, 1), glm::vec2(1, -1), glm::vec2(-1, -1)}) {
            CAPTURE(corner.x);
            CAPTURE(corner.y);
            CHECK(picked_name(doc, pixel_of(camera, glm::vec3(corner * 0.99f, 0))) == "plane");
            CHECK(picked_name(doc, pixel_of(camera, glm::vec3(corner * 1.01f, 0))) == "");
        }
    }
}

TEST_CASE_FIXTURE(ViewportFixture, "points and lines without a surface are drawn and picked") {
    add("cloud", shared_mesh(document::Mesh({{0, 0, 0}, {1, 1, 0}}, {})));
    add("wire", shared_mesh(document::Mesh({{-1, 0, 1}, {1, 0, 1}}, {}, {{0, 1}})));
    const document::Camera camera = doc.camera();
    CHECK(picked_name(doc, pixel_of(camera, {0, 0, 0})) == "cloud");
    CHECK(picked_name(doc, pixel_of(camera, {1, 1, 0})) == "cloud");
    CHECK(picked_name(doc, pixel_of(camera, {0.5, 0.5, 0})) == "");
    CHECK(picked_name(doc, pixel_of(camera, {0.3, 0, 1})) == "wire");
    const DrawPlan plan = build_plan(*doc.snapshot());
    CHECK(plan.triangle_count == 2 * 4 + 8);
}

TEST_CASE_FIXTURE(ViewportFixture, "the nearer of two objects is picked, in either order of creation") {
    document::Camera camera = doc.camera();
    const glm::vec3 toward = glm::normalize(camera.position());
    add("near", shared_mesh(document::make_cube(0.5f)), toward * 2.0f);
    add("middle", shared_mesh(document::make_uv_sphere(1)));
    add("behind", shared_mesh(document::make_cube(4)), toward * -6.0f);
    CHECK(picked_name(doc, {200, 150}) == "near");
    doc.modify(doc.find("near"), [](document::Object& object) { object.visible = false; });
    CHECK(picked_name(doc, {200, 150}) == "middle");
}

TEST_CASE_FIXTURE(ViewportFixture, "a torus with any transform is not picked through its hole") {
    const document::ObjectId id = add("ring", shared_mesh(document::make_torus(1, 0.1f)));
    doc.modify(id, [&](document::Object& object) {
        object.scale = {2, -1, 3};
        object.rotation = {0.4f, 0.2f, 1};
        object.location = {0.3f, 0, 0.5f};
    });
    const glm::mat4 matrix = doc.get(id).matrix();
    const auto on = [&](float radius, float angle) {
        return pixel_of(doc.camera(),
                        glm::vec3(matrix * glm::vec4(radius * std::cos(angle), radius * std::sin(angle), 0, 1)));
    };
    CHECK(picked_name(doc, on(0, 0)) == "");
    for (float angle = 0; angle < 6; angle += 0.5f) CHECK(picked_name(doc, on(1, angle)) == "ring");
}

TEST_CASE_FIXTURE(ViewportFixture, "an object scaled to zero is not picked") {
    const document::ObjectId id = add("flat", shared_mesh(document::make_cube()));
    doc.modify(id, [](document::Object& object) { object.scale = {0, 0, 0}; });
    CHECK(picked_name(doc, {200, 150}) == "");
}

TEST_CASE_FIXTURE(ViewportFixture,
                  "a click selects by a command, extends with Shift, and deselects everything on empty space") {
    add("left", shared_mesh(document::make_cube()), {-2, 0, 0});
    add("right", shared_mesh(document::make_cube()), {2, 0, 0});
    document::Camera camera;
    camera.yaw = glm::radians(-90.0f);
    doc.set_camera(camera);
    const glm::vec2 corner(rect.x, rect.y);
    REQUIRE(click_and_wait(corner + pixel_of(camera, {-2, -1, 0})));
    CHECK(selected_names() == std::vector<std::string>{"left"});
    CHECK(commands_run.back().name == "object.select");
    REQUIRE(click_and_wait(corner + pixel_of(camera, {2, -1, 0}), key::shift));
    CHECK(selected_names() == std::vector<std::string>{"left", "right"});
    REQUIRE(click_and_wait(corner + pixel_of(camera, {2, -1, 0}), key::shift));
    CHECK(selected_names() == std::vector<std::string>{"left"});
    REQUIRE(click_and_wait(corner + glm::vec2(5, 290)));
    CHECK(selected_names().empty());
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "a drag that moves the camera selects nothing") {
    add("cube", shared_mesh(document::make_cube()));
    drag(0, centre(), centre() + glm::vec2(40, 0));
    click_and_wait(centre());
    CHECK(commands_run.size() == 1);
}
