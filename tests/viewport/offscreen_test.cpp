// Pictures without a window: positions and colours.
#include "app/viewport/picture/offscreen.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <thread>

#include "api/document/mesh/mesh_ops.h"

using namespace gimbal;
using namespace gimbal::app;

namespace {

struct Colour {
    int r, g, b, a;
};

Colour at(const Picture& picture, int x, int y) {
    const unsigned char* p = &picture.rgba[static_cast<std::size_t>(y * picture.width + x) * 4];
    return {p[0], p[1], p[2], p[3]};
}
bool is_red(Colour c) { return c.r > 100 && c.r > 2 * c.g && c.r > 2 * c.b; }
bool is_green(Colour c) { return c.g > 100 && c.g > 2 * c.r && c.g > 2 * c.b; }
bool is_blue(Colour c) { return c.b > 100 && c.b > 2 * c.r && c.b > 2 * c.g; }  // bluer than the axes of the floor
bool is_ground(Colour c) { return std::abs(c.r - 0x3A) < 16 && std::abs(c.g - 0x3D) < 16 && std::abs(c.b - 0x42) < 16; }
bool is_accent(Colour c) { return std::abs(c.r - 0xF0) < 24 && std::abs(c.g - 0xA0) < 24 && std::abs(c.b - 0x4B) < 40; }

int count(const Picture& picture, bool (*matches)(Colour)) {
    int n = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) n += matches(at(picture, x, y));
    return n;
}

struct SceneToDraw {
    document::Document doc;
    document::Camera camera;
    OffscreenRenderer renderer;

    SceneToDraw() { camera.pitch = 0.3f; }
    document::ObjectId add_cube(const char* name, glm::vec3 location, glm::vec4 colour, float size = 2) {
        const document::ObjectId id = doc.add(name, std::make_shared<const document::Mesh>(document::make_cube(size)));
        doc.modify(id, [&](document::Object& object) {
            object.location = location;
            object.colour = colour;
        });
        return id;
    }
    // The colour at a place of the scene in a picture of draw().
    Colour pixel(const Picture& picture, glm::vec3 place) const {
        const glm::vec4 clip = camera.projection(1.6f) * camera.view() * glm::vec4(place, 1);
        return at(picture, static_cast<int>((clip.x / clip.w + 1) * 160),
                  static_cast<int>((1 - clip.y / clip.w) * 100));
    }
    Picture draw(int width = 320, int height = 200) { return renderer.render(*doc.snapshot(), camera, width, height); }
};

constexpr glm::vec4 red(1, 0, 0, 1), green(0, 1, 0, 1);

}  // namespace

TEST_CASE_FIXTURE(SceneToDraw, "a red cube at the origin is red in the middle and leaves the ground in the corners") {
    add_cube("cube", {0, 0, 0}, red);
    const Picture picture = draw();
    CHECK(picture.width == 320);
    CHECK(picture.rgba.size() == 320u * 200 * 4);
    CHECK(is_red(at(picture, 160, 100)));
    CHECK(is_ground(at(picture, 3, 3)));
    CHECK(is_ground(at(picture, 316, 3)));
    CHECK(at(picture, 160, 100).a == 255);
    CHECK(at(picture, 3, 3).a == 255);
}

TEST_CASE_FIXTURE(SceneToDraw, "rows are counted from the top") {
    add_cube("cube", {0, 0, 2}, {0, 0, 1, 1}, 1);
    const Picture picture = draw();
    int top = 0, bottom = 0;
    for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 320; ++x) (y < 100 ? top : bottom) += is_blue(at(picture, x, y));
    CHECK(top > 100);
    CHECK(bottom == 0);
}

TEST_CASE_FIXTURE(SceneToDraw, "the nearer cube hides the other one, in either order of creation") {
    const glm::vec3 toward = glm::normalize(camera.position());
    add_cube("near", toward * 2.0f, green, 1.5f);
    add_cube("far", toward * -2.0f, red, 1.5f);
    CHECK(is_green(at(draw(), 160, 100)));
    camera.yaw += glm::radians(180.0f);
    camera.pitch = -camera.pitch;
    CHECK(is_red(at(draw(), 160, 100)));
}

TEST_CASE_FIXTURE(SceneToDraw, "an invisible object is not drawn") {
    const Picture empty = draw();
    const document::ObjectId id = add_cube("cube", {0, 0, 0}, red);
    CHECK(draw().rgba != empty.rgba);
    doc.modify(id, [](document::Object& object) { object.visible = false; });
    CHECK(draw().rgba == empty.rgba);
}

TEST_CASE_FIXTURE(SceneToDraw, "a selected object has an orange outline, an unselected one has none") {
    const document::ObjectId id = add_cube("cube", {0, 0, 1}, {0.2f, 0.2f, 0.8f, 1});
    CHECK(count(draw(), is_accent) == 0);
    doc.select(std::array{id});
    CHECK(count(draw(), is_accent) > 150);
}

TEST_CASE_FIXTURE(SceneToDraw, "a selected object keeps its colour inside the outline") {
    const document::ObjectId id = add_cube("cube", {0, 0, 0}, {0.2f, 0.2f, 0.8f, 1});
    const Picture plain = draw();
    doc.select(std::array{id});
    const Picture selected = draw();
    for (const auto& [x, y] : {std::pair{160, 100}, {150, 95}, {170, 110}}) {
        const Colour before = at(plain, x, y), after = at(selected, x, y);
        CHECK(before.r == after.r);
        CHECK(before.g == after.g);
        CHECK(before.b == after.b);
    }
}

TEST_CASE_FIXTURE(SceneToDraw, "objects behind a translucent one shine through, in either order of creation") {
    const glm::vec3 toward = glm::normalize(camera.position());
    const auto middle = [&](float alpha, bool near_first) {
        doc.clear();
        const glm::vec4 veil(0, 1, 0, alpha);
        if (near_first) add_cube("near", toward * 2.0f, veil, 1.5f);
        add_cube("far", toward * -2.0f, red, 3);
        if (!near_first) add_cube("near", toward * 2.0f, veil, 1.5f);
        return at(draw(), 160, 100);
    };
    for (const bool near_first : {true, false}) {
        const Colour opaque = middle(1, near_first), none = middle(0, near_first), half = middle(0.5f, near_first);
        CHECK(is_green(opaque));
        CHECK(is_red(none));
        CHECK(half.r > opaque.r + 30);
        CHECK(half.g > none.g + 30);
        CHECK(std::abs(half.r - (opaque.r + none.r) / 2) < 4);
        CHECK(half.a == 255);
    }
}

TEST_CASE_FIXTURE(SceneToDraw,
                  "translucent objects are blended from far to near, and only with their nearest surface") {
    const glm::vec3 toward = glm::normalize(camera.position());
    const auto middle = [&](bool near_first) {
        doc.clear();
        if (near_first) add_cube("near", toward * 2.0f, {0, 1, 0, 0.5f}, 1.5f);
        add_cube("far", toward * -2.0f, {1, 0, 0, 0.5f}, 3);
        if (!near_first) add_cube("near", toward * 2.0f, {0, 1, 0, 0.5f}, 1.5f);
        return at(draw(), 160, 100);
    };
    const Colour one = middle(true), other = middle(false);
    CHECK(one.r == other.r);
    CHECK(one.g == other.g);
    CHECK(one.r > 0x3A);  // the far one is seen through the near one
    CHECK(one.g > one.r);
}

TEST_CASE_FIXTURE(SceneToDraw, "a selected translucent object has an outline") {
    const document::ObjectId id = add_cube("cube", {0, 0, 1}, {0.2f, 0.2f, 0.8f, 0.3f});
    CHECK(count(draw(), is_accent) == 0);
    doc.select(std::array{id});
    CHECK(count(draw(), is_accent) > 150);
}

TEST_CASE_FIXTURE(SceneToDraw,
                  "views along the floor keep their grid, with the axes that they show, behind the objects") {
    const auto is_grid = [](Colour c) { return !is_ground(c) || c.r > 0x3A + 5; };
    for (const bool orthographic : {true, false})
        for (const float yaw : {-90.0f, 90.0f, 0.0f, 180.0f}) {
            doc.clear();
            camera.orthographic = orthographic;
            camera.yaw = glm::radians(yaw);
            camera.pitch = 0;
            const Picture picture = draw();
            int above = 0, below = 0;
            for (int y = 0; y < 200; ++y)
                for (int x = 0; x < 320; ++x) (y < 95 ? above : y > 105 ? below : above) += is_grid(at(picture, x, y));
            CAPTURE(orthographic);
            CAPTURE(yaw);
            CHECK(above > 200);
            CHECK(below > 200);
            const Colour line = at(picture, 230, 100), upright = at(picture, 160, 40);
            CHECK(line.r + line.g > 0x3A + 0x3D + 20);  // the X or Y axis
            CHECK(upright.b > upright.r + 20);          // the Z axis
            add_cube("cube", {0, 0, 0}, red);
            CHECK(is_red(at(draw(), 160, 100)));
        }
}

TEST_CASE_FIXTURE(SceneToDraw, "mirrored and inside-out objects are drawn completely") {
    const document::ObjectId id = add_cube("cube", {0, 0, 0}, red);
    const int plain = count(draw(), is_red);
    doc.modify(id, [](document::Object& object) { object.scale = {-1, 1, 1}; });
    CHECK(count(draw(), is_red) == plain);
    document::Mesh cube = document::make_cube();
    std::vector<document::Triangle> turned = cube.triangles();
    for (document::Triangle& triangle : turned) std::swap(triangle[1], triangle[2]);
    doc.set_mesh(id, std::make_shared<const document::Mesh>(cube.positions(), turned));
    CHECK(count(draw(), is_red) == plain);
}

TEST_CASE_FIXTURE(SceneToDraw, "objects that share a mesh are drawn at the positions of their matrices") {
    const auto mesh = std::make_shared<const document::Mesh>(document::make_cube(0.5f));
    for (int i = -2; i <= 2; ++i) {
        const document::ObjectId id = doc.add("cube", mesh);
        doc.modify(id, [&](document::Object& object) {
            object.location = {i * 1.2f, 0, 0};
            object.colour = i % 2 ? red : green;
        });
    }
    camera.yaw = glm::radians(-90.0f);
    camera.pitch = 0.1f;
    const Picture picture = draw();
    const glm::mat4 to_clip = camera.projection(1.6f) * camera.view();
    for (int i = -2; i <= 2; ++i) {
        const glm::vec4 clip = to_clip * glm::vec4(i * 1.2f, -0.25f, 0, 1);
        const Colour colour = at(picture, static_cast<int>((clip.x / clip.w + 1) * 160),
                                 static_cast<int>((1 - clip.y / clip.w) * 100));
        CHECK((i % 2 ? is_red(colour) : is_green(colour)));
    }
}

TEST_CASE_FIXTURE(SceneToDraw, "an impossible size is refused with the value and the range") {
    CHECK_THROWS_WITH_AS(draw(0, 100), "a picture of 0 x 100 pixels cannot be drawn: each side must be 1 to 8192",
                         std::invalid_argument);
    CHECK_THROWS_AS(draw(100, 9000), std::invalid_argument);
    CHECK(draw(1, 1).rgba.size() == 4);
}

TEST_CASE_FIXTURE(SceneToDraw,
                  "pictures can be made on another thread than the one that made the renderer, and on two at once") {
    add_cube("cube", {0, 0, 0}, red);
    const Picture here = draw();
    Picture there, other;
    std::thread first([&] { there = draw(); });
    std::thread second([&] {
        OffscreenRenderer own;
        other = own.render(*doc.snapshot(), camera, 320, 200);
    });
    first.join();
    second.join();
    CHECK(there.rgba == here.rgba);
    CHECK(other.rgba == here.rgba);
}

TEST_CASE_FIXTURE(SceneToDraw, "objects with extreme coordinates are skipped") {
    const document::ObjectId id = add_cube("far away", {0, 0, 0}, green);
    doc.modify(id, [](document::Object& object) {
        object.location = glm::vec3(3e38f);
        object.scale = glm::vec3(1e30f);
    });
    add_cube("cube", {0, 0, 0}, red);
    CHECK(is_red(at(draw(), 160, 100)));
}

TEST_CASE_FIXTURE(SceneToDraw,
                  "the colours of vertices are drawn, blended between them, and tinted by the object's colour") {
    document::Mesh quad({{-1, 0, -1}, {1, 0, -1}, {1, 0, 1}, {-1, 0, 1}}, {{0, 1, 2}, {0, 2, 3}}, {},
                        {red, green, green, red});
    const document::ObjectId id = doc.add("quad", std::make_shared<const document::Mesh>(std::move(quad)));
    camera.yaw = glm::radians(-90.0f);
    camera.pitch = 0;
    camera.distance = 4;
    camera.target = {0, 0, 0};
    const auto seen = [this](float x) { return pixel(draw(), {x, 0, 0.5f}); };
    CHECK(is_red(seen(-0.95f)));
    CHECK(is_green(seen(0.95f)));
    CHECK(std::abs(seen(0).r - seen(0).g) < 16);
    CHECK(seen(0).b < seen(0).r / 2);

    doc.select(std::array{id});  // keeps its colours
    CHECK(is_red(seen(-0.9f)));
    doc.select({});
    doc.modify(id, [](document::Object& object) { object.colour = {1, 0, 0, 1}; });
    CHECK(is_red(seen(-0.95f)));
    CHECK(seen(0.95f).g < 90);  // red light alone
    doc.modify(id, [](document::Object& object) { object.colour = document::Object().colour; });
    doc.set_colours(id, nullptr);
    CHECK(std::abs(seen(-0.95f).r - seen(-0.95f).g) < 30);
}

TEST_CASE_FIXTURE(SceneToDraw, "vertices of alpha 0 show what is behind the object") {
    camera.yaw = glm::radians(-90.0f);
    camera.pitch = 0;
    camera.distance = 6;
    const document::ObjectId id = add_cube("clear", {0, -1, 0}, document::Object().colour);
    doc.set_colours(id, std::make_shared<const document::Colours>(doc.mesh(id)->vertex_count(), glm::vec4(0, 0, 1, 0)));
    add_cube("behind", {0, 2, 0}, red);
    CHECK(is_red(at(draw(), 160, 100)));
    doc.set_colours(id, std::make_shared<const document::Colours>(doc.mesh(id)->vertex_count(), glm::vec4(0, 0, 1, 1)));
    CHECK(is_blue(at(draw(), 160, 100)));
}

TEST_CASE_FIXTURE(SceneToDraw, "the points of a cloud have the colours of its vertices") {
    document::Mesh cloud({{-1, 0, 0.5f}, {1, 0, 0.5f}}, {}, {}, {red, green});
    doc.add("cloud", std::make_shared<const document::Mesh>(std::move(cloud)));
    camera.yaw = glm::radians(-90.0f);
    camera.pitch = 0;
    camera.distance = 4;
    CHECK(is_red(pixel(draw(), {-1, 0, 0.5f})));
    CHECK(is_green(pixel(draw(), {1, 0, 0.5f})));
}
